"""Tapes: the recording of a conversation at the phone company, from the wish to record until its leg is over.

What is wanted stands in the row; orders only look and do it. The kept sound is another matter: `recordings`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store.base import Base
from support.store.calls import CallEvent
from support.store.queues import QueueEntry

RUNS = ("idle", "recording", "paused")


class Tape(Base):
    """`wanted`: recording, paused or stopped. `state`, as far as we were told: idle, recording, paused, over.

    `failed`: it could not be begun. `pauses`: who wants silence (agent, secret, or both), "" for nobody.
    `is_ordered`: an order that looks is out, so that no second one begins another recording beside it.
    `is_spoiled`: something secret may be in it, so that it is destroyed instead of kept.
    """

    __tablename__ = "tapes"
    __table_args__ = (
        Index("ix_tapes_leg_sid", "leg_sid"),
        Index("uq_tapes_open_leg", "leg_sid", unique=True,
              sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    queue: Mapped[str] = mapped_column(String(64))  # whose setting it was begun for
    leg_sid: Mapped[str] = mapped_column(String(64))
    sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    recording_id: Mapped[int | None] = mapped_column(ForeignKey("recordings.id"), index=True)
    wanted: Mapped[str] = mapped_column(String(12), default="recording")
    state: Mapped[str] = mapped_column(String(12), default="idle", index=True)
    pauses: Mapped[str] = mapped_column(String(16), default="")
    is_ordered: Mapped[bool] = mapped_column(default=False)
    is_spoiled: Mapped[bool] = mapped_column(default=False)
    tries: Mapped[int] = mapped_column(default=0)  # orders in a row that were given up
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]  # when `state` or `wanted` last changed
    closed_at: Mapped[datetime | None]  # stopped, or its leg is over


def tape(session: Session, tape_id: int) -> Tape | None:
    """Locked, as it is now."""
    return session.get(Tape, tape_id, with_for_update=True, populate_existing=True)


def open_of_leg(session: Session, leg_sid: str) -> Tape | None:
    """Locked. Lock the entry before, if at all."""
    query = select(Tape).where(Tape.leg_sid == leg_sid, Tape.closed_at.is_(None))
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).first()


def seen_of_leg(session: Session, leg_sid: str) -> Tape | None:
    """The same to tell of it, not locked."""
    return session.scalars(select(Tape).where(Tape.leg_sid == leg_sid, Tape.closed_at.is_(None))).first()


def last_of_leg(session: Session, leg_sid: str) -> Tape | None:
    """Also one that is over, or could not be begun; not locked."""
    return session.scalars(select(Tape).where(Tape.leg_sid == leg_sid).order_by(Tape.id.desc())).first()


def running(session: Session) -> list[int]:
    """Of which something may still be wanted."""
    return list(session.scalars(select(Tape.id).where(Tape.state.in_(RUNS)).order_by(Tape.id)))


def of_calls(session: Session, call_ids: Collection[int]) -> dict[int, Tape]:
    """Call to its last tape."""
    query = select(Tape).where(Tape.call_id.in_(call_ids)).order_by(Tape.id)
    return {tape.call_id: tape for tape in session.scalars(query)}


def known_sids(session: Session, leg_sid: str) -> frozenset[str]:
    """Recordings of this leg that are some tape's already."""
    query = select(Tape.sid).where(Tape.leg_sid == leg_sid, Tape.sid.is_not(None))
    return frozenset(sid for sid in session.scalars(query) if sid)


def last_fact(session: Session, call_id: int, kinds: Collection[str]) -> str:
    """Which of these kinds of event was the call's last, "" when there was none."""
    query = select(CallEvent.kind).where(CallEvent.call_id == call_id, CallEvent.kind.in_(kinds))
    return session.scalar(query.order_by(CallEvent.id.desc()).limit(1)) or ""


def untaped(session: Session, queues: Collection[str], since: datetime, until: datetime) -> list[QueueEntry]:
    """Conversations in these queues that began between the two times and are still going on."""
    query = select(QueueEntry).where(
        QueueEntry.queue.in_(queues),
        QueueEntry.state == "talking",
        QueueEntry.answered_at.between(since, until),
    )
    return list(session.scalars(query))
