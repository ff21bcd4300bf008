"""Callbacks that callers were offered: what the logs of calls say of it, read where it stands.

An offer is one of a queue in a call, however often it was said. It was accepted when the caller was promised
one in the same call; what people of ours promised later is not that.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    case,
    exists,
    func,
    literal,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.orm import Session, aliased

from support.store.calls import CallEvent
from support.store.facts import CallFact
from support.store.figures_more_behind import Wanted

OFFERED = "callback_offered"
_earlier, _promise = aliased(CallEvent), aliased(CallEvent)
_of_queue: ColumnElement[str] = CallEvent.data["queue"].as_string()
_ACCEPTED: ColumnElement[bool] = exists().where(
    _promise.call_id == CallEvent.call_id,
    _promise.kind == "callback_promised",
    _promise.data["queue"].as_string() == _of_queue,
    _promise.data["callback"].as_string().is_(None),
)
WHICH: Mapping[str, Any] = MappingProxyType(
    {"offered": CallEvent.id.is_not(None), "accepted": _ACCEPTED, "declined": ~_ACCEPTED}
)


def is_noted(session: Session, call_id: int, queue: str) -> bool:
    query = select(CallEvent.id).where(CallEvent.call_id == call_id, CallEvent.kind == OFFERED)
    return session.scalar(query.where(_of_queue == queue).limit(1)) is not None


def counts(session: Session, wanted: Wanted, by_queue: bool) -> dict[str, tuple[int, int]]:
    """(offered, accepted) of each queue, or under "" of all of them."""
    key: Any = _of_queue if by_queue else literal("")
    accepted = func.sum(case((_ACCEPTED, 1), else_=0))
    query = _among(select(key.label("g_key"), func.count(), accepted), wanted)
    rows = session.execute(query.group_by("g_key") if by_queue else query)
    return {row[0] or "": (row[1], int(row[2] or 0)) for row in rows if row[1]}


def rows(session: Session, which: str, wanted: Wanted) -> list[tuple[int, datetime, str, int, bool]]:
    """Newest first: its id, when, queue, call, whether it was accepted."""
    event = CallEvent
    query = _among(select(event.id, event.at, _of_queue, event.call_id, _ACCEPTED), wanted).where(
        WHICH[which]
    )
    if wanted.before is not None:
        last = session.get(event, wanted.before)
        if last is None:
            return []
        query = query.where(tuple_(event.at, event.id) < (last.at, last.id))
    found = session.execute(query.order_by(event.at.desc(), event.id.desc()).limit(wanted.limit))
    return [(row[0], row[1], row[2] or "", row[3], bool(row[4])) for row in found]


def _among(query: Any, wanted: Wanted) -> Any:
    event = CallEvent
    # Written out, so that the index of just these rows is used.
    query = query.where(event.kind == literal_column(f"'{OFFERED}'"))
    query = query.where(event.at >= wanted.start, event.at < wanted.end)
    query = query.where(
        ~exists().where(
            _earlier.call_id == event.call_id, _earlier.kind == OFFERED, _earlier.id < event.id,
            _earlier.data["queue"].as_string() == _of_queue,
        )
    )  # fmt: skip
    if wanted.queues:
        query = query.where(_of_queue.in_(wanted.queues))
    if wanted.same:
        query = query.select_from(event).join(CallFact, CallFact.id == event.call_id)
        query = query.where(*(getattr(CallFact, name) == value for name, value in wanted.same.items()))
    return query
