"""What was said: the transcript of a call, and the answers to questions that people may learn from.

Words are personal data: they are here and in no log. Utterances that were not understood wait for somebody
who labels them; labelled ones are examples from the next version of their flow on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store.base import Base
from support.store.queues import _changed_one

LONGEST = 2000
NOT_AN_INTENT = "oos"  # a label: nothing that this flow can do


class TranscriptLine(Base):
    """What one party said without a longer pause. Grows until it is `final`."""

    __tablename__ = "transcript_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    party: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
    final: Mapped[bool] = mapped_column(default=False)


class Utterance(Base):
    """One answer in words to a question. `result`: matched, unsure, corrected, rejected, command.

    `intent` and `score` are the best guess. `label`: what a person says it means; "" until somebody did.
    """

    __tablename__ = "utterances"
    __table_args__ = (Index("ix_utterances_flow_result", "flow", "result", "label"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    flow: Mapped[str] = mapped_column(String(64))
    step: Mapped[str] = mapped_column(String(140))
    language: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float]
    intent: Mapped[str] = mapped_column(String(64), default="")
    score: Mapped[float] = mapped_column(default=0.0)
    result: Mapped[str] = mapped_column(String(10))
    seq: Mapped[int]  # the question that was answered
    at: Mapped[datetime]
    label: Mapped[str] = mapped_column(String(64), default="")
    labelled_by: Mapped[str] = mapped_column(String(120), default="")
    labelled_at: Mapped[datetime | None]


class IntentModel(Base):
    """The classifier of one version of a flow in one language, as `speech.intents` writes it."""

    __tablename__ = "intent_models"

    version_id: Mapped[int] = mapped_column(ForeignKey("flow_versions.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


def add_line(
    session: Session, call_id: int, party: str, text: str, now: datetime, *, final: bool
) -> TranscriptLine:
    line = TranscriptLine(call_id=call_id, party=party, at=now, text=text[:LONGEST], final=final)
    session.add(line)
    session.flush()
    return line


def grow_line(session: Session, line_id: int, text: str, *, final: bool) -> None:
    query = update(TranscriptLine).where(TranscriptLine.id == line_id, TranscriptLine.final.is_(False))
    session.execute(query.values(text=text[:LONGEST], final=final))


def drop_line(session: Session, line_id: int) -> None:
    """What began like words was nothing."""
    line = session.get(TranscriptLine, line_id)
    if line and not line.final:
        session.delete(line)


def lines(session: Session, call_id: int, limit: int = 500) -> list[TranscriptLine]:
    """The last ones, oldest first."""
    query = select(TranscriptLine).where(TranscriptLine.call_id == call_id).order_by(TranscriptLine.id.desc())
    return list(reversed(list(session.scalars(query.limit(limit)))))


def utterances(
    session: Session,
    flow: str = "",
    results: Sequence[str] = (),
    *,
    labelled: bool | None = None,
    limit: int = 100,
) -> list[Utterance]:
    """Newest first. `labelled`: only those with a label, only those without, or all (None)."""
    query = select(Utterance).order_by(Utterance.id.desc()).limit(limit)
    if flow:
        query = query.where(Utterance.flow == flow)
    if results:
        query = query.where(Utterance.result.in_(results))
    if labelled is not None:
        query = query.where(Utterance.label != "" if labelled else Utterance.label == "")
    return list(session.scalars(query))


def unlabelled(session: Session, results: Sequence[str]) -> dict[str, int]:
    """How many wait for a label, by flow."""
    query = (
        select(Utterance.flow, func.count())
        .where(Utterance.label == "", Utterance.result.in_(results))
        .group_by(Utterance.flow)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def examples_since(session: Session, flow: str, since: datetime) -> int:
    """How many became examples of an intent after that time."""
    query = select(func.count()).where(
        Utterance.flow == flow, Utterance.label.not_in(("", NOT_AN_INTENT)), Utterance.labelled_at > since
    )
    return session.scalar(query) or 0


def label(session: Session, utterance_id: int, label: str, by: str, now: datetime | None) -> bool:
    """Says what it means; "" takes that back. False when there is no such utterance."""
    query = update(Utterance).where(Utterance.id == utterance_id)
    return _changed_one(session, query.values(label=label, labelled_by=by, labelled_at=now))


def utterance(session: Session, utterance_id: int) -> Utterance | None:
    return session.get(Utterance, utterance_id)


def correct_last(session: Session, call_id: int) -> None:
    """The caller said that the last guess was wrong."""
    last = session.scalar(select(func.max(Utterance.id)).where(Utterance.call_id == call_id))
    session.execute(update(Utterance).where(Utterance.id == last).values(result="corrected"))


def model(session: Session, version_id: int, language: str) -> bytes | None:
    query = select(IntentModel.data).where(
        IntentModel.version_id == version_id, IntentModel.language == language
    )
    return session.scalar(query)


def keep_model(session: Session, version_id: int, language: str, data: bytes) -> None:
    session.add(IntentModel(version_id=version_id, language=language, data=data))
