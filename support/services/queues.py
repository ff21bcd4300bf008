"""The waiting lines: entering and leaving, a caller's place, and what a queue looks like now."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flows.queues import QueueInfo
from flows.values import words_in
from ivr.actions import Enqueue
from support.services import customers, lines, moving, offers, stays, tapes, waiting
from support.store import agents as agent_store
from support.store import calls as call_store
from support.store import orders
from support.store import parties as party_store
from support.store import queues as store
from support.store.base import Session, announce
from support.store.calls import CallRow

LONELY_S = 10


@dataclass(frozen=True)
class Place:
    """Where a waiting caller stands. `ahead` callers come before; `estimate_s` is None when unknown.

    `is_over`: the wait has reached its limit, the caller is to leave the line. `line`: what the queue they
    are in now says of itself, which after an overflow is another one than the flow named.
    """

    ahead: int
    estimate_s: int | None
    waited_s: int
    is_over: bool = False
    queue: str = ""
    line: QueueInfo = field(default_factory=lambda: QueueInfo(title={"*": ""}))


@dataclass(frozen=True)
class QueueNow:
    name: str
    title: str
    waiting: int
    longest_wait_s: int
    estimate_s: int | None
    available: int
    on_call: int
    away: int
    answered_today: int
    abandoned_today: int


def enter(
    session: Session, row: CallRow, wanted: Enqueue, now: datetime, place: datetime | None = None
) -> store.QueueEntry:
    """Join the line. Who comes back to a queue in the same call keeps their first time.

    `place`: since when the caller has had a place here otherwise, as by a callback that was cancelled for it.
    """
    before = store.entries_of(session, row.id)
    if any(each.left_at is None and each.callback_id is None for each in before):
        close(session, row.id, "moved", now)
    times = [each.first_entered_at for each in before if each.queue == wanted.queue]
    times += [place] if place else []
    entry = store.QueueEntry(
        call_id=row.id,
        queue=wanted.queue,
        priority=wanted.priority,
        seq=wanted.seq,
        at_most_s=wanted.at_most_s,
        closes_at=wanted.closes_at,
        entered_at=now,
        first_entered_at=min(times, default=now),
    )
    known = _known(session, wanted.queue)
    tier = known.tiers.get(customers.tier(session, row.caller)) if known.tiers and row.caller else None
    if tier:
        entry.priority += tier.priority
    entry.place_at = entry.first_entered_at - timedelta(seconds=tier.ahead if tier else 0)
    _take_place(session, entry, known, row.caller, dict(wanted.skills), now)
    stays.entered(session, entry, now, known.service_level_s)
    if any(each.answered_at for each in before):
        tapes.moved(session, entry, now)
    return entry


def requeue(
    session: Session,
    entry: store.QueueEntry,
    queue: str,
    result: str,
    now: datetime,
    only_agent_id: int | None = None,
    only_for_s: int = 0,
    priority: int | None = None,
) -> store.QueueEntry:
    """Move to another line, or back into this one. The caller keeps the place; what rings is withdrawn.

    `result` is how the old stay ended: overflow, transferred, moved, returned. With `only_agent_id` nobody
    else is asked for `only_for_s` seconds. `priority` instead of the one they had.
    """
    offers.release(session, entry.id, now)
    stays.left(session, entry, result, now, to=queue)
    fresh = store.QueueEntry(
        call_id=entry.call_id,
        callback_id=entry.callback_id,
        queue=queue,
        from_queue=entry.queue,
        priority=entry.priority if priority is None else priority,
        only_agent_id=only_agent_id,
        only_until=now + timedelta(seconds=only_for_s) if only_agent_id else None,
        seq=entry.seq,
        at_most_s=entry.at_most_s,
        closes_at=entry.closes_at if queue == entry.queue else None,
        not_before=entry.not_before,
        entered_at=now,
        first_entered_at=entry.first_entered_at,
        place_at=entry.place_at,
    )
    call = call_store.by_id(session, entry.call_id)
    own = dict(entry.skills) if queue == entry.queue else {}
    known = _known(session, queue)
    _take_place(session, fresh, known, call.caller if call else "", own, now)
    party_store.take_along(session, entry.id, fresh.id)
    stays.entered(session, fresh, now, known.service_level_s)
    tapes.moved(session, fresh, now)
    return fresh


def _known(session: Session, queue: str) -> QueueInfo:
    """Published flows name known queues only; a queue removed since still must not strand anybody."""
    known = lines.find(session, queue)
    if known is None:
        session.add(store.Queue(name=queue, title={"*": queue}, settings={}))
        session.flush()
    return known or QueueInfo(title={"*": queue})


def _take_place(
    session: Session,
    entry: store.QueueEntry,
    known: QueueInfo,
    caller: str,
    skills: dict[str, int],
    now: datetime,
) -> None:
    """What the line's own settings ask for, then into it."""
    entry.skills = {**known.skills, **skills}
    if known.relax:
        entry.relax_every_s, entry.relax_by = known.relax.every, known.relax.by
    if known.sticky_days and caller:
        entry.sticky_agent_id = store.last_agent(session, caller, now - timedelta(days=known.sticky_days))
    if known.overflow and known.overflow.after and known.overflow.to != entry.queue:
        entry.overflows_at = now + timedelta(seconds=known.overflow.after)
    if entry.callback_id is None:
        last = entry.entered_at + timedelta(seconds=entry.at_most_s)
        entry.gives_up_at = min(last, entry.closes_at or last)
    entry.estimate_s = estimate(session, entry.queue, store.ahead_of(session, entry))
    session.add(entry)
    session.flush()
    announce(session, "queues", "waiting")


