"""Rooms: who meets in one and how, what a held caller hears, and the legs of those who are brought in.

The caller's leg alone ends a room. Nobody hears anybody come in: supervisors listen unheard.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response
from twilio.twiml.voice_response import Dial, VoiceResponse

from flows.phrases import phrase
from ivr.actions import Enqueue, Say
from ivr.events import QueueLeft
from speech.music import NAMES
from support.errors import NotFound
from support.services import calls, dialling, legs, parties, queues, rooms
from support.services.offers import room
from webhooks import callbacks, twiml
from webhooks import requests as asked
from webhooks.calls import first_reply, next_reply
from webhooks.parts import Parts
from webhooks.replies import nothing, xml
from webhooks.saying import say

CONFERENCE_EVENTS = "start end join leave"
HOLD_MUSIC_S = 30
RINGING_S = 40  # longer than anybody is rung
PASS_ON_RING_S = 25


@dataclass(frozen=True)
class Way:
    """How somebody comes into a room. `coaches`: the leg that alone hears them, or "".

    `rings`: as long as they are alone they hear it ring.
    """

    label: str = ""
    ends_room: bool = False
    muted: bool = False
    coaches: str = ""
    stream: int = 0
    rings: bool = False


CALLER = Way(label="caller", ends_room=True)
CUSTOMER = Way(label="customer", ends_room=True)


def blueprint(parts: Parts) -> Blueprint:
    door = Blueprint("twilio_rooms", __name__, url_prefix="/twilio")

    @door.post("/conference")
    def conference() -> Response:
        """What happened in a room: the caller came in, or it is over. Both are only news once."""
        event, entry_id = asked.text("StatusCallbackEvent", 40), asked.asked("entry")
        with parts.store.writing() as session:
            if event == "participant-join":
                queues.connected(session, entry_id, asked.sid(), parts.clock())
            elif event == "conference-end":
                rooms.room_closed(session, entry_id, parts.clock())
        return nothing()

    @door.post("/hold")
    def hold() -> Response:
        """What the customer hears on hold, again and again."""
        return xml(_hold(parts))

    @door.post("/party/answer")
    def party_answer() -> Response:
        return xml(twiml.empty() if asked.is_over() else _party(parts))

    @door.post("/party/status")
    def party_status() -> Response:
        if asked.sid():
            status, sequence = asked.text("CallStatus", 20), asked.whole("SequenceNumber", 0)
            with parts.store.writing() as session:
                party_id, now = asked.asked("party"), parts.clock()
                legs.party_report(session, asked.sid(), party_id, status, sequence, now)
        return nothing()

    @door.post("/pass-on")
    def pass_on() -> Response:
        """The caller is dialled on to the number that the agent chose."""
        return xml(twiml.empty() if asked.is_over() else _pass_on(parts))

    @door.post("/passed-on")
    def passed_on() -> Response:
        return xml(_passed_on(parts))

    return door


def meet(parts: Parts, entry_id: int, way: Way, action: str) -> str:
    """Into the room of a conversation. `action`: what is asked when they are out of it."""
    response = VoiceResponse()
    if way.stream:
        twiml.start_stream(response, parts, asked.sid(), way.stream)
    dial = Dial(action=action)
    more = {"participant_label": way.label} if way.label else {}
    dial.conference(
        room(entry_id),
        beep="false",
        start_conference_on_enter=True,
        end_conference_on_exit=way.ends_room,
        muted=way.muted,
        wait_url=f"{parts.twilio.public_url}/music/ringing-{RINGING_S}.wav" if way.rings else "",
        wait_method="GET",
        status_callback=parts.notification_url("conference", entry=entry_id),
        status_callback_event=CONFERENCE_EVENTS,
        **more,
        **({"coach": way.coaches} if way.coaches else {}),
    )
    response.append(dial)
    return str(response)


def gone(parts: Parts, language: str = "") -> str:
    """For somebody who picked up and gets nobody."""
    spoken = language or parts.language
    response = VoiceResponse()
    response.say(phrase("caller_gone", spoken), language=spoken)
    response.hangup()
    return str(response)


def _party(parts: Parts) -> str:
    """Whom we rang picked up."""
    party_id, now = asked.asked("party"), parts.clock()
    answered_by = asked.text("AnsweredBy", 30)
    with parts.store.writing() as session:
        kind = parties.kind(session, party_id)
        picked = (
            dialling.answered(session, party_id, asked.sid(), answered_by, now)
            if kind == "customer"
            else None
        )
        joins = kind != "customer" or (picked and picked.action == "join")
        joining = parties.answered(session, party_id, asked.sid(), now) if joins else None
    if picked and picked.action != "join":
        return callbacks.document(parts, picked)
    if joining is None:
        return gone(parts)
    action = parts.url("agent/done", party=party_id)
    return meet(parts, joining.entry_id, _way(joining), action)


def _way(joining: parties.Joining) -> Way:
    if joining.kind == "customer":
        return CUSTOMER
    # Who is to whisper while nobody has the customer is heard by nobody.
    muted = joining.mode == "listen" or (joining.mode == "whisper" and not joining.coached)
    return Way(muted=muted, coaches=joining.coached)


def _hold(parts: Parts) -> str:
    with parts.store.reading() as session:
        wanted = calls.asked(session, asked.sid(), Enqueue)
        place = queues.place(session, asked.sid(), parts.clock())
    language, voice = (wanted.language, wanted.voice) if wanted else (parts.language, "")
    music = (wanted and wanted.music) or (place and place.line.music) or ""
    name = music if music in NAMES else NAMES[0]
    response = VoiceResponse()
    response.play(f"{parts.twilio.public_url}/music/{name}-{HOLD_MUSIC_S}.wav")
    say(response, [Say(phrase("on_hold", language), language, voice)])
    return str(response)


def quiet_hold(parts: Parts) -> str:
    """When nothing can be looked up: music all the same."""
    response = VoiceResponse()
    response.play(f"{parts.twilio.public_url}/music/{NAMES[0]}-{HOLD_MUSIC_S}.wav")
    return str(response)


def _pass_on(parts: Parts) -> str:
    party_id = asked.asked("party")
    with parts.store.reading() as session:
        ring = rooms.pass_on_details(session, party_id)
    if ring is None:
        return _passed_on(parts)
    response = VoiceResponse()
    dial = Dial(action=parts.url("passed-on", party=party_id), timeout=PASS_ON_RING_S, caller_id=ring.ours)
    dial.number(ring.address)
    response.append(dial)
    return str(response)


def _passed_on(parts: Parts) -> str:
    """They have talked, and the flow goes on; or nobody answered, and the caller is first in line again."""
    status = asked.text("DialCallStatus", 20)
    with parts.store.writing() as session:
        news = rooms.dialled(session, asked.asked("party"), status, parts.clock())
    if asked.is_over():
        return twiml.empty()
    if news and news.talked:
        return next_reply(parts, QueueLeft(news.seq, "answered"))
    return again(parts)


def again(parts: Parts) -> str:
    """What the caller was asked last: they wait in line again, or go on where they are."""
    try:
        with parts.store.reading() as session:
            reply = calls.repeat(session, parts.shelf, asked.sid())
    except NotFound:
        return first_reply(parts)
    return twiml.render(reply, parts)
