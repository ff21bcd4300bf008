"""Tapes: which conversations are recorded, when the recording is silent, and how it went.

What is wanted stands in the row, and one order at a time makes it so: an order that comes late or twice does
what is wanted then. A recording that cannot be begun, paused or resumed never stops a call; one that may hold
secret digits is destroyed. The sound itself is the pipeline's.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.queues import RecordingMode
from ivr.fill import fill
from support.errors import Refused, marked
from support.services import alerts, lines, parties
from support.services.parties import note
from support.store import calls as call_store
from support.store import orders
from support.store import parties as party_store
from support.store import queues as queue_store
from support.store import tapes as store
from support.store.base import Session, announce
from support.store.queues import QueueEntry
from support.store.tapes import Tape

HUSH_S = 10  # a secret question waits so long for silence, and no longer
RETRY_S = 10
MAX_TRIES = 5
LATE_S = 15  # a conversation that nobody told us of is recorded all the same
LONGEST_S = 3600
AGENT, SECRET = "agent", "secret"
TOLD = ("recording_announced", "recording_agreed")
_NEEDED = {"recording": ("idle", "paused"), "paused": ("recording",), "stopped": ("recording", "paused")}
_SAID = {"recording": "recording_resumed", "paused": "recording_paused", "over": "recording_stopped"}


@dataclass(frozen=True)
class Steer:
    """What an order is to do. `sid`: the recording, "" before there is one; `known`: others of this leg."""

    leg_sid: str
    sid: str
    wanted: str
    known: frozenset[str]


@dataclass(frozen=True)
class TapeCard:
    """`state`: recording, pausing, paused, starting, failed. `can`: pause, resume or ""."""

    state: str
    since: datetime
    can: str
    is_secret: bool = False


# --- when it begins and ends ----------------------------------------------------------------------------


def may_record(session: Session, call_id: int, queue: str) -> bool:
    """Whether a conversation of this call in this queue is recorded now. Who refused once, is not."""
    mode: RecordingMode = lines.settings(session, queue).recording
    if mode == "off":
        return False
    if store.last_fact(session, call_id, ("recording_refused", "recording_agreed")) == "recording_refused":
        return False
    wanted = {"on": (), "announced": TOLD, "consent": ("recording_agreed",)}[mode]
    return not wanted or bool(store.last_fact(session, call_id, wanted))


def notice(session: Session, entry_id: int, now: datetime) -> dict[str, str] | None:
    """Words by language that are said before somebody comes to an agent ({}: the shipped ones), or None.

    For those whom an agent, an overflow or a callback brought to this queue, past the flow's own notice.
    """
    entry = queue_store.entry(session, entry_id)
    line = lines.settings(session, entry.queue) if entry else None
    if entry is None or line is None or line.recording != "announced":
        return None
    if store.last_fact(session, entry.call_id, (*TOLD, "recording_refused")):
        return None
    note(session, entry, "recording_announced", now, queue=entry.queue)
    own = line.recording_words or {}
    return {language: fill(text, lambda _name: "") for language, text in own.items()}


def joined(session: Session, entry_id: int, leg_sid: str, now: datetime) -> None:
    """Somebody came into the room; the customer's leg is the one that is recorded."""
    entry = queue_store.entry(session, entry_id)
    if entry and entry.state == "talking" and parties.customer_leg(session, entry) == leg_sid:
        _begin(session, entry, leg_sid, now)


def moved(session: Session, entry: QueueEntry, now: datetime) -> None:
    """They wait in another line: where that is not recorded, the recording is over."""
    tape = store.open_of_leg(session, parties.customer_leg(session, entry))
    if tape and not may_record(session, entry.call_id, entry.queue):
        _stop(session, tape, now)


def leg_over(session: Session, leg_sid: str, now: datetime) -> None:
    """The customer hung up: the phone company ends the recording by itself."""
    tape = store.open_of_leg(session, leg_sid)
    if tape:
        _over(session, tape, now)


def _begin(session: Session, entry: QueueEntry, leg_sid: str, now: datetime) -> None:
    tape = store.open_of_leg(session, leg_sid)
    if not may_record(session, entry.call_id, entry.queue):
        if tape:
            _stop(session, tape, now)
    elif tape is None:
        tape = Tape(
            call_id=entry.call_id, queue=entry.queue, leg_sid=leg_sid, created_at=now, changed_at=now,
            wanted="recording", state="idle", pauses="", is_ordered=False, is_spoiled=False, tries=0,
        )  # fmt: skip
        session.add(tape)
        session.flush()
        _order(session, tape, now)


def _stop(session: Session, tape: Tape, now: datetime) -> None:
    _spoil(tape, now)
    tape.wanted, tape.changed_at, tape.closed_at = "stopped", now, now
    if tape.state == "idle" and not tape.is_ordered:
        tape.state = "over"
    session.flush()
    _order(session, tape, now)
    _tell(session, tape)


def _over(session: Session, tape: Tape, now: datetime) -> None:
    _spoil(tape, now)
    tape.closed_at = tape.closed_at or now
    tape.state, tape.changed_at = "over", now
    session.flush()
    _destroy(session, tape, now)
    _tell(session, tape)


