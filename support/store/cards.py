"""What an agent's page reads across tables: who talked with a customer before, what this agent handled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from support.store.agents import Agent
from support.store.callbacks import Callback
from support.store.queues import Offer, QueueEntry
from support.store.transcripts import Utterance


def handlers(session: Session, call_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Call id to (name of the agent who talked last in it, disposition)."""
    query = (
        select(QueueEntry.call_id, Agent.name, Offer.disposition)
        .join(Offer, Offer.entry_id == QueueEntry.id)
        .join(Agent, Agent.id == Offer.agent_id)
        .where(QueueEntry.call_id.in_(call_ids), Offer.accepted_at.is_not(None))
        .order_by(Offer.id)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def answers(session: Session, call_id: int) -> list[Utterance]:
    """What the caller answered in words, in order."""
    return list(session.scalars(select(Utterance).where(Utterance.call_id == call_id).order_by(Utterance.id)))


def open_callback(session: Session, number: str) -> Callback | None:
    """The oldest promise to this number that is still open, whatever its queue; not locked."""
    query = select(Callback).where(Callback.number == number, Callback.closed_at.is_(None))
    return session.scalars(query.order_by(Callback.first_entered_at).limit(1)).first()


def last_handled(session: Session, agent_id: int) -> Offer | None:
    """The agent's last conversation that is over."""
    query = select(Offer).where(
        Offer.agent_id == agent_id, Offer.accepted_at.is_not(None), Offer.closed_at.is_not(None)
    )
    return session.scalars(query.order_by(Offer.closed_at.desc(), Offer.id.desc()).limit(1)).first()


def handled_since(session: Session, agent_id: int, since: datetime) -> list[tuple[datetime, datetime]]:
    """(answered, work done) of the agent's conversations that ended since then."""
    query = select(Offer.accepted_at, Offer.wrapped_at, Offer.closed_at).where(
        Offer.agent_id == agent_id, Offer.accepted_at.is_not(None), Offer.closed_at >= since
    )
    return [
        (accepted, wrapped or closed)
        for accepted, wrapped, closed in session.execute(query)
        if accepted and closed
    ]
