"""The caller's leg: its first request, every answer, its end. Parse, one service, TwiML."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response

from ivr.events import (
    CalleeAnswered,
    DialResult,
    DigitsPressed,
    Event,
    NothingHeard,
    RecordingFinished,
    SpeechHeard,
    SpeechUnavailable,
)
from support.errors import NotFound
from support.services import calls, hearing, tapes
from support.store.base import Session
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
WAIT_FOR_WORDS_S = 2


def blueprint(parts: Parts) -> Blueprint:
    door = Blueprint("twilio_calls", __name__, url_prefix="/twilio")

    @door.post("/voice")
    def voice() -> Response:
        return xml(first_reply(parts))

    @door.post("/answer")
    def answer() -> Response:
        event = _answer(asked.asked("seq"))
        if isinstance(event, NothingHeard) and (still := _still_speaking(parts, event.seq)):
            return xml(still)
        if isinstance(event, SpeechHeard):
            event = _with_intents(parts, event)
        return xml(next_reply(parts, event))

    @door.post("/next")
    def next_document() -> Response:
        """Words were heard, or interrupt the prompt: the call comes for what follows."""
        return xml(_again(parts, hushed=asked.asked("quiet")))

    @door.post("/open")
    def prompt_over() -> Response:
        """A prompt that may not be interrupted is over: words count from now on."""
        with parts.store.writing() as session:
            hearing.prompt_over(session, asked.sid(), asked.asked("seq"))
        return xml(_again(parts, hushed=asked.asked("seq")))

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
            now = parts.clock()
            reply = calls.begin(session, parts.shelf, sid, caller, called, now, parts.wants_ears)
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
            is_heard = _is_heard(session, reply, now)
    except NotFound:
        return twiml.empty() if asked.is_over() else first_reply(parts)
    return twiml.in_a_moment(parts) if is_heard else twiml.render(reply, parts)


def _is_heard(session: Session, reply: calls.Reply, now: datetime) -> bool:
    """Whether what is asked must wait: it is secret, and the conversation's recording still runs."""
    return calls.asks_secret(reply.actions) and tapes.is_heard(session, reply.sid, now)


def _again(parts: Parts, hushed: int) -> str:
    """What was asked last; without its prompt when it is the question `hushed`."""
    if asked.is_over():
        return twiml.empty()
    try:
        with parts.store.reading() as session:
            reply = calls.repeat(session, parts.shelf, asked.sid())
            is_heard = _is_heard(session, reply, parts.clock())
    except NotFound:
        return first_reply(parts)
    if is_heard:
        return twiml.in_a_moment(parts)
    if asked.asked("back", 0):
        reply = twiml.back_in_line(reply)
    return twiml.render(twiml.quiet(reply) if reply.seq == hushed else reply, parts)


def _still_speaking(parts: Parts, seq: int) -> str:
    """The silence is over, but our ear hears somebody: wait for the words. "" when nobody speaks."""
    with parts.store.reading() as session:
        if not hearing.still_speaking(session, asked.sid(), seq, parts.clock()):
            return ""
        reply = calls.repeat(session, parts.shelf, asked.sid())
    return twiml.render(twiml.quiet(reply, WAIT_FOR_WORDS_S), parts) if reply.seq == seq else ""


def _with_intents(parts: Parts, event: SpeechHeard) -> SpeechHeard:
    """Words that the phone company heard, with what they may mean."""
    with parts.store.reading() as session:
        return hearing.with_intents(session, parts.intents, asked.sid(), event)


def _answer(seq: int) -> Event:
    digits, words = asked.text("Digits", MAX_DIGITS), asked.text("SpeechResult", asked.MAX_TEXT)
    if digits:
        return DigitsPressed(seq, digits)
    if words:
        return SpeechHeard(seq, words, asked.fraction("Confidence", 0.5))
    return SpeechUnavailable(seq) if asked.asked("deaf", 0) else NothingHeard(seq)
