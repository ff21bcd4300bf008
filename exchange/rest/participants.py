"""Participants: added by a call, muted, held, coached, announced to, removed (reference 5.4)."""

from __future__ import annotations

from flask import Blueprint, request

from exchange import calls
from exchange.leg import Leg
from exchange.office import Office
from exchange.recorder import Wanted, record_leg
from exchange.rest import shapes
from exchange.rest.calls import checked_from, checked_to
from exchange.rest.shapes import Json, RestError, found
from exchange.rooms import KICKED, Room, Seat, open_room
from exchange.twiml.parser import Element
from exchange.webhook import Goto

BASE = "/Accounts/<account>/Conferences/<conference>/Participants"
FLAGS = {"Muted": "muted", "StartConferenceOnEnter": "startConferenceOnEnter"} | {
    "EndConferenceOnExit": "endConferenceOnExit"
}
TEXTS = {"Label": "participantLabel", "Beep": "beep", "WaitUrl": "waitUrl", "WaitMethod": "waitMethod"} | {
    "CallSidToCoach": "coach",
    "MaxParticipants": "maxParticipants",
    "JitterBufferSize": "jitterBufferSize",
    "ConferenceTrim": "trim",
    "ConferenceStatusCallback": "statusCallback",
    "ConferenceStatusCallbackMethod": "statusCallbackMethod",
    "ConferenceRecordingStatusCallback": "recordingStatusCallback",
    "ConferenceRecordingStatusCallbackMethod": "recordingStatusCallbackMethod",
}


def add(doors: Blueprint, office: Office) -> None:
    @doors.post(f"{BASE}.json")
    def create_participant(conference: str) -> tuple[Json, int]:
        room = _room_to_join(office, conference)
        leg, goto, timeout_s = _order(office, room)
        body = _pending(office, room, leg)
        office.spawn(f"leg-{leg.sid[:8]}", _live, office, room, leg, goto, timeout_s)
        return body, 201

    @doors.get(f"{BASE}.json")
    def list_participants(conference: str) -> Json:
        room = found(office.directory.live_room(conference))
        with office.directory.lock:
            seats = [seat for seat in room.seats if _wanted(seat)]
            return shapes.page("participants", seats, lambda seat: render(office, room, seat))

    @doors.get(f"{BASE}/<path:who>.json")
    def fetch_participant(conference: str, who: str) -> Json:
        room, seat = _find(office, conference, who)
        return render(office, room, seat)

    @doors.post(f"{BASE}/<path:who>.json")
    def update_participant(conference: str, who: str) -> Json:
        room, seat = _find(office, conference, who)
        _update(room, seat)
        return render(office, room, seat)

    @doors.delete(f"{BASE}/<path:who>.json")
    def delete_participant(conference: str, who: str) -> tuple[str, int]:
        room = found(office.directory.live_room(conference))
        waiting = room.pending.get(who)
        leg = office.directory.leg(who) if waiting else None
        if leg is not None:
            leg.end("canceled")
            return "", 204
        room, seat = _find(office, conference, who)
        room.leave(seat, KICKED)
        return "", 204


def _find(office: Office, conference: str, who: str) -> tuple[Room, Seat]:
    room = found(office.directory.live_room(conference))
    return room, found(room.seat(who))


def _room_to_join(office: Office, conference: str) -> Room:
    room = office.directory.live_room(conference)
    if room is None and conference.startswith("CF") and len(conference) == 34:
        raise shapes.missing()
    return room or open_room(office, conference)


def _order(office: Office, room: Room) -> tuple[Leg, Goto, float]:
    to = checked_to()
    caller = checked_from(office, to)
    label = shapes.given("Label")
    if label and (room.seat(label) or any(label == taken for _, taken in room.pending.values())):
        raise RestError(400, 16025, "participant label is taken")
    status = shapes.callback("StatusCallback")
    order = calls.Order(
        from_=shapes.given("CallerId") or caller,
        to=to,
        callbacks=(status,) if status else (),
        time_limit_s=float(shapes.whole("TimeLimit", 14400, 1, 86400)),
    )
    timeout_s = float(shapes.whole("Timeout", 60, 5, 600))
    leg = calls.place(office, order)
    if shapes.flag("Record", False):
        wanted = Wanted("OutboundAPI", callback=shapes.recording_callback("RecordingStatusCallback"))
        leg.at_answer.append(lambda: record_leg(office, leg, wanted))
    with office.directory.lock:
        room.pending[leg.sid] = (leg.call, label)
    return leg, Goto(verbs=(_dial(room.name),)), timeout_s


