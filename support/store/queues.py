"""Queues, the callers who wait in them, and the offers of a waiting caller to an agent.

Who locks several rows locks them in this order, so that nobody waits for somebody who waits for them:
call, entry, offer, leg, agent.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ForeignKey, Index, Select, String, Text, and_, desc, func, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store.base import Base
from support.store.calls import Call

Row = TypeVar("Row", bound=Base)


class Queue(Base):
    __tablename__ = "queues"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[dict[str, Any]]  # words by language
    service_level_s: Mapped[int] = mapped_column(default=20)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)  # of `flows.queues.QueueInfo`


class QueueEntry(Base):
    """One stay in one queue. `state`: waiting, offered, connecting, talking, passed, timing_out, left.

    Left once. `passed`: an agent passed the caller on to an outside number, and no agent has them.

    A promised callback stays in line too (`callback_id`, and the call in which it was promised): its place
    is kept by construction. `place_at` orders the line: `first_entered_at`, less what the tier is worth.
    """

    __tablename__ = "queue_entries"
    __table_args__ = (
        Index("uq_queue_entries_open_call", "call_id", unique=True,
              sqlite_where=text("left_at IS NULL AND callback_id IS NULL"),
              postgresql_where=text("left_at IS NULL AND callback_id IS NULL")),
        Index("uq_queue_entries_open_callback", "callback_id", unique=True,
              sqlite_where=text("left_at IS NULL"), postgresql_where=text("left_at IS NULL")),
        Index("ix_queue_entries_line", "state", "queue", desc("priority"), "place_at", "id"),
        Index("ix_queue_entries_gives_up", "state", "gives_up_at",
              sqlite_where=text("left_at IS NULL"), postgresql_where=text("left_at IS NULL")),
        Index("ix_queue_entries_overflows", "state", "overflows_at",
              sqlite_where=text("left_at IS NULL"), postgresql_where=text("left_at IS NULL")),
        Index("ix_queue_entries_answered", "queue", "answered_at"),
        Index("ix_queue_entries_left", "left_at", "queue", "result",
              sqlite_where=text("left_at IS NOT NULL"), postgresql_where=text("left_at IS NOT NULL")),
        Index("ix_queue_entries_callers", "entered_at", "queue",
              sqlite_where=text("callback_id IS NULL"), postgresql_where=text("callback_id IS NULL")),
        Index("ix_queue_entries_kept", "only_agent_id",
              sqlite_where=text("only_agent_id IS NOT NULL AND left_at IS NULL"),
              postgresql_where=text("only_agent_id IS NOT NULL AND left_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    callback_id: Mapped[int | None] = mapped_column(ForeignKey("callbacks.id"))
    queue: Mapped[str] = mapped_column(String(64))
    from_queue: Mapped[str] = mapped_column(String(64), default="")  # whence: overflow, transfer, moved
    priority: Mapped[int] = mapped_column(default=0)
    skills: Mapped[dict[str, Any]] = mapped_column(default=dict)  # skill: level that an agent needs
    relax_every_s: Mapped[int] = mapped_column(default=0)  # required levels fall so often; 0: never
    relax_by: Mapped[int] = mapped_column(default=1)
    sticky_agent_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))  # asked first, if free
    only_agent_id: Mapped[int | None] = mapped_column(
        ForeignKey("agents.id")
    )  # nobody else until `only_until`
    only_until: Mapped[datetime | None]
    seq: Mapped[int]  # the engine's question that leaving this queue answers
    at_most_s: Mapped[int]
    closes_at: Mapped[datetime | None]  # the queue's hours end: who still waits goes on
    gives_up_at: Mapped[datetime | None]  # `at_most_s` is over, or the queue closes; callbacks wait on
    overflows_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]  # a callback: not yet
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    entered_at: Mapped[datetime]
    first_entered_at: Mapped[datetime]
    place_at: Mapped[datetime]
    estimate_s: Mapped[int | None]  # the wait that was told, or would have been, on entering
    answered_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None]  # the caller is on hold since then
    held_for: Mapped[str] = mapped_column(String(8), default="")  # why: agent, consult, lost
    held_s: Mapped[int] = mapped_column(default=0)  # and was before, altogether
    left_at: Mapped[datetime | None]
    result: Mapped[str | None] = mapped_column(String(16))


class Offer(Base):
    """One waiting call proposed to one agent: ringing, then accepted, declined, missed, failed or withdrawn.

    An accepted offer ends as `done` when the conversation is over for this agent. `role`: `lead` has the
    customer; `consult` was asked in by the lead, and becomes it when the transfer is completed.
    """

    __tablename__ = "offers"
    __table_args__ = (
        Index("uq_offers_open_entry", "entry_id", unique=True,
              sqlite_where=text("closed_at IS NULL AND role = 'lead'"),
              postgresql_where=text("closed_at IS NULL AND role = 'lead'")),
        Index("uq_offers_open_agent", "agent_id", unique=True,
              sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL")),
        Index("ix_offers_due", "state", "expires_at",
              sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("queue_entries.id"), index=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), index=True)
    role: Mapped[str] = mapped_column(String(8), default="lead")
    state: Mapped[str] = mapped_column(String(12), default="ringing")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    lost_at: Mapped[datetime | None]  # the agent's leg broke off: they are being rung again
    ending_at: Mapped[datetime | None]  # the agent hung up or passed the call on
    closed_at: Mapped[datetime | None]
    disposition: Mapped[str] = mapped_column(String(64), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    wrapped_at: Mapped[datetime | None]  # the agent's work after it is over


def _locked(session: Session, query: Select[Row]) -> Row | None:
    """The row as it is now, whatever this session saw of it before, and kept from others."""
    # Not FOR UPDATE: that would also stop others from adding rows that refer to this one.
    query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.scalars(query).first()


def all_queues(session: Session) -> list[Queue]:
    return list(session.scalars(select(Queue).order_by(Queue.name)))


def names(session: Session) -> frozenset[str]:
    return frozenset(session.scalars(select(Queue.name)))


def entry(session: Session, entry_id: int) -> QueueEntry | None:
    return _locked(session, select(QueueEntry).where(QueueEntry.id == entry_id))


def open_entry(session: Session, call_id: int) -> QueueEntry | None:
    """Where the caller waits or talks; a callback promised in this call is another matter."""
    query = select(QueueEntry).where(
        QueueEntry.call_id == call_id, QueueEntry.left_at.is_(None), QueueEntry.callback_id.is_(None)
    )
    return _locked(session, query)


def open_entry_seen(session: Session, call_id: int) -> QueueEntry | None:
    """The same, not locked: to tell of it."""
    query = select(QueueEntry).where(
        QueueEntry.call_id == call_id, QueueEntry.left_at.is_(None), QueueEntry.callback_id.is_(None)
    )
    return session.scalars(query).first()


def entries_of(session: Session, call_id: int) -> list[QueueEntry]:
    return list(
        session.scalars(select(QueueEntry).where(QueueEntry.call_id == call_id).order_by(QueueEntry.id))
    )


def waiting(session: Session, queue: str | None = None) -> list[QueueEntry]:
    """Callers who wait and are not being offered to anybody, first come first."""
    query = select(QueueEntry).where(QueueEntry.state == "waiting")
    if queue:
        query = query.where(QueueEntry.queue == queue)
    return list(session.scalars(query.order_by(QueueEntry.first_entered_at, QueueEntry.id)))


def in_line(session: Session, queue: str) -> list[QueueEntry]:
    """Everybody who has not reached an agent yet, in the order of the line."""
    query = (
        select(QueueEntry)
        .where(QueueEntry.queue == queue, QueueEntry.state.in_(("waiting", "offered")))
        .order_by(QueueEntry.priority.desc(), QueueEntry.place_at, QueueEntry.id)
    )
    return list(session.scalars(query))


def in_lines(session: Session) -> dict[str, tuple[int, datetime]]:
    """The same counted: queue to how many there are, and when the first of them came."""
    query = (
        select(QueueEntry.queue, func.count(), func.min(QueueEntry.entered_at))
        .where(QueueEntry.state.in_(("waiting", "offered")))
        .group_by(QueueEntry.queue)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def length(session: Session, queue: str) -> int:
    """Callers on the line in this one."""
    query = select(func.count()).where(
        QueueEntry.queue == queue,
        QueueEntry.state.in_(("waiting", "offered")),
        QueueEntry.callback_id.is_(None),
    )
    return session.scalar(query) or 0


def lengths(session: Session) -> dict[str, int]:
    """Callers on the line by queue; promised callbacks wait without one."""
    query = (
        select(QueueEntry.queue, func.count())
        .where(QueueEntry.state.in_(("waiting", "offered")), QueueEntry.callback_id.is_(None))
        .group_by(QueueEntry.queue)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def ahead_of(session: Session, entry: QueueEntry) -> int:
    """How many in the same line come before this entry; callbacks that may not be made yet do not.

    One that is not in the database yet comes behind those of the same place.
    """
    same = QueueEntry.place_at == entry.place_at
    before = same if entry.id is None else and_(same, QueueEntry.id < entry.id)
    earlier = or_(
        QueueEntry.priority > entry.priority,
        and_(QueueEntry.priority == entry.priority, or_(QueueEntry.place_at < entry.place_at, before)),
    )
    query = (
        select(func.count())
        .select_from(QueueEntry)
        .where(
            QueueEntry.queue == entry.queue,
            QueueEntry.state.in_(("waiting", "offered")),
            or_(QueueEntry.not_before.is_(None), QueueEntry.not_before <= entry.entered_at),
            earlier,
        )
    )
    return session.scalar(query) or 0


def last_agent(session: Session, caller: str, since: datetime) -> int | None:
    """Who talked last with this number, if that was not too long ago."""
    query = (
        select(Offer.agent_id)
        .join(QueueEntry, QueueEntry.id == Offer.entry_id)
        .join(Call, Call.id == QueueEntry.call_id)
        .where(Call.caller == caller, Offer.accepted_at >= since)
        .order_by(Offer.accepted_at.desc())
        .limit(1)
    )
    return session.scalar(query)


def to_overflow(session: Session, now: datetime) -> list[QueueEntry]:
    """Callers who have waited as long as their queue wants to keep them."""
    due = (QueueEntry.state == "waiting", QueueEntry.overflows_at <= now, QueueEntry.left_at.is_(None))
    return list(session.scalars(select(QueueEntry).where(*due).order_by(QueueEntry.place_at, QueueEntry.id)))


def to_give_up(session: Session, now: datetime) -> list[QueueEntry]:
    """Callers who have waited as long as they were to, or whose queue closes."""
    due = (QueueEntry.state == "waiting", QueueEntry.gives_up_at <= now, QueueEntry.left_at.is_(None))
    return list(session.scalars(select(QueueEntry).where(*due).order_by(QueueEntry.place_at, QueueEntry.id)))


def still_open(session: Session) -> list[QueueEntry]:
    return list(
        session.scalars(select(QueueEntry).where(QueueEntry.left_at.is_(None)).order_by(QueueEntry.id))
    )


def move(session: Session, entry_id: int, before: tuple[str, ...], after: str) -> bool:
    """Change an entry's state only if it is still one of `before`; True for the one who did."""
    query = (
        update(QueueEntry).where(QueueEntry.id == entry_id, QueueEntry.state.in_(before)).values(state=after)
    )
    return _changed_one(session, query)


