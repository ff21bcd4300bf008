"""Agents: who takes calls, from which queues, and their presence. Users who sign in, and what they did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from support.store.base import Base
from support.store.queues import _changed_one


class User(Base):
    """Somebody who signs in. `role`: agent, supervisor or admin, each with the rights of those before."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(12))
    password: Mapped[str] = mapped_column(String(200))  # argon2
    language: Mapped[str] = mapped_column(String(12), default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class Agent(Base):
    """A user who takes calls. `identity` is the name of their browser phone."""

    __tablename__ = "agents"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    identity: Mapped[str] = mapped_column(String(121), unique=True)
    team: Mapped[str] = mapped_column(String(64), default="")
    endpoint: Mapped[str] = mapped_column(String(200), default="")  # "" browser; sip:…; +E.164 number
    presence: Mapped[str] = mapped_column(String(12), default="offline", index=True)
    reason: Mapped[str] = mapped_column(String(40), default="")
    presence_since: Mapped[datetime]
    idle_since: Mapped[datetime]  # longest idle is served first
    last_offered_at: Mapped[datetime | None]  # for round robin
    last_seen_at: Mapped[datetime | None]  # the desk's last sign of life
    wrap_up_until: Mapped[datetime | None]


class AgentQueue(Base):
    __tablename__ = "agent_queues"

    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    queue: Mapped[str] = mapped_column(ForeignKey("queues.name"), primary_key=True)
    rank: Mapped[int] = mapped_column(default=1)  # 1 is asked first; 2 when no 1 is free, …


class AgentSkill(Base):
    __tablename__ = "agent_skills"

    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    skill: Mapped[str] = mapped_column(String(64), primary_key=True)
    level: Mapped[int] = mapped_column(default=1)  # 1 to 10, higher is better


class PresenceChange(Base):
    """One change of an agent's presence; appended, never changed."""

    __tablename__ = "presence_changes"
    __table_args__ = (Index("ix_presence_changes_agent_at", "agent_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    at: Mapped[datetime] = mapped_column(index=True)
    presence: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(40), default="")


class TeamChange(Base):
    """An agent came into another team, for figures of before and after; appended, never changed."""

    __tablename__ = "team_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agents.id"), index=True)
    at: Mapped[datetime]
    before: Mapped[str] = mapped_column(String(64))
    team: Mapped[str] = mapped_column(String(64))


class Audit(Base):
    """What people did, for those who must know later."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    action: Mapped[str] = mapped_column(String(60))
    object: Mapped[str] = mapped_column(String(120), default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)


def user(session: Session, user_id: int) -> User | None:
    return session.get(User, user_id)


def user_by_login(session: Session, login: str) -> User | None:
    return session.scalars(select(User).where(User.login == login.strip().lower())).first()


def users(session: Session) -> list[User]:
    return list(session.scalars(select(User).order_by(User.name)))


def agent(session: Session, agent_id: int) -> Agent | None:
    return session.get(Agent, agent_id)


def agent_of_user(session: Session, user_id: int) -> Agent | None:
    return session.scalars(select(Agent).where(Agent.user_id == user_id)).first()


def agents(session: Session) -> list[Agent]:
    return list(session.scalars(select(Agent).order_by(Agent.name)))


def queues_of_agents(session: Session) -> dict[int, dict[str, int]]:
    """Agent id to {queue: rank}."""
    found: dict[int, dict[str, int]] = {}
    for agent_id, queue, rank in session.execute(
        select(AgentQueue.agent_id, AgentQueue.queue, AgentQueue.rank)
    ):
        found.setdefault(agent_id, {})[queue] = rank
    return found


def presences(session: Session) -> dict[tuple[str, str], int]:
    """(queue, presence) to the number of agents who serve it and are so."""
    query = (
        select(AgentQueue.queue, Agent.presence, func.count())
        .join(Agent, Agent.id == AgentQueue.agent_id)
        .group_by(AgentQueue.queue, Agent.presence)
    )
    return {(row[0], row[1]): row[2] for row in session.execute(query)}


def staffing(session: Session) -> dict[str, int]:
    """Queue to the number of agents who serve it now: available, ringing, talking or in wrap-up."""
    query = (
        select(AgentQueue.queue, func.count())
        .join(Agent, Agent.id == AgentQueue.agent_id)
        .where(Agent.presence.in_(("available", "reserved", "on_call", "wrap_up")))
        .group_by(AgentQueue.queue)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def change_presence(
    session: Session,
    agent_id: int,
    before: tuple[str, ...],
    after: str,
    at: datetime,
    reason: str = "",
    **also: Any,
) -> bool:
    """Atomic: only from one of `before`; True for the one who changed it."""
    query = (
        update(Agent)
        .where(Agent.id == agent_id, Agent.presence.in_(before))
        .values(presence=after, presence_since=at, reason=reason, **also)
    )
    changed = _changed_one(session, query)
    if changed:
        session.add(PresenceChange(agent_id=agent_id, at=at, presence=after, reason=reason))
    return changed


def overdue_wrap_ups(session: Session, now: datetime) -> list[Agent]:
    return list(session.scalars(select(Agent).where(Agent.presence == "wrap_up", Agent.wrap_up_until <= now)))


def vanished(session: Session, since: datetime) -> list[Agent]:
    """Agents offered calls, or who could be, whose telephone is the browser and has been silent since then.

    Who has a telephone of their own may close the page.
    """
    query = select(Agent).where(
        Agent.presence.in_(("available", "reserved")), Agent.endpoint == "", Agent.last_seen_at < since
    )
    return list(session.scalars(query.order_by(Agent.id)))


def audit_trail(session: Session, limit: int = 100) -> list[Audit]:
    return list(session.scalars(select(Audit).order_by(Audit.id.desc()).limit(limit)))