def _dial(room: str) -> Element:
    """The instructions of a leg that only joins a room."""
    attributes = {ours: request.form[theirs] for theirs, ours in TEXTS.items() if theirs in request.form}
    for theirs, ours in FLAGS.items():
        if theirs in request.form:
            attributes[ours] = str(shapes.flag(theirs, False)).lower()
    events = request.form.getlist("ConferenceStatusCallbackEvent") or ["start", "end"]
    attributes["statusCallbackEvent"] = " ".join(events)
    if "ConferenceRecordingStatusCallbackEvent" in request.form:
        wanted = request.form.getlist("ConferenceRecordingStatusCallbackEvent")
        attributes["recordingStatusCallbackEvent"] = " ".join(wanted)
    if shapes.given("ConferenceRecord") in ("true", "record-from-start"):
        attributes["record"] = "record-from-start"
    if "coach" in attributes and not shapes.flag("Coaching", True):
        del attributes["coach"]
    return Element("Dial", {}, "", (Element("Conference", attributes, room),))


def _live(office: Office, room: Room, leg: Leg, goto: Goto, timeout_s: float) -> None:
    """The added leg's life; who never came is reported to the room."""
    try:
        calls.run_outbound(office, leg, goto, timeout_s)
    finally:
        room.add_failed(leg.call)


def _update(room: Room, seat: Seat) -> None:
    with room.office.directory.lock:
        _toggle(room, seat, "Muted", "muted", "participant-mute", "participant-unmute")
        if "Hold" in request.form:
            target = shapes.url("HoldUrl")
            seat.hold_music = Goto(target, shapes.method("HoldMethod", "GET")) if target else None
        _toggle(room, seat, "Hold", "hold", "participant-hold", "participant-unhold")
        if "AnnounceUrl" in request.form:
            seat.announcement = Goto(shapes.url("AnnounceUrl"), shapes.method("AnnounceMethod"))
        if _modify(seat):
            room.tell("participant-modify", seat)
        seat.leg.wake()


def _toggle(room: Room, seat: Seat, name: str, attribute: str, on: str, off: str) -> None:
    if name not in request.form:
        return
    wanted = shapes.flag(name, False)
    if wanted != getattr(seat, attribute):
        setattr(seat, attribute, wanted)
        room.tell(on if wanted else off, seat)


def _modify(seat: Seat) -> bool:
    """What is told as one modification; whether anything of it was asked for."""
    form = request.form
    if "EndConferenceOnExit" in form:
        seat.end_on_exit = shapes.flag("EndConferenceOnExit", False)
    if "BeepOnExit" in form:
        seat.beep = "onExit" if shapes.flag("BeepOnExit", False) else "false"
    if "CallSidToCoach" in form:
        seat.coach_sid = shapes.given("CallSidToCoach")
    if "Coaching" in form:
        seat.coaching = shapes.flag("Coaching", False)
    if "WaitUrl" in form:
        target = shapes.url("WaitUrl")
        seat.wait = Goto(target, shapes.method("WaitMethod"))
    return any(
        n in form for n in ("EndConferenceOnExit", "BeepOnExit", "CallSidToCoach", "Coaching", "WaitUrl")
    )


def _wanted(seat: Seat) -> bool:
    return (
        shapes.same("Muted", str(seat.muted).lower())
        and shapes.same("Hold", str(seat.hold).lower())
        and shapes.same("Coaching", str(seat.coaching).lower())
    )


def _pending(office: Office, room: Room, leg: Leg) -> Json:
    seat = Seat(
        leg,
        label=shapes.given("Label"),
        muted=shapes.flag("Muted", False),
        coaching=shapes.flag("Coaching", False),
        coach_sid=shapes.given("CallSidToCoach"),
        start_on_enter=shapes.flag("StartConferenceOnEnter", True),
        end_on_exit=shapes.flag("EndConferenceOnExit", False),
    )
    return render(office, room, seat) | {"status": "queued"}


def render(office: Office, room: Room, seat: Seat) -> Json:
    return {
        "account_sid": office.account.sid,
        "call_sid": seat.leg.sid,
        "conference_sid": room.sid,
        "label": seat.label or None,
        "muted": seat.muted,
        "hold": seat.hold,
        "coaching": seat.coaching,
        "call_sid_to_coach": seat.coach_sid or None,
        "start_conference_on_enter": seat.start_on_enter,
        "end_conference_on_exit": seat.end_on_exit,
        "status": "complete" if seat.left else "connected",
        "queue_time": "0",
        "api_version": shapes.VERSION,
        "uri": shapes.uri(office, f"Conferences/{room.sid}/Participants/{seat.leg.sid}"),
        **shapes.stamps(seat.leg.call.created, seat.leg.call.updated),
    }
