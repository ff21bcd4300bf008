"""The caller's leg: its first request, every answer, its end. Parse, one service, TwiML."""

from __future__ import annotations

from flask import Blueprint, Response

from ivr.events import (
    CalleeAnswered,
    DialResult,
    DigitsPressed,
    Event,
    NothingHeard,
    RecordingFinished,
    SpeechHeard,
)
from support.errors import NotFound
from support.services import calls
from webhooks import requests as asked
from webhooks import twiml
from webhooks.parts import Lifeline, Parts
from webhooks.replies import nothing, xml

_DIALS: dict[str, DialResult] = {
    "completed": "completed",
    "answered": "completed",
    "busy": "busy",
    "no-answer": "no-answer",
    "canceled": "canceled",
}
MAX_DIGITS = 32


def blueprint(parts: Parts) -> Blueprint:
    door = Blueprint("twilio_calls", __name__, url_prefix="/twilio")

    @door.post("/voice")
    def voice() -> Response:
        return xml(first_reply(parts))

    @door.post("/answer")
    def answer() -> Response:
        return xml(next_reply(parts, _answer(asked.asked("seq"))))

    @door.post("/recorded")
    def recorded() -> Response:
        hung_up = asked.text("Digits") == "hangup" or asked.is_over()
        event = RecordingFinished(asked.asked("seq"), asked.whole("RecordingDuration"), hung_up)
        return xml(next_reply(parts, event))

    @door.post("/dialed")
    def dialed() -> Response:
        result = _DIALS.get(asked.text("DialCallStatus"), "failed")
        event = CalleeAnswered(asked.asked("seq"), result, asked.whole("DialCallDuration"))
        return xml(next_reply(parts, event))

    @door.post("/status")
    def status() -> Response:
        if asked.is_over():
            with parts.store.writing() as session:
                calls.end(session, parts.shelf, asked.sid(), asked.text("CallStatus"), parts.clock())
        return nothing()

    return door


def first_reply(parts: Parts) -> str:
    """Begin the call; a number without a flow, or a request without a call, is told so."""
    sid, caller, called = asked.sid(), asked.caller(), asked.called()
    try:
        if not sid:
            raise NotFound("a request without CallSid")
        with parts.store.writing() as session:
            reply = calls.begin(session, parts.shelf, sid, caller, called, parts.clock())
    except NotFound:
        return twiml.not_in_service(parts.language)
    parts.lifelines[reply.called] = Lifeline(reply.language, reply.fallback)
    return twiml.render(reply, parts)


def next_reply(parts: Parts, event: Event) -> str:
    """One answer: the reply to it, or to whatever was asked last if it comes late.

    A call that we do not know begins anew: the caller is on the line, whatever became of our row.
    """
    sid, now = asked.sid(), parts.clock()
    try:
        with parts.store.writing() as session:
            if asked.is_over():
                if isinstance(event, RecordingFinished):
                    calls.turn(session, parts.shelf, sid, event, now)
                calls.end(session, parts.shelf, sid, asked.text("CallStatus"), now)
                return twiml.empty()
            reply = calls.turn(session, parts.shelf, sid, event, now)
    except NotFound:
        return twiml.empty() if asked.is_over() else first_reply(parts)
    return twiml.render(reply, parts)


def _answer(seq: int) -> Event:
    digits, words = asked.text("Digits", MAX_DIGITS), asked.text("SpeechResult", asked.MAX_TEXT)
    if digits:
        return DigitsPressed(seq, digits)
    if words:
        return SpeechHeard(seq, words, asked.fraction("Confidence", 0.5))
    return NothingHeard(seq)
