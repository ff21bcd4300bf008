"""What figures leave out, and the thresholds that held: counted in the facts behind the sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, literal_column, select
from sqlalchemy.orm import Session

from support.store.facts import CallFact, LegFact, StayFact
from support.store.figures import Narrow, booked
from support.store.figures_behind import narrowed
from support.store.queues import QueueEntry
from support.store.rollups import ThresholdRollup

Fact = type[CallFact] | type[StayFact] | type[LegFact]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which facts: by when they are booked (UTC, half-open), by queue and by one more column."""

    start: datetime
    end: datetime
    queues: Sequence[str] = ()
    dim: str = ""
    value: str = ""


class Threshold(NamedTuple):
    """Since which day (Unix seconds) of the period stays of a queue were measured by it, and how many."""

    queue: str
    since: int
    target_s: int
    short_s: int
    stays: int


def thresholds(session: Session, first: int, last: int, queues: Sequence[str]) -> list[Threshold]:
    """Of whole days, by queue, the oldest first. They hold for all stays: no other filter matters."""
    row = ThresholdRollup
    began = func.min(row.day)
    query = select(row.queue, began, row.target_s, row.short_s, func.sum(row.count))
    query = query.where(row.day >= first, row.day < last).group_by(row.queue, row.target_s, row.short_s)
    if queues:
        query = query.where(row.queue.in_(queues))
    found = session.execute(query.order_by(row.queue, began, row.target_s, row.short_s))
    return [Threshold(*each[:-1], int(each[-1])) for each in found]


def callback_stays(session: Session, wanted: Wanted) -> int:
    # Without `is`: so that SQLite uses the index of just these.
    return _count(session, StayFact, *_filters(StayFact, wanted), and_(StayFact.is_callback))


def going_on(session: Session, wanted: Wanted) -> int:
    """Callers in a line to whom nobody has talked yet."""
    where = [
        QueueEntry.callback_id.is_(None), QueueEntry.left_at.is_(None), QueueEntry.answered_at.is_(None),
        QueueEntry.entered_at >= wanted.start, QueueEntry.entered_at < wanted.end,
    ]  # fmt: skip
    where += [QueueEntry.queue.in_(wanted.queues)] if wanted.queues else []
    return session.scalar(select(func.count()).select_from(QueueEntry).where(*where)) or 0


def open_calls(session: Session, wanted: Wanted) -> int:
    # Written out, here and below, so that indexes of just these rows are used.
    goes_on = CallFact.outcome == literal_column("''")
    return _count(session, CallFact, *_filters(CallFact, wanted), goes_on)


def open_legs(session: Session, wanted: Wanted) -> int:
    """Conversations that go on."""
    talks = LegFact.end == literal_column("'talking'")
    return _count(session, LegFact, *_filters(LegFact, wanted), talks)


def brought(session: Session, fact: Fact, wanted: Wanted) -> dict[str, int]:
    """Of each other system's log that was brought in, how many."""
    query = (
        select(fact.source, func.count())
        .where(*_filters(fact, wanted), fact.source != literal_column("''"))
        .group_by(fact.source)
    )
    return {row[0]: int(row[1]) for row in session.execute(query)}


def _count(session: Session, fact: Fact, *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(fact).where(*where)) or 0


def _filters(fact: Fact, wanted: Wanted) -> list[ColumnElement[bool]]:
    narrow = Narrow(tuple(wanted.queues), wanted.dim, wanted.value)
    at = booked(fact)
    return [at >= wanted.start, at < wanted.end, *narrowed(fact, narrow, _without_index)]


def _without_index(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """SQLite would take the index of a queue, an agent or a flow, which has a share of all rows, before the
    index of the few that are looked for."""
    return func.coalesce(column, column)