def _destroy(session: Session, tape: Tape, now: datetime) -> None:
    """What may hold a secret is not kept, here or at the phone company."""
    from support.services import recordings

    if tape.is_spoiled and tape.recording_id is not None:
        try:
            recordings.delete(session, tape.recording_id, None, "secret digits may be in it", now)
        except Refused:  # a legal hold goes before
            return
        call_store.append(session, tape.call_id, now, [("recording_destroyed", {})])


# --- silence -----------------------------------------------------------------------------------------------


def pause(session: Session, entry: QueueEntry, now: datetime) -> None:
    """An agent wants silence: a card number is coming."""
    _pause(session, _in_hand(session, entry), AGENT, now)


def resume(session: Session, entry: QueueEntry, now: datetime) -> None:
    _resume(session, _in_hand(session, entry), AGENT, now)


def question(session: Session, leg_sid: str, now: datetime, *, is_secret: bool) -> None:
    """What the caller is asked from now on; silence for as long as that is secret."""
    tape = store.open_of_leg(session, leg_sid)
    if tape and is_secret:
        _pause(session, tape, SECRET, now)
    elif tape:
        _resume(session, tape, SECRET, now)


def is_heard(session: Session, leg_sid: str, now: datetime) -> bool:
    """Whether a secret question has to wait, because the recording still runs."""
    tape = store.seen_of_leg(session, leg_sid)
    if tape is None or tape.is_spoiled or SECRET not in tape.pauses or _is_late(tape, now):
        return False
    return tape.state == "recording" or tape.is_ordered


def _in_hand(session: Session, entry: QueueEntry) -> Tape:
    tape = store.open_of_leg(session, parties.customer_leg(session, entry))
    if tape is None:
        raise Refused(marked("this call is not recorded"))
    return tape


def _pause(session: Session, tape: Tape, who: str, now: datetime) -> None:
    whose = set(tape.pauses.split())
    if who in whose:
        return
    tape.pauses = " ".join(sorted(whose | {who}))
    if tape.wanted == "recording" or who == SECRET:
        tape.wanted, tape.changed_at, tape.tries = "paused", now, 0
    session.flush()
    _order(session, tape, now)
    _tell(session, tape)


def _resume(session: Session, tape: Tape, who: str, now: datetime) -> None:
    whose = set(tape.pauses.split())
    if who not in whose:
        return
    if who == SECRET:
        _spoil(tape, now)
    tape.pauses = " ".join(sorted(whose - {who}))
    if not tape.pauses and tape.wanted == "paused":
        tape.wanted, tape.changed_at, tape.tries = "recording", now, 0
    session.flush()
    _order(session, tape, now)
    _tell(session, tape)


def _is_late(tape: Tape, now: datetime) -> bool:
    return now - tape.changed_at >= timedelta(seconds=HUSH_S)


def _spoil(tape: Tape, now: datetime) -> None:
    """The secret question could wait no longer, and the recording still ran."""
    if SECRET in tape.pauses and tape.state == "recording" and _is_late(tape, now):
        tape.is_spoiled = True


# --- orders ------------------------------------------------------------------------------------------------


def _order(session: Session, tape: Tape, now: datetime) -> None:
    if not tape.is_ordered and tape.state in _NEEDED[tape.wanted]:
        tape.is_ordered = True
        orders.place(session, "steer_recording", now, tape.call_id, tape_id=tape.id)


def steer(session: Session, tape_id: int) -> Steer | None:
    """What is wanted now; None when there is nothing to be done."""
    tape = session.get(Tape, tape_id)
    if tape is None or tape.state in ("over", "failed"):
        return None
    known = store.known_sids(session, tape.leg_sid) - {tape.sid or ""}
    return Steer(tape.leg_sid, tape.sid or "", tape.wanted, known)


def steered(session: Session, tape_id: int, state: str, sid: str, now: datetime) -> None:
    """An order was carried out. `state`: idle (there is none), recording, paused, or over."""
    tape = store.tape(session, tape_id)
    if tape is None:
        return
    tape.is_ordered, tape.tries = False, 0
    if sid and tape.sid is None:
        _begun(session, tape, sid, now)
    if tape.state not in ("over", "failed"):
        _now_is(session, tape, state, now)
        _order(session, tape, now)
    session.flush()
    _tell(session, tape)


def heard_of(session: Session, tape_id: int, sid: str, now: datetime) -> None:
    """The phone company tells of a recording, perhaps before the order that began it has come back."""
    seen = session.get(Tape, tape_id)
    call = call_store.by_id(session, seen.call_id) if seen else None
    if seen is None or call is None or not sid:
        return
    call_store.lock(session, call.sid)  # first, as everywhere
    tape = store.tape(session, tape_id)
    if tape and tape.sid is None:
        _begun(session, tape, sid, now)
    elif tape and tape.sid != sid:
        from support.services import pipeline

        pipeline.expect_call_recording(session, tape.call_id, tape.queue, sid, now)


