"""Text messages in and out, and who wants none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store.base import Base


class TextMessage(Base):
    """An SMS in or out. `status` only ever moves forward. `template`: what it tells, of those we write."""

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    direction: Mapped[str] = mapped_column(String(8))
    number: Mapped[str] = mapped_column(String(64), index=True)
    ours: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    template: Mapped[str] = mapped_column(String(16), default="")
    status: Mapped[str] = mapped_column(String(16), default="queued")
    call_id: Mapped[int | None] = mapped_column(ForeignKey("calls.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    created_at: Mapped[datetime]


class OptOut(Base):
    """A number that wants no messages of ours. The row goes when they change their mind."""

    __tablename__ = "opt_outs"

    number: Mapped[str] = mapped_column(String(64), primary_key=True)
    keyword: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]


def message_by_sid(session: Session, sid: str) -> TextMessage | None:
    return session.scalars(select(TextMessage).where(TextMessage.sid == sid).with_for_update()).first()


def message_by_id(session: Session, message_id: int) -> TextMessage | None:
    return session.get(TextMessage, message_id)
