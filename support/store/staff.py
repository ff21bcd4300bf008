"""What agents serve and can do: their rows of queues and skills, read and replaced as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from support.store.agents import Agent, AgentQueue, AgentSkill, TeamChange
from support.store.calls import Call
from support.store.queues import Offer, QueueEntry


def skills(session: Session) -> dict[int, dict[str, int]]:
    """Agent id to {skill: level}."""
    found: dict[int, dict[str, int]] = {}
    for row in session.scalars(select(AgentSkill).order_by(AgentSkill.skill)):
        found.setdefault(row.agent_id, {})[row.skill] = row.level
    return found


def callers(session: Session) -> dict[int, str]:
    """Agent id to the number of the call that rings at them or that they have."""
    query = (
        select(Offer.agent_id, Call.caller)
        .join(QueueEntry, QueueEntry.id == Offer.entry_id)
        .join(Call, Call.id == QueueEntry.call_id)
        .where(Offer.closed_at.is_(None))
    )
    return {row[0]: row[1] for row in session.execute(query)}


def move_to_team(session: Session, agent: Agent, team: str, now: datetime) -> None:
    """From now on; what was before stays where it was."""
    session.add(TeamChange(agent_id=agent.id, at=now, before=agent.team, team=team))
    agent.team = team
    session.flush()


def teams(session: Session) -> list[str]:
    """Those that somebody is in."""
    return sorted(session.scalars(select(Agent.team).where(Agent.team != "").distinct()))


def replace_queues(session: Session, agent_id: int, ranks: Mapping[str, int]) -> None:
    session.execute(delete(AgentQueue).where(AgentQueue.agent_id == agent_id))
    session.add_all(AgentQueue(agent_id=agent_id, queue=queue, rank=rank) for queue, rank in ranks.items())
    session.flush()


def replace_skills(session: Session, agent_id: int, levels: Mapping[str, int]) -> None:
    session.execute(delete(AgentSkill).where(AgentSkill.agent_id == agent_id))
    session.add_all(
        AgentSkill(agent_id=agent_id, skill=skill, level=level) for skill, level in levels.items()
    )
    session.flush()
