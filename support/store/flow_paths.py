"""Paths of single calls through a flow, as facts have them, newest first; their sums are elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, cast, func, select
from sqlalchemy.orm import Session

from support.store.facts import CallFact

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


def versions(session: Session, flow: str, start: datetime, end: datetime) -> dict[int, int]:
    """How many calls that are over each version had."""
    query = select(CallFact.version, func.count()).where(*_within(flow, start, end, None))
    return {row[0]: row[1] for row in session.execute(query.group_by(CallFact.version))}


def flows(session: Session, start: datetime, end: datetime) -> dict[str, int]:
    """How many calls that are over came to each flow."""
    query = select(CallFact.flow, func.count()).where(
        CallFact.arrived_at >= start, CallFact.arrived_at < end, CallFact.outcome != ""
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(CallFact.flow))}


def _within(flow: str, start: datetime, end: datetime, version: int | None) -> list[ColumnElement[bool]]:
    found = [
        CallFact.flow == flow,
        CallFact.arrived_at >= start,
        CallFact.arrived_at < end,
        CallFact.outcome != "",
    ]
    return found if version is None else [*found, CallFact.version == version]
