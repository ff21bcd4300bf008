"""What a forecast asks of the rollups: when there were calls, and how many in each quarter of an hour."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from support.store.rollups import Rollup


def edges(session: Session, before: int, queues: Sequence[str]) -> tuple[int, int] | None:
    """The first and the last day on which somebody waited, of those that began before; Unix seconds."""
    query = select(func.min(Rollup.start), func.max(Rollup.start)).where(
        Rollup.grain == "d", Rollup.dim == "", Rollup.start < before, Rollup.offered > 0
    )
    if queues:
        query = query.where(Rollup.queue.in_(queues))
    first, last = session.execute(query).one()
    return None if first is None else (first, last)


def offered(session: Session, start: int, end: int, queues: Sequence[str]) -> list[tuple[int, int]]:
    """(when a quarter of an hour began, who began to wait in it), of quarters in which somebody did."""
    query = select(Rollup.start, func.sum(Rollup.offered)).where(
        Rollup.grain == "q", Rollup.dim == "", Rollup.start >= start, Rollup.start < end
    )
    if queues:
        query = query.where(Rollup.queue.in_(queues))
    found = session.execute(query.group_by(Rollup.start))
    return [(at, int(number)) for at, number in found if number]


def queues(session: Session) -> list[str]:
    """Names of those in which anybody ever waited, also of those that are gone or of another system."""
    query = select(Rollup.queue).where(Rollup.grain == "m", Rollup.dim == "", Rollup.offered > 0)
    return list(session.scalars(query.distinct().order_by(Rollup.queue)))
