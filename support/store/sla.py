"""Clocks of tickets: what is due until when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from support.store.base import Base


class SlaClock(Base):
    """One promise about one ticket. `kind`: first_response, next_response, resolution.

    `state`: running, paused, met, breached (stopped too late, or still open: see `stopped_at`), cancelled.
    A paused clock keeps `left_s`, the business seconds that remain; a running one has `due_at`, `warn_at`.
    `escalated`: how many steps of the escalation were taken; `next_at`: when the sweep looks next, or None.
    """

    __tablename__ = "sla_clocks"
    __table_args__ = (Index("ix_sla_clocks_next", "next_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    policy: Mapped[str] = mapped_column(String(64))
    target_s: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="running")
    started_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    warn_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    left_s: Mapped[int | None]
    warned_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]
    escalated: Mapped[int] = mapped_column(default=0)
    stopped_at: Mapped[datetime | None]
