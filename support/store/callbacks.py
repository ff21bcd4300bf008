"""Callbacks: promises to call back, each with its place in a line. Attempts are parties (`store.parties`)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store.base import Base

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
    query = select(Callback).where(
        Callback.queue == queue, Callback.number == number, Callback.closed_at.is_(None)
    )
    return session.scalars(query.with_for_update()).first()


def callbacks(session: Session, states: tuple[str, ...] = OPEN, limit: int = 100) -> list[Callback]:
    query = (
        select(Callback).where(Callback.state.in_(states)).order_by(Callback.first_entered_at).limit(limit)
    )
    return list(session.scalars(query))