def offer(session: Session, offer_id: int) -> Offer | None:
    """Locked, and its entry before it."""
    entry_id = session.scalar(select(Offer.entry_id).where(Offer.id == offer_id))
    if entry_id is None or entry(session, entry_id) is None:
        return None
    return _locked(session, select(Offer).where(Offer.id == offer_id))


def open_offer_of_entry(session: Session, entry_id: int) -> Offer | None:
    """Lock the entry first."""
    return _locked(
        session,
        select(Offer).where(Offer.entry_id == entry_id, Offer.closed_at.is_(None), Offer.role == "lead"),
    )


def open_offers(session: Session, entry_id: int) -> list[Offer]:
    """Whoever rings or talks for it, in whatever role. Lock the entry first."""
    query = select(Offer).where(Offer.entry_id == entry_id, Offer.closed_at.is_(None)).order_by(Offer.id)
    query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return list(session.scalars(query))


def agent_of_call(session: Session, call_id: int) -> int | None:
    """The agent to whom the call is offered or who has it."""
    query = (
        select(Offer.agent_id)
        .join(QueueEntry, QueueEntry.id == Offer.entry_id)
        .where(QueueEntry.call_id == call_id, Offer.closed_at.is_(None))
    )
    return session.scalar(query)


def call_of_agent(session: Session, agent_id: int) -> int | None:
    """The call that is offered to this agent or that they have."""
    query = (
        select(QueueEntry.call_id)
        .join(Offer, Offer.entry_id == QueueEntry.id)
        .where(Offer.agent_id == agent_id, Offer.closed_at.is_(None))
    )
    return session.scalar(query)


