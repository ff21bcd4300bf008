"""The agent's leg: a call taken, their own call again after a break, and the caller on the way to them."""

from __future__ import annotations

from flask import Blueprint, Response
from twilio.twiml.voice_response import Gather, VoiceResponse

from flows.phrases import phrase
from support.errors import NotFound, Refused
from support.services import calls, dialling, hearing, legs, offers, queues, rooms
from webhooks import requests as asked
from webhooks import twiml
from webhooks.calls import first_reply
from webhooks.parts import Parts
from webhooks.replies import nothing, xml
from webhooks.rooms import CALLER, Way, gone, meet

TAKES = "1"  # the key that a person presses, and no answering machine
TAKE_TIMEOUT_S = 10


def blueprint(parts: Parts) -> Blueprint:
    door = Blueprint("twilio_agents", __name__, url_prefix="/twilio")

    @door.post("/agent/answer")
    def answer() -> Response:
        """The agent picked up. A telephone that may be a machine is asked for a key first."""
        if asked.is_over():
            return xml(twiml.empty())
        with parts.store.reading() as session:
            asks = rooms.asks_for_key(session, asked.asked("offer"))
        return xml(_ask(parts) if asks else _take(parts))

    @door.post("/agent/key")
    def key() -> Response:
        """Somebody pressed a key, or the machine did not: then the next agent is rung."""
        if asked.is_over():
            return xml(twiml.empty())
        if asked.text("Digits", 1) == TAKES:
            return xml(_take(parts))
        with parts.store.writing() as session:
            offers.fail(session, asked.asked("offer"), "missed", parts.clock())
        return xml(_hung_up())

    @door.post("/agent/done")
    def done() -> Response:
        return xml(twiml.empty())

    @door.post("/agent/status")
    def status() -> Response:
        if not asked.sid():
            return nothing()
        with parts.store.writing() as session:
            legs.report(
                session,
                asked.sid(),
                asked.asked("offer"),
                asked.text("CallStatus", 20),
                asked.whole("SequenceNumber", 0),
                parts.clock(),
            )
        return nothing()

    @door.post("/join")
    def join() -> Response:
        return xml(twiml.empty() if asked.is_over() else _join(parts))

    return door


def _take(parts: Parts) -> str:
    """Theirs if it still waits, and into the room."""
    try:
        with parts.store.writing() as session:
            accepted = rooms.answered(session, asked.asked("offer"), asked.sid(), parts.clock())
            attempt = hearing.expect_agent(session, accepted.call_sid, asked.sid(), parts.clock())
            rings = dialling.is_ringing(session, accepted.entry_id)
    except (NotFound, Refused):
        return gone(parts)
    action = parts.url("agent/done", offer=asked.asked("offer"))
    return meet(parts, accepted.entry_id, Way(stream=attempt, rings=rings), action)


def _ask(parts: Parts) -> str:
    response = VoiceResponse()
    gather = Gather(
        action=parts.url("agent/key", offer=asked.asked("offer")),
        num_digits=1,
        timeout=TAKE_TIMEOUT_S,
        finish_on_key="",
        action_on_empty_result=True,
    )
    gather.say(phrase("take_call", parts.language), language=parts.language)
    response.append(gather)
    return str(response)


def _hung_up() -> str:
    response = VoiceResponse()
    response.hangup()
    return str(response)


def _join(parts: Parts) -> str:
    """The caller on the way into the agent's room; back into the line when the agent is gone."""
    try:
        with parts.store.writing() as session:
            entry = queues.connected(session, asked.asked("entry"), asked.sid(), parts.clock())
            reply = None if entry else calls.repeat(session, parts.shelf, asked.sid())
    except NotFound:
        return first_reply(parts)
    if entry is None:
        return twiml.render(reply, parts) if reply else twiml.empty()
    action = parts.url("queue-left", seq=entry.seq, result="answered", entry=entry.id)
    return meet(parts, entry.id, CALLER, action)
