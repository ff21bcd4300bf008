"""What a customer did and was told, of all kinds in one order, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import null, select
from sqlalchemy.orm import Session

from support.store.callbacks import Callback
from support.store.calls import Call
from support.store.messages import TextMessage
from support.store.surveys import Score
from support.store.tickets import Ticket


class Moment(NamedTuple):
    """`ref`: the ticket's number, or the id of whatever else it is. Ordered by time, then kind and ref."""

    at: datetime
    kind: str
    ref: int
    queue: str
    state: str
    text: str
    score: int | None
    call_id: int | None
    ticket: int | None


def moments(
    session: Session, numbers: Sequence[str], before: tuple[datetime, str, int] | None, limit: int
) -> list[Moment]:
    """The newest `limit` before that moment."""
    found = [each for kind in _KINDS for each in _of(session, kind, numbers, before, limit)]
    found.sort(key=lambda each: each[:3], reverse=True)
    return [each for each in found if before is None or each[:3] < before][:limit]


def _of(
    session: Session,
    kind: str,
    numbers: Sequence[str],
    before: tuple[datetime, str, int] | None,
    limit: int,
) -> list[Moment]:
    at, query = _KINDS[kind](numbers)
    if before is not None:
        query = query.where(at <= before[0])
    # A little more than a page: several things may have happened at the moment where the last one ended.
    rows = session.execute(query.order_by(at.desc()).limit(limit + 20))
    return [Moment(row[0], kind, *row[1:]) for row in rows]


def _calls(numbers: Sequence[str]) -> tuple[Any, Any]:
    row = Call
    query = select(row.started_at, row.id, row.queue, row.outcome, row.called, null(), row.id, null())
    return row.started_at, query.where(row.caller.in_(numbers))


def _tickets(numbers: Sequence[str]) -> tuple[Any, Any]:
    row = Ticket
    query = select(
        row.created_at, row.number, row.queue, row.status, row.subject, null(), row.call_id, row.number
    )
    return row.created_at, query.where(row.customer.in_(numbers))


def _messages(numbers: Sequence[str]) -> tuple[Any, Any]:
    row = TextMessage
    query = select(
        row.created_at, row.id, row.direction, row.status, row.body, null(), row.call_id, Ticket.number
    )
    query = query.outerjoin(Ticket, Ticket.id == row.ticket_id)
    return row.created_at, query.where(row.number.in_(numbers))


def _callbacks(numbers: Sequence[str]) -> tuple[Any, Any]:
    row = Callback
    query = select(
        row.created_at, row.id, row.queue, row.state, row.result, null(), row.call_id, Ticket.number
    )
    query = query.outerjoin(Ticket, Ticket.id == row.ticket_id)
    return row.created_at, query.where(row.number.in_(numbers))


def _scores(numbers: Sequence[str]) -> tuple[Any, Any]:
    row = Score
    query = select(row.at, row.id, row.queue, row.survey, row.comment, row.score, row.call_id, Ticket.number)
    query = query.outerjoin(Ticket, Ticket.id == row.ticket_id)
    return row.at, query.where(row.number.in_(numbers))


_KINDS = {
    "call": _calls,
    "ticket": _tickets,
    "message": _messages,
    "callback": _callbacks,
    "survey": _scores,
}
