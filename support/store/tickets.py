"""Tickets with their history, the recordings and callbacks they stand for, and text messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store.base import Base

FIRST_NUMBER = 1001
_OPENING = 0x72616D616C  # any number that no other advisory lock uses


class Ticket(Base):
    """Something promised. `kind`: voicemail, callback, or call when an agent opened it.

    `status`: new, open, pending, solved, closed.
    """

    __tablename__ = "tickets"
    __table_args__ = (Index("ix_tickets_status_id", "status", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(200))
    queue: Mapped[str] = mapped_column(String(64), index=True)
    customer: Mapped[str] = mapped_column(String(64), index=True)  # E.164, or "" when withheld
    priority: Mapped[str] = mapped_column(String(8), default="normal")
    status: Mapped[str] = mapped_column(String(8), default="new")
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    call_id: Mapped[int | None] = mapped_column(ForeignKey("calls.id"), index=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    solved_at: Mapped[datetime | None]


class TicketEntry(Base):
    """One line of a ticket's history. `kind`: opened, comment, status, assigned, recording."""

    __tablename__ = "ticket_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text, default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Recording(Base):
    """A message's sound. `state`: expected, announced, kept, absent, failed. `path`: in the data folder."""

    __tablename__ = "recordings"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    seq: Mapped[int]  # the engine's question that this recording answers
    sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    url: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[str] = mapped_column(String(12), default="expected", index=True)
    path: Mapped[str] = mapped_column(String(200), default="")
    seconds: Mapped[int | None]
    size: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(String(64), default="")
    error: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]  # when the phone company was last asked where it is


class TextMessage(Base):
    """An SMS in or out. `status` only ever moves forward."""

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    direction: Mapped[str] = mapped_column(String(8))
    number: Mapped[str] = mapped_column(String(64), index=True)
    ours: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16), default="queued")
    call_id: Mapped[int | None] = mapped_column(ForeignKey("calls.id"))
    created_at: Mapped[datetime]


def one_at_a_time(session: Session) -> None:
    """From here to the end of this transaction nobody else opens a ticket or promises a callback."""
    # SQLite has one writer anyway. PostgreSQL would give two transactions the same next number.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_OPENING)))


def next_number(session: Session) -> int:
    one_at_a_time(session)
    return (session.scalar(select(func.max(Ticket.number))) or FIRST_NUMBER - 1) + 1


def ticket(session: Session, number: int) -> Ticket | None:
    return session.scalars(select(Ticket).where(Ticket.number == number)).first()


def ticket_by_id(session: Session, ticket_id: int) -> Ticket | None:
    return session.get(Ticket, ticket_id)


def tickets(
    session: Session,
    statuses: tuple[str, ...] = (),
    queue: str = "",
    assignee_id: int | None = None,
    unassigned: bool = False,
    words: str = "",
    customer: str = "",
    before_number: int | None = None,
    limit: int = 50,
) -> list[Ticket]:
    """Newest first; a page goes on with `before_number`."""
    query = select(Ticket).order_by(Ticket.number.desc()).limit(limit)
    if statuses:
        query = query.where(Ticket.status.in_(statuses))
    if queue:
        query = query.where(Ticket.queue == queue)
    if assignee_id is not None:
        query = query.where(Ticket.assignee_id == assignee_id)
    if unassigned:
        query = query.where(Ticket.assignee_id.is_(None))
    if customer:
        query = query.where(Ticket.customer == customer)
    if words:
        words = words.replace("\0", "")  # PostgreSQL knows no such character
        like = f"%{words.replace('%', '').replace('_', '')}%"
        number = int(words) if words.isdecimal() and len(words) < 10 else -1
        query = query.where(
            or_(Ticket.subject.ilike(like), Ticket.customer.like(like), Ticket.number == number)
        )
    if before_number:
        query = query.where(Ticket.number < before_number)
    return list(session.scalars(query))


def history(session: Session, ticket_id: int) -> list[TicketEntry]:
    query = select(TicketEntry).where(TicketEntry.ticket_id == ticket_id).order_by(TicketEntry.id)
    return list(session.scalars(query))


def counts(session: Session) -> dict[str, int]:
    """Tickets by status."""
    query = select(Ticket.status, func.count()).group_by(Ticket.status)
    return {row[0]: row[1] for row in session.execute(query)}


def view_counts(session: Session, unsolved: tuple[str, ...], user_id: int) -> dict[str, int]:
    """Sizes of the views mine, unassigned, open and all."""
    is_open = Ticket.status.in_(unsolved)
    wanted = {
        "mine": is_open & (Ticket.assignee_id == user_id),
        "unassigned": is_open & Ticket.assignee_id.is_(None),
        "open": is_open,
    }
    sizes = {
        view: session.scalar(select(func.count()).select_from(Ticket).where(condition)) or 0
        for view, condition in wanted.items()
    }
    return {**sizes, "all": session.scalar(select(func.count()).select_from(Ticket)) or 0}


def recording(session: Session, recording_id: int) -> Recording | None:
    return session.get(Recording, recording_id)


def recordings_of(session: Session, ticket_id: int) -> list[Recording]:
    return list(
        session.scalars(select(Recording).where(Recording.ticket_id == ticket_id).order_by(Recording.id))
    )


def recording_of_question(session: Session, call_id: int, seq: int) -> Recording | None:
    query = select(Recording).where(Recording.call_id == call_id, Recording.seq == seq)
    return session.scalars(query.with_for_update()).first()


def recording_by_sid(session: Session, sid: str) -> Recording | None:
    return session.scalars(select(Recording).where(Recording.sid == sid).with_for_update()).first()


def overdue_recordings(session: Session, since: datetime) -> list[Recording]:
    """Recordings promised before then, never announced, and not asked after since."""
    unasked = or_(Recording.asked_at.is_(None), Recording.asked_at < since)
    query = select(Recording).where(Recording.state == "expected", Recording.created_at < since, unasked)
    return list(session.scalars(query))


def message_by_sid(session: Session, sid: str) -> TextMessage | None:
    return session.scalars(select(TextMessage).where(TextMessage.sid == sid).with_for_update()).first()


def message_by_id(session: Session, message_id: int) -> TextMessage | None:
    return session.get(TextMessage, message_id)
