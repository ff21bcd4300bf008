"""Calls, their append-only events, and the legs that they consist of.

`lock`, `append` and `save` are the hot path of every webhook: three statements a turn, on plain columns,
ready-made, and straight to the connection, because the session's own `execute` costs as much again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, Index, String, Table, bindparam, event, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.errors import Refused
from support.store.base import Base, tally

OFFERS = "kind IN ('callback_offered', 'callback_promised')"  # as their index says it


class Call(Base):
    __tablename__ = "calls"
    __table_args__ = (
        Index("ix_calls_ended_updated", "ended_at", "updated_at"),
        Index("ix_calls_caller_started", "caller", "started_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sid: Mapped[str] = mapped_column(String(64), unique=True)
    caller: Mapped[str] = mapped_column(String(64))  # E.164, or "" when withheld
    called: Mapped[str] = mapped_column(String(64))
    version_id: Mapped[int] = mapped_column(ForeignKey("flow_versions.id"))
    language: Mapped[str] = mapped_column(String(12), default="")
    queue: Mapped[str] = mapped_column(String(64), default="")  # the last queue entered
    ears: Mapped[str] = mapped_column(String(8), default="")  # "", asked, live, lost: is the caller heard?
    asked: Mapped[int] = mapped_column(default=0)  # the number of the question in `reply`, for those who wait
    state: Mapped[dict[str, Any]]
    reply: Mapped[list[Any]]  # the last actions, to be repeated for a repeated request
    started_at: Mapped[datetime] = mapped_column(index=True)
    updated_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(32))


class CallEvent(Base):
    """One dated fact about a call; appended, never changed."""

    __tablename__ = "call_events"
    __table_args__ = (
        # Few events are these, and only these are looked for by their time.
        Index("ix_call_events_offers", "at", sqlite_where=text(OFFERS), postgresql_where=text(OFFERS)),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, Any]]


class Leg(Base):
    """An agent's or transfer's leg that we placed for a call. `sequence` orders its status callbacks."""

    __tablename__ = "legs"

    sid: Mapped[str] = mapped_column(String(64), primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offers.id"), index=True)
    status: Mapped[str] = mapped_column(String(20), default="queued")
    sequence: Mapped[int] = mapped_column(default=-1)
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


@event.listens_for(CallEvent, "before_update")
@event.listens_for(CallEvent, "before_delete")
def _never(*_: Any) -> None:
    raise TypeError("call events are appended, never changed")


class CallRow(NamedTuple):
    id: int
    sid: str
    caller: str
    called: str
    version_id: int
    language: str
    queue: str
    ears: str
    asked: int
    state: dict[str, Any]
    reply: list[Any]
    started_at: datetime
    ended_at: datetime | None


_CALLS: Table = Call.__table__  # type: ignore[assignment]
_EVENTS: Table = CallEvent.__table__  # type: ignore[assignment]
_ROW = select(*(_CALLS.c[name] for name in CallRow._fields)).where(_CALLS.c.sid == bindparam("wanted"))
# No key of the row changes: rows that refer to it may be written meanwhile.
_LOCKED_ROW = _ROW.with_for_update(key_share=True)
_SAVE = update(_CALLS).where(_CALLS.c.id == bindparam("call_id"))
_APPEND = insert(_EVENTS)


def lock(session: Session, sid: str) -> CallRow | None:
    """The call's row, kept from others until this transaction ends."""
    row = session.connection().execute(_LOCKED_ROW, {"wanted": sid}).first()
    return CallRow(*row) if row else None


def find(session: Session, sid: str) -> CallRow | None:
    row = session.execute(_ROW, {"wanted": sid}).first()
    return CallRow(*row) if row else None


def row(session: Session, call_id: int) -> CallRow | None:
    """Not locked."""
    columns = (_CALLS.c[name] for name in CallRow._fields)
    found = session.execute(select(*columns).where(_CALLS.c.id == call_id)).first()
    return CallRow(*found) if found else None


def create(session: Session, call: Call) -> CallRow:
    """Raises Refused when somebody else has just created it."""
    try:
        with session.begin_nested():
            session.add(call)
    except IntegrityError:
        raise Refused(f"the call {call.sid} is there already") from None
    return CallRow(*(getattr(call, name) for name in CallRow._fields))


def save(session: Session, call_id: int, **values: Any) -> None:
    session.connection().execute(_SAVE, {"call_id": call_id, **values})


def touch(session: Session, call_ids: Sequence[int], at: datetime) -> None:
    """Something was heard of these calls, or is about to be."""
    session.execute(update(Call).where(Call.id.in_(call_ids)).values(updated_at=at))


def append(session: Session, call_id: int, at: datetime, facts: Sequence[tuple[str, dict[str, Any]]]) -> None:
    if facts:
        rows = [{"call_id": call_id, "at": at, "kind": kind, "data": data} for kind, data in facts]
        session.connection().execute(_APPEND, rows)
        for kind, data in facts:
            tally(session, kind, str(data.get("outcome", "")) if kind == "call_ended" else "")


def append_each(
    session: Session, at: datetime, kind: str, facts: Sequence[tuple[int, dict[str, Any]]]
) -> None:
    """A fact of the same kind about many calls in one statement: (call id, data) of each."""
    rows = [{"call_id": call_id, "at": at, "kind": kind, "data": data} for call_id, data in facts]
    if rows:
        session.connection().execute(_APPEND, rows)
        tally(session, kind, count=len(rows))


def events(session: Session, call_id: int) -> list[CallEvent]:
    return list(session.scalars(select(CallEvent).where(CallEvent.call_id == call_id).order_by(CallEvent.id)))


def recent(session: Session, limit: int = 50, caller: str = "", before_id: int | None = None) -> list[Call]:
    query = select(Call).order_by(Call.id.desc()).limit(limit)
    if caller:
        query = query.where(Call.caller == caller)
    if before_id:
        query = query.where(Call.id < before_id)
    return list(session.scalars(query))


def live_and_quiet(session: Session, since: datetime, limit: int = 50) -> list[Call]:
    """Calls that have not ended and of which nothing was heard since then."""
    query = select(Call).where(Call.ended_at.is_(None), Call.updated_at < since)
    # In the order of the index, which else PostgreSQL may leave aside to read all calls from the oldest on.
    return list(session.scalars(query.order_by(Call.ended_at, Call.updated_at).limit(limit)))


def by_id(session: Session, call_id: int) -> Call | None:
    return session.get(Call, call_id)


def leg(session: Session, sid: str) -> Leg | None:
    return session.get(Leg, sid, with_for_update=True, populate_existing=True)


def leg_seen(session: Session, sid: str) -> Leg | None:
    """Not locked: to find its offer, which is locked before it."""
    return session.get(Leg, sid)


def legs_of_offer(session: Session, offer_id: int) -> list[Leg]:
    return list(session.scalars(select(Leg).where(Leg.offer_id == offer_id)))


def outcomes_since(session: Session, since: datetime) -> dict[str, int]:
    """Calls begun since then by outcome; "" for those still going on."""
    query = select(Call.outcome, func.count()).where(Call.started_at >= since).group_by(Call.outcome)
    return {row[0] or "": row[1] for row in session.execute(query)}
