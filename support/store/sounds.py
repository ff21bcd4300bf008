"""Recordings as people look for them: lists with filters, the words heard, who was on the call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session

from support.store import search
from support.store.agents import Agent
from support.store.calls import Call
from support.store.queues import Offer, QueueEntry
from support.store.recordings import LegalHold, Recording, RecordingLine
from support.store.tickets import Ticket

KEPT = ("fetched", "checked", "processed", "transcribed", "filed")


@dataclass(frozen=True)
class Wanted:
    """`words` are looked for in transcripts. `agent_id`: only what this agent may hear. `number`: E.164."""

    kind: str = ""
    state: str = ""  # kept, coming, failed, absent, deleted, or "" for all but the last two
    queue: str = ""
    words: str = ""
    number: str = ""
    agent_id: int | None = None
    user_id: int | None = None
    before_id: int | None = None
    limit: int = 50


STATES: dict[str, tuple[str, ...]] = {
    "": ("expected", "announced", "failed", *KEPT),
    "kept": KEPT,
    "coming": ("expected", "announced"),
    "failed": ("failed",),
    "absent": ("absent",),
    "deleted": ("deleted",),
}


def listing(session: Session, wanted: Wanted) -> list[tuple[Recording, Call, int | None]]:
    """Newest first: each with its call and the number of its ticket."""
    query = (
        select(Recording, Call, Ticket.number)
        .join(Call, Call.id == Recording.call_id)
        .outerjoin(Ticket, Ticket.id == Recording.ticket_id)
        .where(Recording.state.in_(STATES[wanted.state]))
        .order_by(Recording.id.desc())
        .limit(wanted.limit)
    )
    for column, value in ((Recording.kind, wanted.kind), (Recording.queue, wanted.queue)):
        if value:
            query = query.where(column == value)
    if wanted.number:
        query = query.where(Call.caller == wanted.number)
    if wanted.words:
        query = query.where(Recording.id.in_(search.matching(session, "recording", wanted.words)))
    if wanted.before_id:
        query = query.where(Recording.id < wanted.before_id)
    if wanted.agent_id is not None:
        query = query.where(
            or_(
                Recording.kind != "call",
                Recording.call_id.in_(_calls_of(wanted.agent_id)),
                Ticket.assignee_id == wanted.user_id,
            )
        )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def counts(session: Session) -> dict[str, int]:
    query = select(Recording.state, func.count()).group_by(Recording.state)
    return {row[0]: row[1] for row in session.execute(query)}


def _calls_of(agent_id: int) -> Select[int]:
    """The calls on which this agent talked."""
    query = select(QueueEntry.call_id).join(Offer, Offer.entry_id == QueueEntry.id)
    return query.where(Offer.agent_id == agent_id, Offer.accepted_at.is_not(None))


def was_on(session: Session, user_id: int, call_id: int) -> bool:
    """Whether this person talked on the call."""
    query = (
        select(Offer.id)
        .join(QueueEntry, QueueEntry.id == Offer.entry_id)
        .join(Agent, Agent.id == Offer.agent_id)
        .where(QueueEntry.call_id == call_id, Agent.user_id == user_id, Offer.accepted_at.is_not(None))
    )
    return session.scalars(query.limit(1)).first() is not None


def has_ticket_with(session: Session, user_id: int, recording: Recording) -> bool:
    """Whether the recording, or its call, belongs to a ticket of this person's."""
    mine = or_(Ticket.id == recording.ticket_id, Ticket.call_id == recording.call_id)
    return bool(session.scalar(select(exists().where(mine, Ticket.assignee_id == user_id))))


def lines(session: Session, recording_ids: Sequence[int]) -> list[RecordingLine]:
    """In the order in which they were said."""
    query = select(RecordingLine).where(RecordingLine.recording_id.in_(recording_ids))
    return list(session.scalars(query.order_by(RecordingLine.start_ms, RecordingLine.id)))


def of_call(session: Session, call_id: int) -> list[Recording]:
    return list(session.scalars(select(Recording).where(Recording.call_id == call_id).order_by(Recording.id)))


def holds(session: Session, kind: str, ref: str) -> list[LegalHold]:
    query = select(LegalHold).where(
        LegalHold.kind == kind, LegalHold.ref == ref, LegalHold.released_at.is_(None)
    )
    return list(session.scalars(query.order_by(LegalHold.id)))


def names(session: Session) -> list[tuple[int, str]]:
    rows = session.execute(select(Recording.id, Recording.path, Recording.copy_path).order_by(Recording.id))
    return [(row[0], name) for row in rows for name in (row[1], row[2]) if name]


def held(session: Session, recording_id: int) -> Recording | None:
    """Locked to the end of the transaction, as it is now."""
    return session.get(Recording, recording_id, with_for_update=True, populate_existing=True)
