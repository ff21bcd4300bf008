"""<Dial><Conference>: a leg's stay in a room, its waiting, holding and announcements included."""

from __future__ import annotations

from collections.abc import Callable

from exchange import prompts
from exchange.leg import HungUp, Interrupted, Moved
from exchange.phones.base import Heard
from exchange.player import Player
from exchange.recorder import Wanted
from exchange.rooms import CannotEnter, Room, Seat, open_room
from exchange.twiml.grammar import IN_ROOM_WAIT
from exchange.twiml.parser import Element
from exchange.verbs.callbacks import recording_callback, status_callback
from exchange.webhook import Failure, Goto

BAD_WAIT_VERB = 13238
FOREVER_S = 86400.0


def join(player: Player, noun: Element) -> dict[str, str]:
    """Until the leg leaves the room; the Dial fields. Raises what `leg.wait` raises."""
    room = open_room(player.office, noun.text)
    seat = _seat(player, noun)
    room.configure(
        status_callback(player, noun, ""), _recording(player, noun), noun.whole("maxParticipants", 250)
    )
    try:
        room.enter(seat)
    except CannotEnter as refusal:
        player.office.alert(refusal.code, str(refusal), player.leg.sid, player.url)
        return {"DialCallStatus": "failed"}
    try:
        _stay(player, room, seat)
    except HungUp:
        room.leave(seat, "participant_hung_up")
        raise
    except Moved:
        room.leave(seat, "participant_updated_via_api")
        raise
    except Failure:
        room.leave(seat, "participant_hung_up")
        return {"DialCallStatus": "failed"}
    return {"DialCallStatus": "answered"}


def _stay(player: Player, room: Room, seat: Seat) -> None:
    while not seat.left:
        if seat.announcement is not None:
            _announce(player, room, seat)
        elif not room.started:
            _play_until(player, seat.wait, lambda: room.started, seat, loop=False)
        elif seat.hold:
            _play_until(player, seat.hold_music, lambda: not seat.hold, seat, loop=True)
        else:
            _talk(player, room, seat)


def _talk(player: Player, room: Room, seat: Seat) -> None:
    leg = player.leg
    room.mixer.join(leg)
    leg.hear(Heard("conference", room.name))
    try:
        leg.wait(lambda: bool(seat.left or seat.hold or seat.announcement))
    finally:
        room.mixer.leave(leg)


def _play_until(
    player: Player, goto: Goto | None, done: Callable[[], bool], seat: Seat, *, loop: bool
) -> None:
    """A wait or hold document, until `done` or the seat is needed otherwise. None: stock music."""
    leg = player.leg
    try:
        with leg.watch(lambda: bool(done() or seat.left or seat.announcement)):
            if goto is None:
                prompts.music(leg)
            while goto is not None and goto.url:
                if not _play_once(player, goto, forgiving=loop) or not loop:
                    break
                leg.rest(0.2)  # an empty hold document must not spin
            prompts.silence(leg, FOREVER_S)
    except Interrupted:
        return


def _play_once(player: Player, goto: Goto, *, forgiving: bool) -> bool:
    """Whether it could be played. A hold document that fails is silence; a wait document fails the join."""
    try:
        player.nested(IN_ROOM_WAIT, BAD_WAIT_VERB).play_all(goto)
    except Failure:
        if not forgiving:
            raise
        return False
    return True


def _announce(player: Player, room: Room, seat: Seat) -> None:
    goto, seat.announcement = seat.announcement, None
    if goto is None:
        return
    try:
        with player.leg.watch(lambda: bool(seat.left)):
            player.nested(IN_ROOM_WAIT, BAD_WAIT_VERB).play_all(goto)
    except Interrupted:
        return
    except Failure as failure:
        room.tell(
            "announcement-fail", seat, {"AnnounceUrl": goto.url, "ReasonAnnouncementFailed": str(failure)}
        )
        return
    room.tell("announcement-end", seat, {"AnnounceUrl": goto.url})


def _seat(player: Player, noun: Element) -> Seat:
    wait: Goto | None = None
    if "waitUrl" in noun.attributes:
        url = noun.get("waitUrl")
        wait = Goto(player.resolve(url) if url else "", noun.get("waitMethod", "POST"))
    return Seat(
        player.leg,
        label=noun.get("participantLabel"),
        muted=noun.flag("muted", False),
        coach_sid=noun.get("coach"),
        coaching=bool(noun.get("coach")),
        start_on_enter=noun.flag("startConferenceOnEnter", True),
        end_on_exit=noun.flag("endConferenceOnExit", False),
        beep=noun.get("beep", "true"),
        wait=wait,
    )


def _recording(player: Player, noun: Element) -> Wanted | None:
    if noun.get("record") != "record-from-start":
        return None
    trim = noun.get("trim", "trim-silence") == "trim-silence"
    return Wanted("Conference", channels=2, trim=trim, callback=recording_callback(player, noun))
