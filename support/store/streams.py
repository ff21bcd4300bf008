"""Media streams: the sound of one leg of a call on its way to an ear, and how that went.

A leg has one stream at a time; `attempt` counts them, because a dropped one is started anew. Whether the
caller of a call can be heard now stands on the call itself (`Call.ears`), where every reply looks.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, case, exists, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store.base import Base
from support.store.calls import Call
from support.store.queues import QueueEntry, _changed_one
from support.store.tapes import Tape

CALLER, AGENT = "caller", "agent"
SILENCED = "silenced"
LOOKED_BACK = timedelta(minutes=10)  # for a stream that was stopped; so long nobody may be there to look


class MediaStream(Base):
    """`state`: asked, live, then ended (with the call), lost (dropped), failed (never came) or replaced."""

    __tablename__ = "media_streams"
    __table_args__ = (
        UniqueConstraint("leg_sid", "attempt"),
        Index("ix_media_streams_state_ended", "state", "ended_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    leg_sid: Mapped[str] = mapped_column(String(64))
    attempt: Mapped[int]
    party: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(10), default="asked")
    why: Mapped[str] = mapped_column(String(40), default="")
    stream_sid: Mapped[str] = mapped_column(String(64), default="")
    asked_at: Mapped[datetime]
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    speaking_seq: Mapped[int] = mapped_column(default=-1)  # the question that somebody is answering in words
    speaking_at: Mapped[datetime | None]
    open_seq: Mapped[int] = mapped_column(
        default=-1
    )  # the question whose prompt, not to be interrupted, is over


class Listened(NamedTuple):
    """A call as an ear follows it. `asked` is the number of the question it is at, `line` where it waits.

    `line` is `SILENCED` while its recording is paused: what is said then is nobody's to keep.
    """

    call_id: int
    sid: str
    asked: int
    ended_at: datetime | None
    open_seq: int
    line: str | None


class Asked(NamedTuple):
    """The question of a call: the last reply, the version of the flow that asks it, and the step."""

    version_id: int
    language: str
    reply: list[Any]
    state: dict[str, Any]


def ask(session: Session, call_id: int, leg_sid: str, party: str, attempt: int, now: datetime) -> MediaStream:
    stream = MediaStream(call_id=call_id, leg_sid=leg_sid, party=party, attempt=attempt, asked_at=now)
    session.add(stream)
    session.flush()
    return stream


def find(session: Session, leg_sid: str, attempt: int) -> MediaStream | None:
    query = select(MediaStream).where(MediaStream.leg_sid == leg_sid, MediaStream.attempt == attempt)
    return session.scalars(query.execution_options(populate_existing=True)).first()


def of_leg(session: Session, leg_sid: str) -> list[MediaStream]:
    """Every stream there was for this leg, oldest first."""
    query = select(MediaStream).where(MediaStream.leg_sid == leg_sid).order_by(MediaStream.attempt)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def move(session: Session, stream_id: int, before: Collection[str], state: str, **values: Any) -> bool:
    """True when it was in one of these states; only one of two who try at once is told so."""
    query = update(MediaStream).where(MediaStream.id == stream_id, MediaStream.state.in_(before))
    return _changed_one(session, query.values(state=state, **values))


def speaking(session: Session, stream_id: int, seq: int, now: datetime) -> None:
    query = update(MediaStream).where(MediaStream.id == stream_id)
    session.execute(query.values(speaking_seq=seq, speaking_at=now))


def speaks_since(session: Session, leg_sid: str, seq: int) -> datetime | None:
    """Since when somebody answers this question in words, if they do."""
    query = select(MediaStream.speaking_at).where(
        MediaStream.leg_sid == leg_sid, MediaStream.state == "live", MediaStream.speaking_seq == seq
    )
    return session.scalar(query)


def open_question(session: Session, leg_sid: str, seq: int) -> None:
    """The prompt of this question is over: words count from now on."""
    # Of every stream: the one that hears may be on its way still.
    session.execute(update(MediaStream).where(MediaStream.leg_sid == leg_sid).values(open_seq=seq))


def listened(session: Session, stream_ids: Collection[int]) -> dict[int, Listened]:
    """The calls of those of these streams that count still, by stream.

    One small query, because ears ask it several times a second.
    """
    silenced = exists().where(Tape.call_id == Call.id, Tape.closed_at.is_(None), Tape.pauses != "")
    query = (
        select(
            MediaStream.id,
            Call.id,
            Call.sid,
            Call.asked,
            Call.ended_at,
            MediaStream.open_seq,
            case((silenced, SILENCED), else_=QueueEntry.state),
        )
        .join(Call, Call.id == MediaStream.call_id)
        .outerjoin(QueueEntry, (QueueEntry.call_id == Call.id) & QueueEntry.left_at.is_(None))
        .where(MediaStream.id.in_(stream_ids), MediaStream.state == "live")
    )
    return {row[0]: Listened(*row[1:]) for row in session.execute(query)}


def asked(session: Session, call_id: int) -> Asked | None:
    query = select(Call.version_id, Call.language, Call.reply, Call.state).where(Call.id == call_id)
    row = session.execute(query).first()
    return Asked(*row) if row else None


def overdue(session: Session, before: datetime) -> list[MediaStream]:
    """Streams that were asked for and never came."""
    query = select(MediaStream).where(MediaStream.state == "asked", MediaStream.asked_at < before)
    return list(session.scalars(query.limit(50)))


def told_over(session: Session, stream_id: int, now: datetime) -> None:
    """The phone company says that it is over; whoever serves it says so too, or is gone."""
    query = update(MediaStream).where(MediaStream.id == stream_id, MediaStream.state == "live")
    session.execute(query.where(MediaStream.ended_at.is_(None)).values(ended_at=now))


def unheard(session: Session, before: datetime) -> list[MediaStream]:
    """Streams that were over before then, of calls that go on and count as heard."""
    over = select(MediaStream).join(Call, Call.id == MediaStream.call_id)
    over = over.where(MediaStream.ended_at < before, Call.ended_at.is_(None)).limit(50)
    orphaned = over.where(MediaStream.state == "live")
    stopped = over.where(MediaStream.state == "ended", MediaStream.party == CALLER, Call.ears == "live")
    # Those of long ago were dealt with, or their calls are over: they are not gone through each time.
    stopped = stopped.where(MediaStream.ended_at > before - LOOKED_BACK)
    return [*session.scalars(orphaned), *session.scalars(stopped)]
