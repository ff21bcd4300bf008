"""Whom a call can be given to: the choice that an agent has, and what they chose, found and checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flows.values import words_in
from support.errors import Refused
from support.rules import numbers
from support.store import agents as agent_store
from support.store import calls as call_store
from support.store import flows as flow_store
from support.store import queues as queue_store
from support.store.agents import Agent
from support.store.base import Session
from support.store.queues import QueueEntry

TargetKind = Literal["agent", "queue", "number"]


@dataclass(frozen=True)
class Target:
    """Where a call is to go. `value`: an agent's id, a queue's name, or a number in E.164."""

    kind: TargetKind
    value: str


@dataclass(frozen=True)
class AgentTarget:
    agent_id: int
    name: str
    presence: str
    reason: str
    queues: tuple[str, ...]


@dataclass(frozen=True)
class QueueTarget:
    name: str
    title: str
    waiting: int
    free: int


@dataclass(frozen=True)
class Targets:
    """Whom a call can be given to; those who are free first."""

    agents: tuple[AgentTarget, ...]
    queues: tuple[QueueTarget, ...]


def targets(session: Session, agent_id: int, _now: datetime) -> Targets:
    """Everybody else who has a telephone, and every queue."""
    served = agent_store.queues_of_agents(session)
    others = [each for each in agent_store.agents(session) if each.id != agent_id]
    free = [each.id for each in others if each.presence == "available"]
    agents = tuple(
        AgentTarget(each.id, each.name, each.presence, each.reason, tuple(sorted(served.get(each.id, {}))))
        for each in sorted(others, key=lambda each: (each.presence != "available", each.name))
    )
    lengths = queue_store.lengths(session)
    rows = tuple(
        QueueTarget(
            row.name,
            words_in(row.title, ""),
            lengths.get(row.name, 0),
            sum(row.name in served.get(each, {}) for each in free),
        )
        for row in queue_store.all_queues(session)
    )
    return Targets(agents, rows)


def number_of(session: Session, entry: QueueEntry, raw: str) -> str:
    """A number that we may ring, in E.164: one in a country in which we have numbers ourselves."""
    found = numbers.e164(raw.replace(" ", "").replace("-", ""))
    call = call_store.by_id(session, entry.call_id)
    ours = {*flow_store.numbers(session), call.called if call else ""}
    if not found:
        raise Refused("give the number with + and its country, as in +5511988887777")
    if not numbers.allowed(found, numbers.countries(ours)):
        raise Refused("calls to this number are not allowed")
    return found


def free_agent(session: Session, agent_id: int, value: str) -> Agent:
    other = agent_store.agent(session, int(value)) if value.isascii() and value.isdigit() else None
    if other is None or other.id == agent_id:
        raise Refused("there is no such agent")
    if other.presence != "available":
        raise Refused("%(name)s is not free", name=other.name)
    return other


def best_of(session: Session, agent_id: int, queue: str) -> Agent:
    """The first to be asked of those who serve a queue and are free: by rank, then the longest idle."""
    served = agent_store.queues_of_agents(session)
    free = [
        each
        for each in agent_store.agents(session)
        if each.id != agent_id and each.presence == "available" and queue in served.get(each.id, {})
    ]
    if not free:
        raise Refused("nobody in this queue is free")
    return min(free, key=lambda each: (served[each.id][queue], each.idle_since, each.id))
