"""What an estimate of a wait is made of: how long conversations took, who serves a queue. Only queries."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from support.store.agents import Agent, AgentQueue
from support.store.queues import Offer, QueueEntry

SERVING = ("available", "reserved", "on_call", "wrap_up")


def handling_s(session: Session, queue: str = "", last: int = 50) -> list[float]:
    """Seconds from answer to the end of wrap-up of the last conversations of a queue, or of all."""
    query = (
        select(Offer.accepted_at, Offer.wrapped_at, Offer.closed_at)
        .join(QueueEntry, QueueEntry.id == Offer.entry_id)
        .where(Offer.state == "done", Offer.role == "lead", QueueEntry.answered_at.is_not(None))
        .limit(last)
    )
    # A queue's own, by its index: from all offers, those of a quiet queue are a long way back.
    newest = query.where(QueueEntry.queue == queue).order_by(QueueEntry.answered_at.desc(), Offer.id.desc())
    rows = session.execute(newest if queue else query.order_by(Offer.id.desc()))
    return [
        (end - accepted).total_seconds()
        for accepted, wrapped, closed in rows
        if accepted and (end := wrapped or closed)
    ]


def serving(session: Session, queue: str) -> dict[int, tuple[str, set[str]]]:
    """Agents at work who serve a queue: id to their presence and all the queues they serve."""
    members = select(AgentQueue.agent_id).where(AgentQueue.queue == queue)
    query = (
        select(Agent.id, Agent.presence, AgentQueue.queue)
        .join(AgentQueue, AgentQueue.agent_id == Agent.id)
        .where(Agent.id.in_(members), Agent.presence.in_(SERVING))
    )
    found: dict[int, tuple[str, set[str]]] = {}
    for agent_id, presence, served in session.execute(query):
        found.setdefault(agent_id, (presence, set()))[1].add(served)
    return found
