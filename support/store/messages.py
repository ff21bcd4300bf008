"""Text messages in and out, and who wants none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store.base import Base, digest


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
    """A number that wants no messages of ours. The row goes when they change their mind.

    `number` is E.164, or what `forgotten` makes of one that was erased: the wish outlives the number.
    """

    __tablename__ = "opt_outs"

    number: Mapped[str] = mapped_column(String(64), primary_key=True)
    keyword: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]


def message_by_sid(session: Session, sid: str) -> TextMessage | None:
    return session.scalars(select(TextMessage).where(TextMessage.sid == sid).with_for_update()).first()


def newest_with(session: Session, number: str, template: str | None = None) -> TextMessage | None:
    """The last one to or from this number; of those that tell this."""
    query = select(TextMessage).where(TextMessage.number == number).order_by(TextMessage.id.desc()).limit(1)
    if template is not None:
        query = query.where(TextMessage.template == template)
    return session.scalars(query).first()


def newest_about_a_ticket(session: Session, number: str) -> TextMessage | None:
    """The last one to this number that was about a ticket."""
    query = select(TextMessage).where(
        TextMessage.number == number, TextMessage.direction == "out", TextMessage.ticket_id.is_not(None)
    )
    return session.scalars(query.order_by(TextMessage.id.desc()).limit(1)).first()


def newest_told(session: Session, ticket_id: int, template: str) -> TextMessage | None:
    """The last message that told this of a ticket."""
    query = select(TextMessage).where(TextMessage.ticket_id == ticket_id, TextMessage.template == template)
    return session.scalars(query.order_by(TextMessage.id.desc()).limit(1)).first()


def messages_of(session: Session, ticket_id: int) -> list[TextMessage]:
    """Of a ticket, oldest first."""
    query = select(TextMessage).where(TextMessage.ticket_id == ticket_id).order_by(TextMessage.id)
    return list(session.scalars(query))


def messages_with(session: Session, number: str, limit: int = 100) -> list[TextMessage]:
    """To and from a number, newest first."""
    query = select(TextMessage).where(TextMessage.number == number).order_by(TextMessage.id.desc())
    return list(session.scalars(query.limit(limit)))


def opt_out(session: Session, number: str) -> OptOut | None:
    """The wish of this number, or the one that was left of it when it was erased."""
    query = select(OptOut).where(OptOut.number.in_((number, forgotten(session, number))))
    return session.scalars(query.order_by(OptOut.number.desc()).limit(1)).first() if number else None


def forgotten(session: Session, number: str) -> str:
    """Under what a wish is kept whose number nobody may know."""
    return "#" + digest(session, number)


def message_by_id(session: Session, message_id: int) -> TextMessage | None:
    return session.get(TextMessage, message_id)
