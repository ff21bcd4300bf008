"""Erasing a number, in batches, each a transaction of its own: whatever is killed, the next one goes on.

A batch finds what still carries the number and takes it out, so that doing it again does nothing. What a
hold keeps is passed over, and told. Figures stay: calls, times, outcomes, scores.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from support.services import callbacks, data_rights, jobs, recordings, sla
from support.store import calls as call_store
from support.store import erasing, personal
from support.store import tickets as ticket_store
from support.store.base import Session, announce
from support.store.jobs import Job
from support.store.personal import KINDS, Subject

BATCH = 20
REASON = "erased"
_DONE = ("solved", "closed")
Step = Callable[[Session, Job, datetime], bool]


def step(session: Session, row: Job, now: datetime, secret: str) -> bool:
    """One batch; True when there is more to do. `row` is locked."""
    if row.number == "":
        return False
    for each in (_callbacks, _calls, _tickets, _number, _scans):
        if each(session, row, now):
            return True
    _finish(session, row, now, secret)
    return False


def waits(session: Session, row: Job) -> bool:
    """A call of this number is going on: it is erased when it is over."""
    return row.number != "" and erasing.is_calling(session, Subject(row.number))


def _callbacks(session: Session, row: Job, now: datetime) -> bool:
    open_ones = erasing.open_callbacks(session, Subject(row.number))
    for callback_id in open_ones:
        callbacks.give_up(session, callback_id, now)
    return bool(open_ones)


def _calls(session: Session, row: Job, now: datetime) -> bool:
    who = Subject(row.number)
    held = erasing.held_calls(session, who, erasing.held_tickets(session, who))
    found = erasing.next_calls(session, who, held, BATCH)
    if not found:
        return False
    _sounds(session, row, [call.id for call in found], [], now)
    erasing.calls(session, who, found)
    # Figures are made anew from the log, which knows no person now.
    call_store.append_each(session, now, "erased", [(call.id, {}) for call in found])
    _count(row, "calls", len(found))
    announce(session, "calls")
    return True


def _tickets(session: Session, row: Job, now: datetime) -> bool:
    who = Subject(row.number)
    found = erasing.next_tickets(session, who, erasing.held_tickets(session, who), BATCH)
    if not found:
        return False
    _sounds(session, row, [], [ticket.id for ticket in found], now)
    erasing.tickets(session, who, found)
    for ticket in found:
        _close(session, ticket, row.user_id, now)
    _count(row, "tickets", len(found))
    announce(session, "tickets")
    return True


def _close(session: Session, ticket: ticket_store.Ticket, user_id: int | None, now: datetime) -> None:
    """Nobody can work on it any more; nobody is told, because nobody is known."""
    ticket.updated_at = now
    if ticket.status not in _DONE:
        ticket.status = "closed"
    line = ticket_store.TicketEntry(ticket_id=ticket.id, at=now, user_id=user_id, kind=REASON)
    session.add(line)
    session.flush()
    sla.follow(session, ticket, now)


def _sounds(session: Session, row: Job, calls: list[int], tickets: list[int], now: datetime) -> None:
    """Only those of what is not held come here."""
    found = erasing.sounds_of(session, calls, tickets)
    for recording in found:
        if recording.deleted_at is None:
            recordings.delete(session, recording.id, row.user_id, REASON, now)
    erasing.words_of(session, [recording.id for recording in found])
    _count(row, "recordings", len(found))


def _number(session: Session, row: Job, _now: datetime) -> bool:
    """All that hangs on the number itself; once, before tables are looked through."""
    if "scan" in row.options:
        return False
    who = Subject(row.number)
    held = erasing.held_tickets(session, who)
    if erasing.keep_wish(session, row.number):
        row.result = {**row.result, "wish": "kept"}
    for name, changed in erasing.by_number(session, who, held).items():
        _count(row, name, changed)
    if erasing.customer(session, who):
        _count(row, "customers", 1)
    announce(session, "customers")
    return False


def _scans(session: Session, row: Job, _now: datetime) -> bool:
    """The tables that are looked through, a window at a time: `options` says where it is."""
    who, scanned = Subject(row.number), [kind for kind in KINDS if kind.is_scan]
    at, after = row.options.get("scan", [0, 0])
    if at >= len(scanned):
        return False
    ids, until = personal.scanned(session, scanned[at], who, after)
    if ids:
        erasing.scanned(session, scanned[at], ids)
        _count(row, scanned[at].table, len(ids))
    row.options = {**row.options, "scan": [at, until] if until is not None else [at + 1, 0]}
    session.flush()
    return True


def _finish(session: Session, row: Job, now: datetime, secret: str) -> None:
    who = Subject(row.number)
    tickets = erasing.held_tickets(session, who)
    calls = erasing.held_calls(session, who, tickets)
    kept = {"tickets": _numbers(session, tickets), "calls": sorted(calls)}
    row.result = {**row.result, "kept": {name: ids for name, ids in kept.items() if ids}}
    counts = {name: value for name, value in row.result.items() if isinstance(value, int)}
    known = data_rights.digest(row.number, secret)
    data_rights.audit(session, "data_erased", row.user_id, now, known, rows=sum(counts.values()), **kept)
    for other in jobs.newest(session, (data_rights.EXPORT, data_rights.ERASE), 100, row.number):
        # The file of an export is erased too, at the next sweep.
        other.number, other.expires_at = "", now
    row.number = ""
    jobs.finish(session, row, now)


def _numbers(session: Session, ids: set[int]) -> list[int]:
    found = [ticket_store.ticket_by_id(session, each) for each in sorted(ids)]
    return [each.number for each in found if each is not None]


def _count(row: Job, name: str, more: int) -> None:
    """What was erased, for the page."""
    if more:
        before: Any = row.result.get(name, 0)
        row.result = {**row.result, name: before + more}
