"""Callbacks that callers were offered: what the logs of calls say of it, read where it stands.

An offer is one of a queue in a call, however often it was said. It was accepted when the caller was promised
one in the same call; what people of ours promised later is not that.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Subquery,
    and_,
    case,
    func,
    literal,
    literal_column,
    select,
    text,
    tuple_,
)
from sqlalchemy.orm import Session

from support.store.calls import OFFERS, CallEvent
from support.store.facts import CallFact
from support.store.figures_more_behind import Wanted

OFFERED = "callback_offered"
WHICH: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {"offered": (0, 1), "accepted": (1,), "declined": (0,)}
)
_LONGEST = timedelta(days=1)  # of a call: so far from an offer are others of it, and its promise
_of_queue: ColumnElement[str] = CallEvent.data["queue"].as_string()


def is_noted(session: Session, call_id: int, queue: str) -> bool:
    query = select(CallEvent.id).where(CallEvent.call_id == call_id, CallEvent.kind == OFFERED)
    return session.scalar(query.where(_of_queue == queue).limit(1)) is not None


def counts(session: Session, wanted: Wanted, by_queue: bool) -> dict[str, tuple[int, int]]:
    """(offered, accepted) of each queue, or under "" of all of them."""
    offers = _offers(wanted)
    key: Any = offers.c.queue if by_queue else literal("")
    query = _among(select(key.label("g_key"), func.count(), func.sum(offers.c.accepted)), offers, wanted)
    rows = session.execute(query.group_by("g_key") if by_queue else query)
    return {row[0] or "": (row[1], int(row[2] or 0)) for row in rows if row[1]}


def rows(session: Session, which: str, wanted: Wanted) -> list[tuple[int, datetime, str, int, bool]]:
    """Newest first: its id, when, queue, call, whether it was accepted."""
    offers = _offers(wanted)
    columns = (offers.c.id, offers.c.at, offers.c.queue, offers.c.call_id, offers.c.accepted)
    query = _among(select(*columns), offers, wanted).where(offers.c.accepted.in_(WHICH[which]))
    if wanted.before is not None:
        last = session.get(CallEvent, wanted.before)
        if last is None:
            return []
        query = query.where(tuple_(offers.c.at, offers.c.id) < (last.at, last.id))
    found = session.execute(query.order_by(offers.c.at.desc(), offers.c.id.desc()).limit(wanted.limit))
    return [(row[0], row[1], row[2] or "", row[3], bool(row[4])) for row in found]


def _offers(wanted: Wanted) -> Subquery:
    """One of a call and queue: the first. Written out, so that the index of just these events is used."""
    event = CallEvent
    is_offer = event.kind == literal_column(f"'{OFFERED}'")
    is_promise = and_(~is_offer, event.data["callback"].as_string().is_(None))
    query = select(
        func.min(case((is_offer, event.id))).label("id"),
        func.min(case((is_offer, event.at))).label("at"),
        _of_queue.label("queue"),
        event.call_id,
        func.max(case((is_promise, 1), else_=0)).label("accepted"),
    )
    query = query.where(text(OFFERS), event.at >= wanted.start - _LONGEST, event.at < wanted.end + _LONGEST)
    return query.group_by(event.call_id, "queue").subquery()


def _among(query: Any, offers: Subquery, wanted: Wanted) -> Any:
    query = query.select_from(offers).where(offers.c.at >= wanted.start, offers.c.at < wanted.end)
    if wanted.queues:
        query = query.where(offers.c.queue.in_(wanted.queues))
    if wanted.same:
        query = query.join(CallFact, CallFact.id == offers.c.call_id)
        query = query.where(*(getattr(CallFact, name) == value for name, value in wanted.same.items()))
    return query