def _begun(session: Session, tape: Tape, sid: str, now: datetime) -> None:
    from support.services import pipeline  # who files a recording looks at its tape

    tape.sid = sid
    made = pipeline.expect_call_recording(session, tape.call_id, tape.queue, sid, now)
    tape.recording_id = made.id
    if tape.state == "idle":
        tape.state = "recording"
    call_store.append(session, tape.call_id, now, [("recording_started", {"queue": tape.queue})])
    if tape.state == "over":
        _destroy(session, tape, now)


def _now_is(session: Session, tape: Tape, state: str, now: datetime) -> None:
    if state == "paused":
        _spoil(tape, now)
    if state == "idle" and tape.wanted == "stopped":
        state = "over"
    if state not in (tape.state, "idle"):
        why = {"why": SECRET if SECRET in tape.pauses else AGENT} if state == "paused" else {}
        call_store.append(session, tape.call_id, now, [(_SAID[state], why)])
    if state != "idle":
        tape.state = state
    if state == "over":
        tape.closed_at = tape.closed_at or now
        _destroy(session, tape, now)


def not_steered(session: Session, tape_id: int, error: str, now: datetime) -> None:
    """Given up. The call goes on; what could not be paused is stopped, and tried again for a while."""
    tape = store.tape(session, tape_id)
    if tape is None or tape.state in ("over", "failed"):
        return
    tape.is_ordered, tape.tries = False, tape.tries + 1
    if tape.tries == 1 or tape.state == "idle":
        what = {"recording": "start" if tape.state == "idle" else "resume"}.get(tape.wanted, tape.wanted)
        told = {"what": what, "why": error[:80]}
        call_store.append(session, tape.call_id, now, [("recording_failed", told)])
    if tape.state == "idle":
        tape.state, tape.closed_at = "failed", tape.closed_at or now
        alerts.not_recorded(session, tape.call_id, now)
    elif tape.wanted == "paused" and SECRET in tape.pauses:
        tape.is_spoiled = True
    session.flush()
    _tell(session, tape)


def look_after(session: Session, now: datetime) -> None:
    """What no report told: conversations that are not recorded, pauses that nobody ended, orders given up."""
    queues = [
        row.name for row in queue_store.all_queues(session) if row.settings.get("recording", "off") != "off"
    ]
    since, until = now - timedelta(seconds=LONGEST_S), now - timedelta(seconds=LATE_S)
    for found in store.untaped(session, queues, since, until) if queues else ():
        entry = queue_store.entry(session, found.id)
        leg_sid = parties.customer_leg(session, entry) if entry else ""
        if entry and leg_sid and entry.state == "talking" and store.last_of_leg(session, leg_sid) is None:
            _begin(session, entry, leg_sid, now)
    for tape_id in store.running(session):
        tape = store.tape(session, tape_id)
        if tape and tape.state not in ("over", "failed"):
            _look_after(session, tape, now)


def _look_after(session: Session, tape: Tape, now: datetime) -> None:
    if _is_gone(session, tape):
        _over(session, tape, now)
        return
    _spoil(tape, now)
    due = tape.changed_at + timedelta(seconds=RETRY_S * max(1, tape.tries))
    if SECRET in tape.pauses and not _asks_secret(session, tape):
        _resume(session, tape, SECRET, now)
    elif tape.tries < MAX_TRIES and due <= now:
        _order(session, tape, now)


def _is_gone(session: Session, tape: Tape) -> bool:
    party = party_store.by_leg(session, tape.leg_sid)
    if party:
        return party.state in ("left", "failed")
    call = call_store.by_id(session, tape.call_id)
    return call is None or call.ended_at is not None


def _asks_secret(session: Session, tape: Tape) -> bool:
    call = call_store.by_id(session, tape.call_id)
    return bool(call and any(action.get("secret") for action in call.reply))


# --- what is shown -----------------------------------------------------------------------------------------


def card(session: Session, entry: QueueEntry) -> TapeCard | None:
    """None for a conversation that is not recorded."""
    tape = store.last_of_leg(session, parties.customer_leg(session, entry))
    return _card(tape) if tape else None


def cards(session: Session, call_ids: Collection[int]) -> dict[int, TapeCard]:
    """The same for many, by call."""
    found = store.of_calls(session, call_ids) if call_ids else {}
    return {call_id: each for call_id, tape in found.items() if (each := _card(tape))}


def _card(tape: Tape) -> TapeCard | None:
    if tape.state == "failed":
        return TapeCard("failed", tape.changed_at, "")
    if tape.closed_at is not None:
        return None
    can = "pause" if AGENT not in tape.pauses else "resume"
    running = "pausing" if tape.wanted == "paused" else "recording"
    state = {"idle": "starting", "recording": running}.get(tape.state, tape.state)
    return TapeCard(state, tape.changed_at, can, SECRET in tape.pauses)


def _tell(session: Session, tape: Tape) -> None:
    """Everybody who has the conversation before them."""
    entry = next(
        (each for each in queue_store.entries_of(session, tape.call_id) if each.left_at is None), None
    )
    if entry:
        parties.tell(session, entry.id)
    else:
        announce(session, "floor")
