"""Recordings, from the row that exists before the sound to the line that says it was deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ForeignKey, Index, String, Text, delete, func, insert, or_, select, union_all
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store.base import Base
from support.store.jobs import Job
from support.store.orders import Order
from support.store.tapes import Tape

WRITERS = ("fetch_recording", "process_recording")  # orders whose `name` and `copy` are about to be written
COPIES = (".ogg", ".mp3")  # what a `copy` may end in


class Recording(Base):
    """A caller's message, or a call's sound. `kind`: voicemail, call, comment (spoken in a survey).

    `state`: expected (the row is before the sound), announced (it is at the phone company), then the last
    stage that is done: fetched, checked, processed, transcribed, filed; or absent (nothing was said),
    failed (given up at `stage`; `error` says why), deleted. `stage`: the one that comes next (fetch, check,
    process, transcribe, file, remove), or "". Until it is done, an order for it is due.
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
    note: Mapped[str] = mapped_column(String(300), default="")  # what was left out, and why
    speech_ms: Mapped[int] = mapped_column(default=0)  # how long somebody talks in it
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


class LineLike(Protocol):
    """Words as they were heard."""

    @property
    def channel(self) -> int: ...
    @property
    def start_ms(self) -> int: ...
    @property
    def end_ms(self) -> int: ...
    @property
    def text(self) -> str: ...


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


def locked(session: Session, recording_id: int) -> Recording | None:
    """As it is now, kept from others until this transaction ends."""
    return session.get(Recording, recording_id, with_for_update=True, populate_existing=True)


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


def awaited_of_call(session: Session, call_id: int) -> Recording | None:
    """The oldest message of a call whose sound was never announced, or was said to be absent. Locked."""
    query = select(Recording).where(
        Recording.call_id == call_id, Recording.sid.is_(None), Recording.state.in_(("expected", "absent"))
    )
    return session.scalars(query.order_by(Recording.id).limit(1).with_for_update()).first()


def lowest_seq(session: Session, call_id: int) -> int:
    """0 when there is none below."""
    found = session.scalar(select(func.min(Recording.seq)).where(Recording.call_id == call_id))
    return min(found or 0, 0)


def known_sids(session: Session, sids: Collection[str]) -> set[str]:
    """Those of which we have heard: of a recording, or of a conversation that is being recorded."""
    query = union_all(
        select(Recording.sid).where(Recording.sid.in_(sids)), select(Tape.sid).where(Tape.sid.in_(sids))
    )
    return {sid for sid in session.scalars(query) if sid}


def lines(session: Session, recording_id: int) -> list[RecordingLine]:
    query = select(RecordingLine).where(RecordingLine.recording_id == recording_id)
    return list(session.scalars(query.order_by(RecordingLine.start_ms, RecordingLine.id)))


def replace_lines(session: Session, recording_id: int, heard: Iterable[LineLike]) -> None:
    """These are its words from now on."""
    session.execute(delete(RecordingLine).where(RecordingLine.recording_id == recording_id))
    rows = [
        {
            "recording_id": recording_id, "channel": line.channel, "start_ms": line.start_ms,
            "end_ms": line.end_ms, "text": line.text,
        }
        for line in heard
    ]  # fmt: skip
    if rows:
        session.execute(insert(RecordingLine), rows)


def names_in_use(session: Session) -> set[str]:
    """Of every sound that a row speaks of, or that an order is about to write; of jobs' files too."""
    rows = session.execute(select(Recording.path, Recording.copy_path))
    due = select(Order.payload).where(Order.state == "due", Order.kind.in_(WRITERS))
    coming = {name for payload in session.scalars(due) for name in names_of(payload)}
    files = set(session.scalars(select(Job.path).where(Job.path != "")))
    return {name for row in rows for name in row if name} | coming | files


def names_of(payload: Mapping[str, Any]) -> list[str]:
    """The names under which an order may have left sounds."""
    copies = [f"{payload['copy']}{suffix}" for suffix in COPIES] if "copy" in payload else []
    return [*([str(payload["name"])] if "name" in payload else []), *copies]
