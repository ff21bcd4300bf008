"""Tickets that are the same matter become one: everything goes on in the second, history stays on both."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from support.errors import Refused
from support.rules import sla as rules
from support.services import sla, ticket_log
from support.store import linked
from support.store import tickets as store
from support.store.base import Session
from support.store.tickets import Ticket, TicketEntry


def merge(session: Session, number: int, into: int, user_id: int | None, now: datetime) -> int:
    """Make a ticket part of another; returns the number of the one that goes on, which is where the other
    has become part of a third the third. Raises Refused for one with itself, and for one merged before."""
    gone, stays = _both(session, number, into)
    if gone.id == stays.id:
        raise Refused("a ticket cannot become part of itself")
    if gone.merged_into_id is not None:
        raise Refused("ticket %(number)s is part of another already", number=number)
    before = {
        "status": gone.status, "solved_at": gone.solved_at.isoformat() if gone.solved_at else None,
        "priority": stays.priority,
    }  # fmt: skip
    moved = linked.move(session, gone.id, stays.id)
    gone.status, gone.solved_at, gone.merged_into_id = "closed", gone.solved_at or now, stays.id
    stays.priority = rules.raised(stays.priority, gone.priority)
    data: dict[str, Any] = {"into": stays.number, "from": gone.number, "moved": moved, "before": before}
    ticket_log.write(session, gone, "merged", now, user_id, f"{gone.number} → {stays.number}", data)
    ticket_log.write(session, stays, "merged", now, user_id, f"{gone.number} → {stays.number}", data)
    sla.follow(session, gone, now)
    sla.follow(session, stays, now)
    return stays.number


def undo(session: Session, number: int, user_id: int | None, now: datetime) -> None:
    """Two tickets again, as long as nothing has happened on either since; else raises Refused."""
    gone = ticket_log.find(session, number)
    if gone.merged_into_id is None:
        raise Refused("ticket %(number)s is not part of another", number=number)
    stays = store.locked_by_id(session, gone.merged_into_id)
    assert stays is not None
    line = _merge_line(session, gone)
    if line is None or not _is_last(session, stays, line):
        raise Refused("something has happened on these tickets since; they stay one")
    data = line.data
    linked.move_back(session, data["moved"], gone.id, stays.id)
    solved_at = data["before"]["solved_at"]
    gone.status, gone.merged_into_id = data["before"]["status"], None
    gone.solved_at = datetime.fromisoformat(solved_at) if solved_at else None
    stays.priority = data["before"]["priority"]
    for ticket in (gone, stays):
        ticket_log.write(session, ticket, "merged", now, user_id, f"{gone.number} ← {stays.number}")
        sla.follow(session, ticket, now)


def _both(session: Session, number: int, into: int) -> tuple[Ticket, Ticket]:
    """Locked in the order of their numbers, so that two people who merge them both ways do not block."""
    first, second = (ticket_log.find(session, each) for each in sorted((number, into)))
    gone, stays = (first, second) if number <= into else (second, first)
    return gone, ticket_log.survivor(session, stays)


def _merge_line(session: Session, gone: Ticket) -> TicketEntry | None:
    last = store.last_entry(session, gone.id)
    return last if last is not None and last.kind == "merged" and "moved" in last.data else None


def _is_last(session: Session, stays: Ticket, line: TicketEntry) -> bool:
    last = store.last_entry(session, stays.id)
    return bool(last and last.kind == "merged" and last.data.get("from") == line.data["from"])
