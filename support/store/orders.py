"""Orders to the outside world: what a transaction wants done by REST or HTTP, as rows with a due time.

Written in the same transaction as what they follow from, carried out by a worker, never lost: a worker
that dies leaves the row, whose `locked_until` passes. Message queues only wake the worker up.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store.base import Base, announce
from support.store.calls import Call
from support.store.queues import _changed_one


class Order(Base):
    """`state`: due, done, failed (given up). `payload` is all that carrying it out needs.

    `in_hand`: somebody has begun. `claim` tells `interrupted`: whoever had begun before never said how it
    went, so that it may have been done; and `sid`, the phone company's name of its call.
    """

    __tablename__ = "orders"
    __table_args__ = (Index("ix_orders_state_due", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    call_id: Mapped[int | None] = mapped_column(ForeignKey("calls.id"), index=True)
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(8), default="due")
    attempts: Mapped[int] = mapped_column(default=0)
    in_hand: Mapped[bool] = mapped_column(default=False)
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(300), default="")
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    interrupted = False
    sid = ""


def place(session: Session, kind: str, now: datetime, call_id: int | None = None, **payload: Any) -> Order:
    return place_at(session, kind, now, now, call_id, **payload)


def place_at(
    session: Session,
    /,
    kind: str,
    now: datetime,
    due_at: datetime,
    call_id: int | None = None,
    **payload: Any,
) -> Order:
    """To be carried out later."""
    order = Order(kind=kind, call_id=call_id, payload=payload, due_at=due_at, created_at=now)
    session.add(order)
    session.flush()
    announce(session, "orders")
    return order


def place_each(
    session: Session, kind: str, now: datetime, wanted: Sequence[tuple[int, dict[str, Any]]]
) -> None:
    """Many of a kind in one statement: (call id, payload) of each."""
    rows = [
        {"kind": kind, "call_id": call_id, "payload": payload, "due_at": now, "created_at": now}
        for call_id, payload in wanted
    ]
    if rows:
        session.execute(insert(Order), rows)
        announce(session, "orders")


def place_in_hand(
    session: Session, kind: str, now: datetime, until: datetime, call_id: int | None = None, **payload: Any
) -> Order:
    """Placed and claimed in one: whoever places it carries it out; until `until` nobody else gets it."""
    order = Order(
        kind=kind, call_id=call_id, payload=payload, due_at=until, created_at=now, in_hand=True, attempts=1
    )
    session.add(order)
    session.flush()
    return order


def claim(
    session: Session,
    now: datetime,
    until: datetime,
    only: Collection[str] = (),
    without: Collection[str] = (),
) -> Order | None:
    """Take the oldest due order (`only` these kinds, `without` those); until `until` nobody else gets it."""
    query = select(Order).where(Order.state == "due", Order.due_at <= now, *_of_kinds(only, without))
    query = query.order_by(Order.due_at, Order.id).limit(1)
    order = session.scalars(query.with_for_update(skip_locked=True)).first()
    if order is None:
        return None
    order.interrupted, order.in_hand = order.in_hand, True
    order.sid = _sid(session, order)
    order.attempts += 1
    order.due_at = until
    session.flush()
    return order


def _sid(session: Session, order: Order) -> str:
    if order.call_id is None:
        return ""
    return session.scalar(select(Call.sid).where(Call.id == order.call_id)) or ""


def finish(session: Session, order_id: int, state: str, at: datetime, error: str = "", **result: Any) -> bool:
    query = (
        update(Order)
        .where(Order.id == order_id, Order.state == "due")
        .values(state=state, done_at=at, error=error[:300], result=result)
    )
    return _changed_one(session, query)


def postpone(session: Session, order_id: int, due_at: datetime, error: str) -> None:
    query = update(Order).where(Order.id == order_id, Order.state == "due")
    session.execute(query.values(due_at=due_at, in_hand=False, error=error[:300]))


def order(session: Session, order_id: int) -> Order | None:
    return session.get(Order, order_id)


def extend(session: Session, order_ids: Collection[int], until: datetime) -> None:
    """They are still being carried out: until `until` nobody else gets them."""
    query = update(Order).where(Order.id.in_(order_ids), Order.state == "due", Order.in_hand)
    session.execute(query.values(due_at=until))


def next_due(session: Session, only: Collection[str] = (), without: Collection[str] = ()) -> datetime | None:
    query = select(Order.due_at).where(Order.state == "due", *_of_kinds(only, without))
    return session.scalar(query.order_by(Order.due_at).limit(1))


def is_waiting(session: Session, kind: str) -> bool:
    """One of this kind is due, now or later."""
    query = select(Order.id).where(Order.state == "due", Order.kind == kind).limit(1)
    return session.scalar(query) is not None


def _of_kinds(only: Collection[str], without: Collection[str]) -> list[ColumnElement[bool]]:
    return [
        *([Order.kind.in_(only)] if only else []),
        *([Order.kind.not_in(without)] if without else []),
    ]


def of_call(session: Session, call_id: int, kind: str, seq: int) -> Order | None:
    """The order that a call's question placed."""
    query = select(Order).where(Order.call_id == call_id, Order.kind == kind).order_by(Order.id.desc())
    return next((row for row in session.scalars(query) if row.payload.get("seq") == seq), None)
