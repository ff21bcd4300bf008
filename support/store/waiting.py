"""What an estimate of a wait is made of: how long conversations took, who serves a queue. Only queries."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, literal, select, union_all
from sqlalchemy.orm import Session

from support.store.agents import Agent, AgentQueue
from support.store.queues import Offer, QueueEntry

SERVING = ("available", "reserved", "on_call", "wrap_up")


def handling_s(session: Session, queues: Collection[str], last: int = 50) -> dict[str, list[float]]:
    """Seconds from answer to the end of wrap-up of the last conversations of each queue; "" is all."""
    found: dict[str, list[float]] = {queue: [] for queue in queues}
    each = [select(_last(queue, last).subquery()) for queue in queues]
    for queue, accepted, wrapped, closed in session.execute(union_all(*each)) if each else ():
        if accepted and (end := wrapped or closed):
            found[queue].append((end - accepted).total_seconds())
    return found


def _last(queue: str, last: int) -> Select[*tuple[Any, ...]]:
    query = (
        select(literal(queue).label("of"), Offer.accepted_at, Offer.wrapped_at, Offer.closed_at)
        .join(QueueEntry, QueueEntry.id == Offer.entry_id)
        .where(Offer.state == "done", Offer.role == "lead", QueueEntry.answered_at.is_not(None))
        .limit(last)
    )
    if not queue:
        return query.order_by(Offer.id.desc())
    # By the queue's own index: from all offers, those of a quiet queue are a long way back.
    return query.where(QueueEntry.queue == queue).order_by(QueueEntry.answered_at.desc(), Offer.id.desc())


def serving(session: Session, queues: Collection[str]) -> dict[int, tuple[str, set[str]]]:
    """Agents at work who serve any of these queues: id to their presence and all the queues they serve."""
    members = select(AgentQueue.agent_id).where(AgentQueue.queue.in_(queues))
    query = (
        select(Agent.id, Agent.presence, AgentQueue.queue)
        .join(AgentQueue, AgentQueue.agent_id == Agent.id)
        .where(Agent.id.in_(members), Agent.presence.in_(SERVING))
    )
    found: dict[int, tuple[str, set[str]]] = {}
    for agent_id, presence, served in session.execute(query):
        found.setdefault(agent_id, (presence, set()))[1].add(served)
    return found
