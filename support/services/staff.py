"""The people who take calls as admins see them: ranked queues, skills with levels, telephone, in or out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from support.errors import NotFound, Refused
from support.rules import staff as rules
from support.rules.staff import Profile
from support.services import lines, people
from support.store import agents as agent_store
from support.store import flows as flow_store
from support.store import queues as queue_store
from support.store import staff as store
from support.store.agents import Agent, User
from support.store.base import Session, announce

BUSY = ("reserved", "on_call")


@dataclass(frozen=True)
class StaffLine:
    """Somebody who signs in. `agent_id` is None for an account from before telephones."""

    user_id: int
    agent_id: int | None
    login: str
    name: str
    role: str
    presence: str
    reason: str
    since: datetime
    profile: Profile

    @property
    def endpoint_kind(self) -> str:
        return rules.endpoint_kind(self.profile.endpoint)


def listing(session: Session) -> list[StaffLine]:
    """Everybody who signs in, those who still may first, then by name."""
    agents = {agent.user_id: agent for agent in agent_store.agents(session)}
    queues, skills = agent_store.queues_of_agents(session), store.skills(session)
    found = [_line(user, agents.get(user.id), queues, skills) for user in agent_store.users(session)]
    return sorted(found, key=lambda line: (not line.profile.is_active, line.name.casefold()))


def one(session: Session, user_id: int) -> StaffLine:
    user = agent_store.user(session, user_id)
    if user is None:
        raise NotFound("there is no such person")
    agent = agent_store.agent_of_user(session, user_id)
    return _line(user, agent, agent_store.queues_of_agents(session), store.skills(session))


def by_login(session: Session, login: str) -> StaffLine:
    user = agent_store.user_by_login(session, login)
    if user is None:
        raise NotFound(f"nobody signs in as {login!r}")
    return one(session, user.id)


def change(session: Session, by: int | None, user_id: int, wanted: Profile, now: datetime) -> Profile:
    """Replace what somebody serves, can do and is rung at; the profile from before, to take it back with.

    `by` is who does it, None for a command. Refused for what cannot be, and for taking somebody out of a
    conversation or taking away one's own account.
    """
    user = agent_store.user(session, user_id)
    if user is None:
        raise NotFound("there is no such person")
    profile = rules.check(wanted, queue_store.names(session))
    before = one(session, user_id).profile
    agent = people.ensure_agent(session, user, now)
    if before.is_active != profile.is_active:
        _switch(session, by, user, agent, profile.is_active, now)
    agent.endpoint = profile.endpoint
    if agent.team != profile.team:
        store.move_to_team(session, agent, profile.team, now)
    store.replace_queues(session, agent.id, profile.queues)
    store.replace_skills(session, agent.id, profile.skills)
    if changed := _differences(before, profile):
        people.audit(session, by, "agent_changed", user.name[:120], now, **changed)
    announce(session, f"desk:{agent.id}", "agents", "queues", "floor", "waiting")
    return before


def _switch(session: Session, by: int | None, user: User, agent: Agent, on: bool, now: datetime) -> None:
    """Who may no longer sign in takes no calls either."""
    if not on and by == user.id:
        raise Refused("you cannot switch off your own account")
    if not on and agent.presence in BUSY:
        raise Refused("%(name)s is on a call; switch the account off when it is over", name=user.name)
    user.is_active = on
    if not on:
        agent_store.change_presence(session, agent.id, ("available", "away", "wrap_up"), "offline", now)


def change_person(
    session: Session, by: int | None, user_id: int, name: str, role: str, now: datetime
) -> None:
    """How somebody is called and what they may do."""
    user = agent_store.user(session, user_id)
    if user is None:
        raise NotFound("there is no such person")
    if role not in people.ROLES:
        raise Refused(f"a role is {', '.join(people.ROLES)}; not {role!r}")
    if by == user.id and role != user.role:
        raise Refused("you cannot change your own role")
    user.name, user.role = name.strip()[:120] or user.name, role
    people.ensure_agent(session, user, now).name = user.name
    people.audit(session, by, "person_changed", user.name, now, role=role)
    announce(session, "agents", "floor")


def teams(session: Session) -> list[str]:
    """Names that are in use."""
    return store.teams(session)


def known_skills(session: Session) -> list[str]:
    """Words for skills: those that flows ask for, and those that somebody has."""
    asked = {name for info in lines.all_settings(session).values() for name in info.skills}
    asked |= {name for row in flow_store.all_newest(session) for name in _named(row.document)}
    return sorted(asked | {name for levels in store.skills(session).values() for name in levels})


def _named(document: dict[str, Any]) -> Iterator[str]:
    """Skills that steps of a flow and of its sub-flows ask for."""
    for step in document.get("steps", {}).values():
        yield from step.get("skills") or ()
    for other in (document.get("subflows") or {}).values():
        yield from _named(other)


def _differences(before: Profile, after: Profile) -> dict[str, Any]:
    """For the trail: what is different now, in words; a telephone's number is not repeated there."""
    changed: dict[str, Any] = {}
    if before.queues != after.queues:
        changed["queues"] = _told(after.queues)
    if before.skills != after.skills:
        changed["skills"] = _told(after.skills)
    if before.endpoint != after.endpoint:
        changed["telephone"] = rules.endpoint_kind(after.endpoint)
    if before.team != after.team:
        changed["team"] = after.team or "none"
    if before.is_active != after.is_active:
        changed["account"] = "on" if after.is_active else "off"
    return changed


def _told(values: Any) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(values.items())) or "none"


def _line(
    user: User, agent: Agent | None, queues: dict[int, dict[str, int]], skills: dict[int, dict[str, int]]
) -> StaffLine:
    key = agent.id if agent else 0
    ranked = dict(sorted(queues.get(key, {}).items(), key=lambda each: (each[1], each[0])))
    endpoint, team = (agent.endpoint, agent.team) if agent else ("", "")
    profile = Profile(ranked, skills.get(key, {}), endpoint, user.is_active, team)
    return StaffLine(
        user_id=user.id,
        agent_id=agent.id if agent else None,
        login=user.login,
        name=user.name,
        role=user.role,
        presence=agent.presence if agent else "offline",
        reason=agent.reason if agent else "",
        since=agent.presence_since if agent else user.created_at,
        profile=profile,
    )
