"""Who called again about the same matter: the next call of a customer, looked up in the facts of calls.

Of calls that reached an agent; another system's calls (`source`) are its own history and stay as they came.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.orm import aliased

from support.store.base import Session
from support.store.fact_rows import chunks
from support.store.facts import CallFact

Other = aliased(CallFact)
Moved = tuple[int, datetime | None]


def before(session: Session, call_ids: Sequence[int], upto: int) -> set[int]:
    """The calls that come right before these, of the same customers and matters.

    `upto`: calls with higher ids are not looked at.
    """
    later = and_(
        or_(
            Other.arrived_at < CallFact.arrived_at,
            and_(Other.arrived_at == CallFact.arrived_at, Other.id < CallFact.id),
        ),
        *_same(upto),
    )
    previous = select(Other.id).where(later).order_by(Other.arrived_at.desc(), Other.id.desc()).limit(1)
    return {row[1] for row in _of(session, call_ids, previous) if row[1] is not None}


def moved(session: Session, call_ids: Sequence[int], within: timedelta, upto: int) -> Iterator[Moved]:
    """(call, when it is repeated) of those among these where that is not what stands there."""
    later = and_(
        or_(
            Other.arrived_at > CallFact.arrived_at,
            and_(Other.arrived_at == CallFact.arrived_at, Other.id > CallFact.id),
        ),
        *_same(upto),
    )
    following = select(Other.arrived_at).where(later).order_by(Other.arrived_at, Other.id).limit(1)
    for call_id, again, arrived, known in _of(session, call_ids, following, CallFact.legs > 0):
        wanted = again if again is not None and again - arrived <= within else None
        if wanted != known:
            yield call_id, wanted


def write(session: Session, marks: Collection[Moved]) -> None:
    for call_id, at in marks:
        query = update(CallFact).where(CallFact.id == call_id).values(repeated_at=at)
        session.execute(query.execution_options(synchronize_session=False))


def _same(upto: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Other.customer != "",
        Other.customer == CallFact.customer,
        Other.matter == CallFact.matter,
        Other.source == "",
        Other.id <= upto,
    )


def _of(
    session: Session, call_ids: Sequence[int], other: Select[Any], *where: ColumnElement[bool]
) -> Iterator[Any]:
    found = other.correlate(CallFact).scalar_subquery()
    for few in chunks(call_ids):
        query = select(CallFact.id, found, CallFact.arrived_at, CallFact.repeated_at).where(
            CallFact.id.in_(few), CallFact.customer != "", CallFact.matter != "", *where
        )
        yield from session.execute(query)