def open_state(session: Session, call_id: int) -> str:
    """State of the call's open entry, `held` while an agent holds the caller, "" when it is in no line.

    A hold because we lost the agent is none: often it is the caller's hanging up that ended the room.
    """
    entry = store.open_entry(session, call_id)
    is_held = entry is not None and entry.held_at is not None and entry.held_for != "lost"
    return "held" if is_held else entry.state if entry else ""


def close(session: Session, call_id: int, result: str, now: datetime) -> store.QueueEntry | None:
    """The one place where an entry leaves: once, with one result. An offer that still rings is withdrawn."""
    entry = store.open_entry(session, call_id)
    if entry is None:
        return None
    offers.release(session, entry.id, now)
    stays.left(session, entry, result, now)
    announce(session, "queues")
    return entry


def leave(session: Session, call_id: int, result: str, now: datetime) -> bool:
    """The caller pressed a key to do something else instead of waiting; True the first time."""
    return close(session, call_id, result, now) is not None


def caller_left(session: Session, call_id: int, now: datetime) -> None:
    """The caller hung up: in the line, while an agent rang, or at the end of a conversation."""
    entry = store.open_entry(session, call_id)
    if entry:
        close(session, call_id, "answered" if entry.answered_at else "hangup", now)


def connected(session: Session, entry_id: int, sid: str, now: datetime) -> store.QueueEntry | None:
    """The caller comes to the agent's room. None when the agent is gone: the caller goes on waiting."""
    entry = store.entry(session, entry_id)
    row = call_store.find(session, sid)
    if entry is None or row is None or entry.call_id != row.id:
        return None
    offer = store.open_offer_of_entry(session, entry_id)
    if offer is None or entry.state not in ("connecting", "talking"):
        return None
    if entry.state == "connecting":
        entry.state, entry.answered_at = "talking", now
        waited = (now - entry.entered_at).total_seconds()
        data = stays.offer_fact(offer)
        data |= {"queue": entry.queue, "waited_s": round(waited)}
        call_store.append(session, entry.call_id, now, [("agent_connected", data)])
        announce(session, "queues", f"desk:{offer.agent_id}")
    return entry


