"""Clocks of tickets: what is due until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store.base import Base
from support.store.tickets import Ticket


class SlaClock(Base):
    """One promise about one ticket. `kind`: first_response, next_response, resolution.

    `state`: running, paused, met, breached (stopped too late, or still open: see `stopped_at`), cancelled.
    `left_s`: the business seconds that remained when it was paused or, of a running one, at `resumed_at`;
    from that its `due_at` and `warn_at` follow.
    `escalated`: how many steps of the escalation were taken; `next_at`: when the sweep looks next, or None.
    """

    __tablename__ = "sla_clocks"
    __table_args__ = (
        Index("ix_sla_clocks_next", "next_at"),
        Index("ix_sla_clocks_warn", "warn_at", "ticket_id",
              sqlite_where=text("stopped_at IS NULL"), postgresql_where=text("stopped_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    policy: Mapped[str] = mapped_column(String(64))
    target_s: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="running")
    started_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime | None]
    warn_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    resumed_at: Mapped[datetime | None]
    left_s: Mapped[int]
    warned_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]
    escalated: Mapped[int] = mapped_column(default=0)
    stopped_at: Mapped[datetime | None]


def clocks_of(session: Session, ticket_id: int) -> list[SlaClock]:
    query = select(SlaClock).where(SlaClock.ticket_id == ticket_id).order_by(SlaClock.id)
    return list(session.scalars(query))


def clocks_by_ticket(session: Session, ticket_ids: Sequence[int]) -> dict[int, list[SlaClock]]:
    """As they are now, whatever this session saw before."""
    query = select(SlaClock).where(SlaClock.ticket_id.in_(ticket_ids)).order_by(SlaClock.id)
    found: dict[int, list[SlaClock]] = {}
    for clock in session.scalars(query.execution_options(populate_existing=True)):
        found.setdefault(clock.ticket_id, []).append(clock)
    return found


def due_tickets(session: Session, now: datetime, limit: int) -> list[Ticket]:
    """Tickets with a clock that is to be looked at, the most overdue first; locked, without those that
    somebody else has in hand: they are looked at by the next sweep."""
    due = (
        select(SlaClock.ticket_id, func.min(SlaClock.next_at).label("next_at"))
        .where(SlaClock.next_at <= now)
        .group_by(SlaClock.ticket_id)
        .order_by(func.min(SlaClock.next_at))
        .limit(limit)
        .subquery()
    )
    query = select(Ticket).join(due, due.c.ticket_id == Ticket.id).order_by(due.c.next_at, Ticket.id)
    query = query.with_for_update(of=Ticket, skip_locked=True, key_share=True)
    return list(session.scalars(query.execution_options(populate_existing=True)))
