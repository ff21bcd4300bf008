"""What the books are checked against: stays and calls where they happened, beside what the sums say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from support.rules.metrics import OUTCOMES_OF_CALLS
from support.store.calls import Call
from support.store.facts import Bookmark, CallFact, StayFact
from support.store.queues import QueueEntry
from support.store.rollups import Big, Rollup

AT_ONCE = 7  # days counted in one statement: none may take long


class Day(NamedTuple):
    """One of the centre's days; `start` is `begins` as Unix seconds."""

    start: int
    begins: datetime
    ends: datetime


class Booked(NamedTuple):
    """One queue's sums of one day; `day` is Unix seconds."""

    queue: str
    day: int
    offered: int
    answered: int
    abandoned: int
    flowed: int


class CallsBooked(NamedTuple):
    """Calls of one day, and of those the ones with each outcome."""

    day: int
    calls: int
    with_outcome: int


def entered(session: Session, days: Sequence[Day]) -> Counter[tuple[int, str]]:
    """Stays that began, per day and queue, but for callbacks': in the line itself, and brought from
    elsewhere."""
    found: Counter[tuple[int, str]] = Counter()
    for few in _few(days):
        parts = union_all(*(part for day in few for part in _stays(day)))
        for start, queue, count in session.execute(parts):
            found[start, queue] += count
    return found


def began(session: Session, days: Sequence[Day]) -> Counter[int]:
    """Calls that began, per day: ours, and what came from elsewhere."""
    found: Counter[int] = Counter()
    for few in _few(days):
        for start, count in session.execute(union_all(*(part for day in few for part in _calls(day)))):
            found[start] += count
    return found


def _few(days: Sequence[Day]) -> Iterator[Sequence[Day]]:
    for n in range(0, len(days), AT_ONCE):
        yield days[n : n + AT_ONCE]


def _stays(day: Day) -> Iterator[Select[int, str, int]]:
    start, entered_at = literal(day.start, Big), QueueEntry.entered_at
    yield (
        select(start, QueueEntry.queue, func.count())
        .where(QueueEntry.callback_id.is_(None), entered_at >= day.begins, entered_at < day.ends)
        .group_by(QueueEntry.queue)
    )
    yield (
        select(start, StayFact.queue, func.count())
        .where(
            _imported(StayFact.source),
            StayFact.is_callback.is_(False),
            StayFact.entered_at >= day.begins,
            StayFact.entered_at < day.ends,
        )
        .group_by(StayFact.queue)
    )


def _calls(day: Day) -> Iterator[Select[int, int]]:
    counted = select(literal(day.start, Big), func.count())
    yield counted.select_from(Call).where(Call.started_at >= day.begins, Call.started_at < day.ends)
    yield counted.select_from(CallFact).where(
        _imported(CallFact.source), CallFact.arrived_at >= day.begins, CallFact.arrived_at < day.ends
    )


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


def calls_booked(session: Session, first: int, last: int) -> list[CallsBooked]:
    """As `booked`, of calls."""
    outcomes = [func.sum(getattr(Rollup, name)) for name in OUTCOMES_OF_CALLS]
    query = (
        select(Rollup.start, func.sum(Rollup.calls), *outcomes)
        .where(*_days(first, last))
        .group_by(Rollup.start)
    )
    return [CallsBooked(row[0], int(row[1]), sum(map(int, row[2:]))) for row in session.execute(query)]


def unsettled(session: Session, start: datetime, end: datetime, settled_since: datetime) -> list[datetime]:
    """When calls began that go on, or that ended after `settled_since` and are not in the books yet."""
    began = and_(Call.started_at >= start, Call.started_at < end)
    going = select(Call.started_at).where(began, Call.ended_at.is_(None))
    fresh = select(Call.started_at).where(
        began,
        Call.ended_at >= settled_since,
        ~exists().where(CallFact.id == Call.id, CallFact.outcome != ""),
    )
    return [at for query in (going, fresh) for at in session.scalars(query)]


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
