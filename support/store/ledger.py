"""What the books are checked against: stays and calls where they happened, beside what the sums say."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal_column, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from support.rules.metrics import OUTCOMES_OF_CALLS
from support.store.calls import Call
from support.store.facts import Bookmark, CallFact, StayFact
from support.store.queues import QueueEntry
from support.store.rollups import Rollup


class Booked(NamedTuple):
    """One queue's sums of one day; `day` is Unix seconds."""

    queue: str
    day: int
    offered: int
    answered: int
    abandoned: int
    flowed: int


class Closed(NamedTuple):
    """Calls of one day, and of those the ones with each outcome."""

    day: int
    calls: int
    with_outcome: int


def entered(session: Session, start: datetime, end: datetime) -> dict[str, int]:
    """Stays that began, per queue, but for callbacks': from the line itself, and what came from elsewhere."""
    own = _per_queue(
        session,
        select(QueueEntry.queue, func.count())
        .where(QueueEntry.callback_id.is_(None), QueueEntry.entered_at >= start, QueueEntry.entered_at < end)
        .group_by(QueueEntry.queue),
    )
    brought = _per_queue(
        session,
        select(StayFact.queue, func.count())
        .where(
            _imported(StayFact.source),
            StayFact.is_callback.is_(False),
            StayFact.entered_at >= start,
            StayFact.entered_at < end,
        )
        .group_by(StayFact.queue),
    )
    return {name: own.get(name, 0) + brought.get(name, 0) for name in {*own, *brought}}


def waiting(
    session: Session, start: datetime, end: datetime, settled_since: datetime
) -> list[tuple[str, datetime]]:
    """Queue and beginning of stays that nobody answered yet and that go on.

    And of those that ended after `settled_since` and are not in the books yet.
    """
    is_own = and_(
        QueueEntry.callback_id.is_(None), QueueEntry.entered_at >= start, QueueEntry.entered_at < end
    )
    open_ = select(QueueEntry.queue, QueueEntry.entered_at).where(
        is_own, QueueEntry.left_at.is_(None), QueueEntry.answered_at.is_(None)
    )
    fresh = select(QueueEntry.queue, QueueEntry.entered_at).where(
        is_own,
        or_(
            and_(QueueEntry.answered_at.is_not(None), QueueEntry.answered_at >= settled_since),
            and_(QueueEntry.answered_at.is_(None), QueueEntry.left_at >= settled_since),
        ),
        ~exists().where(StayFact.id == QueueEntry.id),
    )
    return [(row[0], row[1]) for query in (open_, fresh) for row in session.execute(query)]


def booked(session: Session, first: int, last: int) -> list[Booked]:
    """The sums that reports show, of days that began from `first` until before `last`."""
    query = select(
        Rollup.queue, Rollup.start, Rollup.offered, Rollup.answered, Rollup.abandoned, Rollup.flowed
    ).where(*_days(first, last))
    return [Booked(*row) for row in session.execute(query)]


def closed(session: Session, first: int, last: int) -> list[Closed]:
    """As `booked`, of calls."""
    outcomes = [func.sum(getattr(Rollup, name)) for name in OUTCOMES_OF_CALLS]
    query = (
        select(Rollup.start, func.sum(Rollup.calls), *outcomes)
        .where(*_days(first, last))
        .group_by(Rollup.start)
    )
    return [Closed(row[0], int(row[1]), sum(map(int, row[2:]))) for row in session.execute(query)]


def ended(session: Session, start: datetime, end: datetime, settled_since: datetime) -> int:
    """Calls that began then and are over; of those that ended lately, only the ones in the books."""
    began = and_(Call.started_at >= start, Call.started_at < end)
    total = _count(session, select(func.count()).select_from(Call).where(began))
    going = _count(session, select(func.count()).select_from(Call).where(began, Call.ended_at.is_(None)))
    fresh = (
        select(func.count())
        .select_from(Call)
        .where(
            began,
            Call.ended_at >= settled_since,
            ~exists().where(CallFact.id == Call.id, CallFact.outcome != ""),
        )
    )
    brought = (
        select(func.count())
        .select_from(CallFact)
        .where(_imported(CallFact.source), CallFact.arrived_at >= start, CallFact.arrived_at < end)
    )
    return total - going - _count(session, fresh) + _count(session, brought)


def facts_of(session: Session, start: datetime, end: datetime) -> dict[tuple[str, str], int]:
    """Stays in the books one by one, per queue and how they ended: what the sums are to amount to."""
    query = (
        select(StayFact.queue, StayFact.end, func.count())
        .where(StayFact.is_callback.is_(False), StayFact.entered_at >= start, StayFact.entered_at < end)
        .group_by(StayFact.queue, StayFact.end)
    )
    return {(row[0], row[1]): int(row[2]) for row in session.execute(query)}


def checked(session: Session, name: str) -> int:
    """Until where the books were checked; 0 for never."""
    found = session.get(Bookmark, name)
    return found.position if found else 0


def take(session: Session, name: str, position: int, now: datetime) -> bool:
    """Say that the books are checked until there. False when somebody else did."""
    session.execute(_insert(session, name))
    moved = update(Bookmark).where(Bookmark.name == name, Bookmark.position < position)
    done: Any = session.execute(
        moved.values(position=position, at=now).execution_options(synchronize_session="fetch")
    )
    return bool(done.rowcount)


def _insert(session: Session, name: str) -> Any:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return insert(Bookmark).values(name=name, position=0, at=None, state={}).on_conflict_do_nothing()


def _imported(source: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    # Written out, not as a parameter: so that the index of just these rows is used.
    return source != literal_column("''")


def _days(first: int, last: int) -> tuple[ColumnElement[bool], ...]:
    return Rollup.grain == "d", Rollup.dim == "", Rollup.start >= first, Rollup.start < last


def _count(session: Session, query: Select[int]) -> int:
    return session.scalar(query) or 0


def _per_queue(session: Session, query: Select[str, int]) -> dict[str, int]:
    return {row[0]: row[1] for row in session.execute(query)}
