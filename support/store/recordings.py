"""Recordings, from the row that exists before the sound to the line that says it was deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store.base import Base


class Recording(Base):
    """A caller's message, or a call's sound. `kind`: voicemail, call, comment (spoken in a survey).

    `state`: expected (the row is before the sound), announced (it is at the phone company), then the last
    stage that is done: fetched, checked, processed, transcribed, filed; or absent (nothing was said),
    failed (given up at `stage`; `error` says why), deleted. `stage`: the one that comes next, or "".
    `path` and `copy_path` are names in the storage, chosen by us; "" when there is no such sound.
    """

    __tablename__ = "recordings"
    __table_args__ = (Index("ix_recordings_expires", "expires_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), default="voicemail")
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    seq: Mapped[int]  # the engine's question that this recording answers; of a call: below RESCUED
    queue: Mapped[str] = mapped_column(String(64), default="")  # whose retention holds
    language: Mapped[str] = mapped_column(String(12), default="")
    sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    url: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[str] = mapped_column(String(12), default="expected", index=True)
    stage: Mapped[str] = mapped_column(String(12), default="")
    attempts: Mapped[int] = mapped_column(default=0)  # of the stage
    path: Mapped[str] = mapped_column(String(200), default="")
    copy_path: Mapped[str] = mapped_column(String(200), default="")  # MP3 or Opus, where ffmpeg is installed
    channels: Mapped[int] = mapped_column(default=1)  # 2: the caller in the first, the agent in the second
    seconds: Mapped[int | None]
    size: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(String(64), default="")
    peaks: Mapped[list[Any]] = mapped_column(default=list)  # per channel: 0 to 100, evenly over the length
    error: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]  # when the phone company was last asked where it is
    filed_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]  # None: kept until somebody deletes it
    removed_at: Mapped[datetime | None]  # the phone company's copy
    deleted_at: Mapped[datetime | None]


class RecordingLine(Base):
    """Words heard in a recording. `channel` counts from 0; times from the start of the kept sound."""

    __tablename__ = "recording_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recordings.id"), index=True)
    channel: Mapped[int]
    start_ms: Mapped[int]
    end_ms: Mapped[int]
    text: Mapped[str] = mapped_column(Text)


class LegalHold(Base):
    """Nothing of this is deleted until it is released. `kind`: number, recording, ticket; `ref`: which."""

    __tablename__ = "legal_holds"
    __table_args__ = (Index("ix_legal_holds_kind_ref", "kind", "ref"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    ref: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(300))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    released_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    released_at: Mapped[datetime | None]


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
