"""Callbacks: promises to call back, each with its place in a line. Attempts are parties (`store.parties`).

Who locks a callback and its place in the line locks the place first.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, and_, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store.base import Base
from support.store.calls import Call
from support.store.parties import Party
from support.store.queues import Offer, QueueEntry, entry

OPEN = ("promised", "due", "reserved", "dialling", "missed")


class Callback(Base):
    """A promise to call back that keeps the caller's place. One open promise per number and queue.

    `state`: promised, due, reserved (an agent has it), dialling, missed (again later), then connected,
    expired or cancelled. `chosen_at`: the time that the customer chose. `result` is how the last try ended:
    busy, no-answer, machine, failed, hangup.
    """

    __tablename__ = "callbacks"
    __table_args__ = (
        Index("uq_callbacks_open", "queue", "number", unique=True,
              sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    queue: Mapped[str] = mapped_column(String(64), index=True)
    number: Mapped[str] = mapped_column(String(64))
    ours: Mapped[str] = mapped_column(String(64), default="")  # the number that is shown to the customer
    language: Mapped[str] = mapped_column(String(12), default="")
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    state: Mapped[str] = mapped_column(String(12), default="promised", index=True)
    result: Mapped[str] = mapped_column(String(16), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    chosen_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    first_entered_at: Mapped[datetime]  # the place in the line
    created_at: Mapped[datetime]
    connected_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


def callback(session: Session, callback_id: int) -> Callback | None:
    """Locked, as it is now."""
    return session.get(Callback, callback_id, with_for_update=True, populate_existing=True)


def open_callback(session: Session, queue: str, number: str) -> Callback | None:
    """As it was seen: lock its place, then it."""
    query = select(Callback).where(
        Callback.queue == queue, Callback.number == number, Callback.closed_at.is_(None)
    )
    return session.scalars(query).first()


def place_of(session: Session, callback_id: int) -> QueueEntry | None:
    """The promise's open place in the line, locked."""
    query = select(QueueEntry.id).where(QueueEntry.callback_id == callback_id, QueueEntry.left_at.is_(None))
    entry_id = session.scalar(query)
    return entry(session, entry_id) if entry_id is not None else None


def places(session: Session, callback_id: int) -> list[QueueEntry]:
    """All of its places, also those that it left."""
    query = select(QueueEntry).where(QueueEntry.callback_id == callback_id)
    return list(session.scalars(query.order_by(QueueEntry.id)))


def callbacks(session: Session, states: tuple[str, ...] = OPEN, limit: int = 100) -> list[Callback]:
    query = (
        select(Callback).where(Callback.state.in_(states)).order_by(Callback.first_entered_at).limit(limit)
    )
    return list(session.scalars(query))


def newest_closed(session: Session, limit: int) -> list[Callback]:
    query = select(Callback).where(Callback.closed_at.is_not(None))
    return list(session.scalars(query.order_by(Callback.closed_at.desc(), Callback.id.desc()).limit(limit)))


def unkept(session: Session) -> list[tuple[Callback, QueueEntry | None, bool]]:
    """Open promises that nobody has in hand: the promise, its place, is the caller's call over?"""
    query = (
        select(Callback, QueueEntry, Call.ended_at)
        .join(Call, Call.id == Callback.call_id)
        .outerjoin(QueueEntry, and_(QueueEntry.callback_id == Callback.id, QueueEntry.left_at.is_(None)))
        .where(Callback.state.in_(OPEN))
    )
    found = sorted(session.execute(query), key=lambda row: row[0].id)  # sorted there, SQLite reads them all
    return [(row[0], row[1], row[2] is not None) for row in found]


def unattended(session: Session, before: datetime) -> list[int]:
    """Open places of callbacks with a customer in the room and no agent since `before`."""
    offered = select(Offer.id).where(Offer.entry_id == QueueEntry.id)
    query = select(QueueEntry.id).where(
        QueueEntry.callback_id.is_not(None),
        QueueEntry.state.in_(("talking", "timing_out")),
        QueueEntry.left_at.is_(None),
        ~offered.where(Offer.closed_at.is_(None)).exists(),
        ~offered.where(Offer.closed_at > before).exists(),
    )
    return list(session.scalars(query))


def agent_of_place(session: Session, entry_id: int) -> int | None:
    """Who talked with the customer last."""
    query = select(Offer.agent_id).where(Offer.entry_id == entry_id, Offer.accepted_at.is_not(None))
    return session.scalar(query.order_by(Offer.id.desc()).limit(1))


def unheard_of(session: Session) -> list[int]:
    """The last parties of callbacks that are being dialled though nobody is on the way any more."""
    last = select(func.max(Party.id)).where(Party.callback_id == Callback.id).correlate(Callback)
    query = select(Party.id).join(Callback, Callback.id == Party.callback_id)
    query = query.where(Callback.state == "dialling", Party.id == last.scalar_subquery())
    return list(session.scalars(query.where(Party.state.in_(("left", "failed")))))


def idle_offers(session: Session) -> list[int]:
    """Callbacks for which an agent waits in a room though nobody rings the customer."""
    query = (
        select(Callback.id)
        .join(QueueEntry, QueueEntry.callback_id == Callback.id)
        .join(Offer, Offer.entry_id == QueueEntry.id)
        .where(
            QueueEntry.left_at.is_(None),
            QueueEntry.answered_at.is_(None),
            Offer.closed_at.is_(None),
            Offer.state == "accepted",
            Callback.state.not_in(("dialling", "connected")),
        )
    )
    return list(session.scalars(query))
