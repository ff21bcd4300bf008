"""What figures leave out, and the thresholds that held: counted in the facts behind the sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, literal_column, select
from sqlalchemy.orm import Session

from support.store.facts import CallFact, LegFact, StayFact
from support.store.figures import Narrow
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
    booked = {CallFact: CallFact.arrived_at, StayFact: StayFact.entered_at, LegFact: LegFact.offered_at}[fact]
    return [booked >= wanted.start, booked < wanted.end, *_narrowed(fact, wanted)]


def _narrowed(fact: Fact, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """As `figures_behind.narrowed`, but kept from the indexes of queues, agents and flows: SQLite would
    take one of them, which has a share of all rows, before the index of the few that are looked for."""
    if wanted.queues:
        yield func.coalesce(fact.queue, "").in_(wanted.queues)
    if wanted.dim == "team" and fact is CallFact:
        yield from narrowed(fact, Narrow((), wanted.dim, wanted.value))
    elif wanted.dim == "agent":
        nobody = 0 if wanted.value == "" else -1
        agent = int(wanted.value) if wanted.value.isdecimal() else nobody
        yield func.coalesce(fact.agent_id, 0) == agent
    elif wanted.dim:
        yield func.coalesce(getattr(fact, wanted.dim), "") == wanted.value