def back_to_line(session: Session, entry_id: int, now: datetime) -> None:
    """The caller could not be brought to the agent. They keep their place; the agent's leg goes."""
    entry = store.entry(session, entry_id)
    offer = store.open_offer_of_entry(session, entry_id)
    if entry and offer and entry.state == "connecting":
        offers.hang_up(session, offer, now)
        offers.finish(session, offer.id, now)  # an entry in line has no open offer
    announce(session, "waiting", "queues")


def place(session: Session, sid: str, now: datetime) -> Place | None:
    """None when the call waits in no line."""
    row = call_store.find(session, sid)
    entry = store.open_entry_seen(session, row.id) if row else None
    if entry is None:
        return None
    ahead = store.ahead_of(session, entry)
    waited = int((now - entry.entered_at).total_seconds())
    over = entry.state == "timing_out"
    line = lines.settings(session, entry.queue)
    told = estimate(session, entry.queue, ahead)
    return Place(ahead, told, max(waited, 0), over, entry.queue, line)


def is_timing_out(session: Session, sid: str) -> bool:
    row = call_store.find(session, sid)
    entry = store.open_entry_seen(session, row.id) if row else None
    return entry is not None and entry.state == "timing_out"


def is_past(session: Session, sid: str, entry_id: int) -> bool:
    """Whether this stay is over, or passed on: then what the phone company tells of it is old news."""
    row = call_store.find(session, sid)
    entry = session.get(store.QueueEntry, entry_id)
    now_in = store.open_entry_seen(session, row.id) if row and entry else None
    return bool(entry and now_in and (entry.id != now_in.id or now_in.state == "passed"))


def estimate(session: Session, queue: str, ahead: int) -> int | None:
    return waiting.estimate_s(session, queue, ahead)


def give_up_long_waits(session: Session, now: datetime) -> None:
    """Who waited their `at_most`, or whose queue closes, leaves the line; the flow's `else` goes on."""
    for entry in store.to_give_up(session, now):
        call = call_store.by_id(session, entry.call_id)
        if call and store.move(session, entry.id, ("waiting",), "timing_out"):
            orders.place(session, "leave_queue", now, call.id, sid=call.sid, seq=entry.seq, result="timeout")


def overflow(session: Session, now: datetime) -> None:
    """Callers who have waited long enough here go on waiting in the other line, at the place they had."""
    for found in store.to_overflow(session, now):
        entry = store.entry(session, found.id)
        to = lines.settings(session, found.queue).overflow
        if entry and entry.state == "waiting" and to:
            requeue(session, entry, to.to, "overflow", now)


def free_the_lonely(session: Session, now: datetime) -> None:
    """Callers left behind in a room whose agent went while they were on their way in."""
    for entry in store.abandoned_rooms(session, now - timedelta(seconds=LONELY_S)):
        moving.to_flow(session, entry, now)


def overview(session: Session, now: datetime, today: datetime, language: str = "") -> list[QueueNow]:
    """Every queue; `today` is when the day began where the centre is."""
    presences = agent_store.presences(session)
    results = store.results_since(session, today)
    waiting_now, known = store.in_lines(session), store.all_queues(session)
    estimates = waiting.Estimates(session, [queue.name for queue in known])
    rows = []
    for queue in known:
        name = queue.name
        count, first = waiting_now.get(name, (0, now))
        are = {each: number for (served, each), number in presences.items() if served == name}
        rows.append(
            QueueNow(
                name=name,
                title=words_in(queue.title, language),
                waiting=count,
                longest_wait_s=max(0, int((now - first).total_seconds())),
                estimate_s=estimates.seconds(name, count),
                available=are.get("available", 0),
                on_call=are.get("on_call", 0) + are.get("reserved", 0),
                away=are.get("away", 0) + are.get("wrap_up", 0),
                answered_today=results.get((name, "answered"), 0),
                abandoned_today=results.get((name, "hangup"), 0),
            )
        )
    return rows


def titles(session: Session, language: str = "") -> dict[str, str]:
    """Queue to its title, for lists and filters."""
    return {queue.name: words_in(queue.title, language) for queue in store.all_queues(session)}
