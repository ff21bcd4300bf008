"""Tickets: what they are about, who follows them, their calls and their history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, func, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store.base import Base

FIRST_NUMBER = 1001
UNSOLVED = "status IN ('new', 'open', 'pending')"  # as its index says it, which both databases compare
_OPENING = 0x72616D616C  # any number that no other advisory lock uses


class Ticket(Base):
    """Something promised. `kind`: voicemail, callback, call, missed, sms, api.

    `status`: new, open, pending (the customer is to answer), solved, closed. `version` counts changes, so
    that whoever saves over somebody else's change is told. `due_at`: of its earliest running clock.
    `merged_into_id`: this one was the same matter; it is closed, and everything goes on there.
    """

    __tablename__ = "tickets"
    __table_args__ = (
        Index("ix_tickets_status_id", "status", "id"),
        Index("ix_tickets_queue_id", "queue", "id"),
        Index("ix_tickets_category_id", "category", "id"),
        Index("ix_tickets_customer_id", "customer", "id"),
        Index("ix_tickets_assignee_id", "assignee_id", "id"),
        Index("ix_tickets_due", "due_at", "id"),
        Index("ix_tickets_open", "assignee_id", "id",
              sqlite_where=text(UNSOLVED), postgresql_where=text(UNSOLVED)),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    queue: Mapped[str] = mapped_column(String(64))
    category: Mapped[str] = mapped_column(String(64), default="")  # an intent of the flows
    customer: Mapped[str] = mapped_column(String(64))  # E.164, or "" when withheld or erased
    language: Mapped[str] = mapped_column(String(12), default="")  # the customer's
    priority: Mapped[str] = mapped_column(String(8), default="normal")  # low, normal, high, urgent
    status: Mapped[str] = mapped_column(String(8), default="new")
    level: Mapped[int] = mapped_column(default=1)  # of support; escalation raises it
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    call_id: Mapped[int | None] = mapped_column(ForeignKey("calls.id"), index=True)  # it began with this one
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    version: Mapped[int] = mapped_column(default=1)
    due_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]  # the first promise that was broken
    created_at: Mapped[datetime] = mapped_column(index=True)
    updated_at: Mapped[datetime]
    responded_at: Mapped[datetime | None]  # the first answer to the customer
    solved_at: Mapped[datetime | None] = mapped_column(index=True)


class TicketTag(Base):
    __tablename__ = "ticket_tags"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)


class TicketWatcher(Base):
    """Who is told of what happens to a ticket besides its assignee."""

    __tablename__ = "ticket_watchers"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)


class TicketCall(Base):
    """A call on the matter of a ticket."""

    __tablename__ = "ticket_calls"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), primary_key=True, index=True)
    at: Mapped[datetime]


class Alert(Base):
    """Something that a person should look at: of a ticket warned, breached, assigned, answered, mentioned; of
    a call unrecorded, which should have been; of figures unbalanced; of a report unsent.
    """

    __tablename__ = "alerts"
    __table_args__ = (Index("ix_alerts_user_seen", "user_id", "seen_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    call_id: Mapped[int | None] = mapped_column(ForeignKey("calls.id"))
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]


class TicketEntry(Base):
    """One line of a ticket's history. `kind`: opened, comment (among us), reply (to the customer),
    answer (the customer's), status, assigned, priority, queue, category, subject, tag, merged, recording,
    message, callback, call, sla.
    """

    __tablename__ = "ticket_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text, default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)


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


def locked(session: Session, number: int) -> Ticket | None:
    """As it is now, kept from others until this transaction ends."""
    query = select(Ticket).where(Ticket.number == number).with_for_update(key_share=True)
    return session.scalars(query.execution_options(populate_existing=True)).first()


def locked_by_id(session: Session, ticket_id: int) -> Ticket | None:
    return session.get(Ticket, ticket_id, with_for_update={"key_share": True}, populate_existing=True)


def open_of(
    session: Session, numbers: Sequence[str], since: datetime, statuses: tuple[str, ...], **same: str
) -> Ticket | None:
    """The newest ticket of a customer by any of their numbers, opened since then; `same` are fields alike."""
    query = select(Ticket).where(
        Ticket.customer.in_(numbers), Ticket.status.in_(statuses), Ticket.created_at >= since
    )
    for name, value in same.items():
        query = query.where(getattr(Ticket, name) == value)
    return session.scalars(query.order_by(Ticket.id.desc()).limit(1)).first()


def tickets_of_call(session: Session, call_id: int) -> list[Ticket]:
    query = select(Ticket).join(TicketCall, TicketCall.ticket_id == Ticket.id)
    return list(session.scalars(query.where(TicketCall.call_id == call_id).order_by(Ticket.id)))


def call_ids(session: Session, ticket_id: int) -> list[int]:
    query = select(TicketCall.call_id).where(TicketCall.ticket_id == ticket_id)
    return list(session.scalars(query.order_by(TicketCall.call_id)))


def tags(session: Session, ticket_id: int) -> set[str]:
    return set(session.scalars(select(TicketTag.tag).where(TicketTag.ticket_id == ticket_id)))


def watchers(session: Session, ticket_id: int) -> set[int]:
    return set(session.scalars(select(TicketWatcher.user_id).where(TicketWatcher.ticket_id == ticket_id)))


def entries_since(
    session: Session, ticket_id: int, kinds: Sequence[str], limit: int = 50
) -> list[TicketEntry]:
    """Its newest lines of these kinds, newest first."""
    query = select(TicketEntry).where(TicketEntry.ticket_id == ticket_id, TicketEntry.kind.in_(kinds))
    return list(session.scalars(query.order_by(TicketEntry.id.desc()).limit(limit)))


def last_entry(session: Session, ticket_id: int) -> TicketEntry | None:
    query = select(TicketEntry).where(TicketEntry.ticket_id == ticket_id)
    return session.scalars(query.order_by(TicketEntry.id.desc()).limit(1)).first()


def merged_into(session: Session, ticket_id: int) -> list[int]:
    """Numbers of the tickets that became part of this one."""
    query = select(Ticket.number).where(Ticket.merged_into_id == ticket_id)
    return list(session.scalars(query.order_by(Ticket.number)))


def load_of(session: Session, user_ids: Sequence[int], statuses: tuple[str, ...]) -> dict[int, int]:
    """How many tickets in these states each of them has."""
    query = (
        select(Ticket.assignee_id, func.count())
        .where(Ticket.assignee_id.in_(user_ids), Ticket.status.in_(statuses))
        .group_by(Ticket.assignee_id)
    )
    return {row[0]: row[1] for row in session.execute(query) if row[0]}


def told(session: Session, kind: str, ticket_id: int | None, call_id: int | None) -> set[int]:
    """Who has not looked at such an alert yet."""
    about = Alert.ticket_id == ticket_id if ticket_id is not None else Alert.call_id == call_id
    return set(
        session.scalars(select(Alert.user_id).where(about, Alert.kind == kind, Alert.seen_at.is_(None)))
    )


def unseen_count(session: Session, user_id: int) -> int:
    query = select(func.count()).where(Alert.user_id == user_id, Alert.seen_at.is_(None))
    return session.scalar(query) or 0


def alerts(session: Session, user_id: int, limit: int, *, seen: bool) -> list[tuple[Alert, Ticket | None]]:
    """Those that they have looked at or not, newest first."""
    query = (
        select(Alert, Ticket)
        .outerjoin(Ticket, Ticket.id == Alert.ticket_id)
        .where(Alert.user_id == user_id, Alert.seen_at.is_not(None) if seen else Alert.seen_at.is_(None))
        .order_by(Alert.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def mark_seen(session: Session, user_id: int, now: datetime, ticket_id: int | None) -> None:
    query = update(Alert).where(Alert.user_id == user_id, Alert.seen_at.is_(None))
    if ticket_id is not None:
        query = query.where(Alert.ticket_id == ticket_id)
    session.execute(query.values(seen_at=now))
