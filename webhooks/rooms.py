"""Rooms: who meets in one and how, what a held caller hears, and the legs of those who are brought in.

The caller's leg alone ends a room. Nobody hears anybody come in: supervisors listen unheard.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response
from twilio.twiml.voice_response import Dial, VoiceResponse

from flows.phrases import phrase
from flows.values import words_in
from ivr.actions import Enqueue, Say
from ivr.events import QueueLeft
from speech.music import NAMES
from support.errors import NotFound
from support.services import calls, dialling, holds, legs, parties, queues, rooms, tapes
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
ASKED_AGAIN = 5


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
                tapes.joined(session, entry_id, asked.sid(), parts.clock())
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

    @door.post("/party/next")
    def party_next() -> Response:
        """A customer whom we rang is out of a room, or has waited for a while."""
        over = asked.is_over() or asked.text("DialCallStatus", 20) == "failed"
        return xml(twiml.empty() if over else _next_of_customer(parts, asked.asked("party")))

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
    if way.ends_room:
        say(response, _notice(parts, entry_id))
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


def _notice(parts: Parts, entry_id: int) -> list[Say]:
    """That the conversation is recorded, for a customer who has not heard it in this call."""
    with parts.store.writing() as session:
        own = tapes.notice(session, entry_id, parts.clock())
        wanted = calls.asked(session, asked.sid(), Enqueue)
        rung = dialling.spoken(session, asked.sid())
    if own is None:
        return []
    language, voice = (wanted.language, wanted.voice) if wanted else rung or (parts.language, "")
    text = words_in(own, language) if own else phrase("recording_notice", language)
    return [Say(text, language, voice)]


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
    next_for = "party/next" if joining.kind == "customer" else "agent/done"
    return meet(parts, joining.entry_id, _way(joining), parts.url(next_for, party=party_id))


def _next_of_customer(parts: Parts, party_id: int) -> str:
    with parts.store.writing() as session:
        found = dialling.comes_next(session, party_id, parts.clock())
    action = parts.url("party/next", party=party_id)
    if found.action == "room":
        return meet(parts, found.entry_id, CUSTOMER, action)
    if found.action == "line":
        return _in_line(parts, found, action)
    return callbacks.document(parts, found.sorry) if found.sorry else twiml.empty()


def _in_line(parts: Parts, found: dialling.Next, again_at: str) -> str:
    """They are not alone for long: kind words and music, until an agent has them or it is asked again."""
    language = found.language or parts.language
    response = VoiceResponse()
    say(response, [Say(phrase("on_hold", language), language, found.voice)])
    response.play(_music(parts, found.music))
    response.redirect(again_at)
    return str(response)


def _music(parts: Parts, name: str = "") -> str:
    known = name if name in NAMES else NAMES[0]
    return f"{parts.twilio.public_url}/music/{known}-{HOLD_MUSIC_S}.wav"


def customer_waits_on(parts: Parts) -> str:
    """When nothing can be looked up: music, then it is asked again, some times."""
    response, times = VoiceResponse(), asked.asked("failed", 0)
    if not asked.is_over() and 0 <= times < ASKED_AGAIN:
        response.play(_music(parts))
        response.redirect(parts.url("party/next", party=asked.asked("party"), failed=times + 1))
    return str(response)


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
        rung = dialling.spoken(session, asked.sid())
        is_lost = holds.reason(session, asked.asked("entry")) == "lost"
    language, voice = (wanted.language, wanted.voice) if wanted else rung or (parts.language, "")
    response, words = VoiceResponse(), [Say(phrase("on_hold", language), language, voice)]
    if is_lost:  # their agent broke off in the middle of a sentence: nobody told them that they would wait
        say(response, words)
    response.play(_music(parts, (wanted and wanted.music) or (place and place.line.music) or ""))
    if not is_lost:
        say(response, words)
    return str(response)


def quiet_hold(parts: Parts) -> str:
    """When nothing can be looked up: music all the same."""
    response = VoiceResponse()
    response.play(_music(parts))
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
        customer = parties.customer_of_leg(session, asked.sid())
    if asked.is_over():
        return twiml.empty()
    if customer is not None:
        return _next_of_customer(parts, customer)
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
    return twiml.render(twiml.back_in_line(reply), parts)
