"""The agent's leg and the room where agent and caller meet."""

from __future__ import annotations

from flask import Blueprint, Response
from twilio.twiml.voice_response import Dial, VoiceResponse

from flows.phrases import phrase
from support.errors import NotFound, Refused
from support.services import calls, hearing, legs, offers, queues
from webhooks import requests as asked
from webhooks import twiml
from webhooks.calls import first_reply
from webhooks.parts import Parts
from webhooks.replies import nothing, xml

CONFERENCE_EVENTS = "start end join leave"


def blueprint(parts: Parts) -> Blueprint:
    door = Blueprint("twilio_agents", __name__, url_prefix="/twilio")

    @door.post("/agent/answer")
    def answer() -> Response:
        """The agent picked up: theirs if it still waits, and into the room."""
        if asked.is_over():
            return xml(twiml.empty())
        try:
            with parts.store.writing() as session:
                accepted = offers.accept(session, asked.asked("offer"), parts.clock())
                attempt = hearing.expect_agent(session, accepted.call_sid, asked.sid(), parts.clock())
        except (NotFound, Refused):
            return xml(gone(parts))
        action = parts.url("agent/done", offer=asked.asked("offer"))
        return xml(_room(parts, accepted.room, action, accepted.entry_id, label="agent", stream=attempt))

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

    @door.post("/conference")
    def conference() -> Response:
        """What happened in a room: the caller came in, or it is over. Both are only news once."""
        event, entry_id = asked.text("StatusCallbackEvent", 40), asked.asked("entry")
        with parts.store.writing() as session:
            if event == "participant-join":
                queues.connected(session, entry_id, asked.sid(), parts.clock())
            elif event == "conference-end":
                offers.room_closed(session, entry_id, parts.clock())
        return nothing()

    return door


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
    action = parts.url("queue-left", seq=entry.seq, result="answered")
    return _room(parts, offers.room(entry.id), action, entry.id, label="caller")


def _room(parts: Parts, name: str, action: str, entry_id: int, label: str, stream: int = 0) -> str:
    """Who leaves ends the room: two people, one conversation. Transfers change that while it runs.

    `stream`: which stream of this leg's sound to start, for the transcript; 0 for none.
    """
    response = VoiceResponse()
    if stream:
        twiml.start_stream(response, parts, asked.sid(), stream)
    dial = Dial(action=action)
    dial.conference(
        name,
        beep="false",
        start_conference_on_enter=True,
        end_conference_on_exit=True,
        wait_url="",
        participant_label=label,
        status_callback=parts.notification_url("conference", entry=entry_id),
        status_callback_event=CONFERENCE_EVENTS,
    )
    response.append(dial)
    return str(response)


def gone(parts: Parts) -> str:
    """For an agent who gets nobody; the offer's end puts the caller back in line."""
    response = VoiceResponse()
    response.say(phrase("caller_gone", parts.language), language=parts.language)
    response.hangup()
    return str(response)
