"""Paths of single calls through a flow, as facts have them, newest first; their sums are elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, cast, func, select
from sqlalchemy.orm import Session

from support.store.facts import CallFact
from support.store.rollups import StepRollup

_AT_ONCE = 500


class PathRow(NamedTuple):
    call_id: int
    arrived_at: datetime
    version: int
    language: str
    outcome: str
    path: list[Any]


def paths(
    session: Session,
    flow: str,
    start: datetime,
    end: datetime,
    version: int | None = None,
    step: str = "",
    before_id: int | None = None,
    limit: int | None = None,
) -> Iterator[PathRow]:
    """Of calls that are over; `version` None: of all. With `step` of those that may have come to it: its name
    stands in their path. A page goes on with `before_id`."""
    query = (
        select(
            CallFact.id, CallFact.arrived_at, CallFact.version, CallFact.language, CallFact.outcome,
            CallFact.path,
        )
        .where(*_within(flow, start, end, version))
        .order_by(CallFact.arrived_at.desc(), CallFact.id.desc())
    )  # fmt: skip
    if step:
        query = query.where(cast(CallFact.path, String).contains(json.dumps(step), autoescape=True))
    before = session.get(CallFact, before_id) if before_id is not None else None
    if before:
        query = query.where(
            (CallFact.arrived_at < before.arrived_at)
            | ((CallFact.arrived_at == before.arrived_at) & (CallFact.id < before.id))
        )
    if limit is not None:
        query = query.limit(limit)
    for row in session.execute(query.execution_options(yield_per=_AT_ONCE)):
        yield PathRow(*row)


def versions(session: Session, flow: str, start: datetime, end: datetime, limit: int) -> dict[int, int]:
    """How many calls each version had, of the last `limit` that are over."""
    newest = select(CallFact.version).where(*_within(flow, start, end, None))
    last = newest.order_by(CallFact.arrived_at.desc()).limit(limit).subquery()
    query = select(last.c.version, func.count()).group_by(last.c.version)
    return {row[0]: row[1] for row in session.execute(query)}


def days(session: Session, flow: str, step: str, first: int, last: int, *, left: bool) -> list[int]:
    """The days (epoch seconds, from first to last) on which callers came to a step, or hung up in it; newest
    first."""
    query = select(StepRollup.day).where(
        StepRollup.flow == flow, StepRollup.day.between(first, last), StepRollup.step == step,
        StepRollup.count > 0,
    )  # fmt: skip
    if left:
        query = query.where(StepRollup.following == "", StepRollup.how == "hangup")
    return list(session.scalars(query.distinct().order_by(StepRollup.day.desc())))


def arrived(session: Session, call_id: int) -> datetime | None:
    return session.scalar(select(CallFact.arrived_at).where(CallFact.id == call_id))


def _within(flow: str, start: datetime, end: datetime, version: int | None) -> list[ColumnElement[bool]]:
    found = [
        CallFact.flow == flow,
        CallFact.arrived_at >= start,
        CallFact.arrived_at < end,
        CallFact.outcome != "",
    ]
    return found if version is None else [*found, CallFact.version == version]