def open_offer_of_agent(session: Session, agent_id: int) -> Offer | None:
    query = select(Offer).where(Offer.agent_id == agent_id, Offer.closed_at.is_(None))
    return session.scalars(query).first()


def expired_offers(session: Session, now: datetime) -> list[Offer]:
    due = (Offer.state == "ringing", Offer.expires_at <= now, Offer.closed_at.is_(None))
    return list(session.scalars(select(Offer).where(*due).order_by(Offer.id)))


def _changed_one(session: Session, query: Any) -> bool:
    result = session.execute(query.execution_options(synchronize_session="evaluate"))
    return bool(getattr(result, "rowcount", 0) == 1)


def results_since(session: Session, since: datetime) -> dict[tuple[str, str], int]:
    """(queue, result) to the number of entries that left since then."""
    query = (
        select(QueueEntry.queue, QueueEntry.result, func.count())
        .where(QueueEntry.left_at >= since)
        .group_by(QueueEntry.queue, QueueEntry.result)
    )
    return {(row[0], row[1] or ""): row[2] for row in session.execute(query)}


def abandoned_rooms(session: Session, since: datetime) -> list[QueueEntry]:
    """Entries in conversation whose agent's offer was closed before then, and none is open."""
    talking = set(session.scalars(select(QueueEntry.id).where(QueueEntry.state == "talking")))
    # Two short lists, whatever the database thinks of joining them.
    alone = talking - set(session.scalars(select(Offer.entry_id).where(Offer.closed_at.is_(None))))
    if not alone:
        return []
    closed = select(Offer.id).where(Offer.entry_id == QueueEntry.id, Offer.closed_at < since)
    return list(session.scalars(select(QueueEntry).where(QueueEntry.id.in_(alone), closed.exists())))
