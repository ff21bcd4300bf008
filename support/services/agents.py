"""Agents at their desks: presence, the call in hand, signs of life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from support.errors import NotFound, Refused
from support.rules import numbers
from support.services import conversations, offers, rooms, wrap_up
from support.services.cards import OfferCard, offer_card
from support.store import agents as store
from support.store import history
from support.store import queues as queue_store
from support.store import staff as staff_store
from support.store.base import Session, announce

VANISHED_AFTER_S = 45
DESK_LOST = "desk lost"
CHOOSABLE = ("available", "away", "offline")


@dataclass(frozen=True)
class Desk:
    """`endpoint`: the telephone that rings; "" is the one in the browser."""

    agent_id: int
    name: str
    identity: str
    endpoint: str
    presence: str
    reason: str
    since: datetime
    wrap_up_until: datetime | None
    offer: OfferCard | None
    queues: tuple[str, ...]


@dataclass(frozen=True)
class AgentNow:
    name: str
    presence: str
    reason: str
    since: datetime
    queues: tuple[str, ...]
    caller_masked: str


def desk(session: Session, user_id: int, now: datetime) -> Desk | None:
    """What the desk shows; None for somebody who takes no calls."""
    agent = store.agent_of_user(session, user_id)
    if agent is None:
        return None
    queues = tuple(sorted(store.queues_of_agents(session).get(agent.id, {})))
    return Desk(
        agent_id=agent.id,
        name=agent.name,
        identity=agent.identity,
        endpoint=agent.endpoint,
        presence=agent.presence,
        reason=agent.reason,
        since=agent.presence_since,
        wrap_up_until=agent.wrap_up_until if agent.presence == "wrap_up" else None,
        offer=_offer_card(session, agent.id, now),
        queues=queues,
    )


def agent_id(session: Session, user_id: int) -> int:
    """The agent that belongs to a login."""
    agent = store.agent_of_user(session, user_id)
    if agent is None:
        raise Refused("you take no calls: no agent belongs to your login")
    return agent.id


def look_again(session: Session, agent_id: int) -> None:
    """The agent's page shows something that has changed."""
    announce(session, f"desk:{agent_id}")


def _offer_card(session: Session, agent_id: int, now: datetime) -> OfferCard | None:
    offer = queue_store.open_offer_of_agent(session, agent_id)
    return offer_card(session, offer, now) if offer else None


def set_presence(session: Session, agent_id: int, presence: str, now: datetime, reason: str = "") -> None:
    """What an agent chooses. Not in the middle of a call; leaving while it rings declines."""
    if presence not in CHOOSABLE:
        raise Refused(f"choose {', '.join(CHOOSABLE)}; not {presence!r}")
    agent = _find(session, agent_id)
    if agent.presence == "on_call":
        raise Refused("you are on a call; hang up first")
    if agent.presence == "reserved":
        decline(session, agent_id, now)
    before = ("offline", "available", "away", "wrap_up")
    also = {"last_seen_at": now}
    if presence == "available" and agent.presence != "available":
        also["idle_since"] = now
    was_wrapping_up = agent.presence == "wrap_up"
    store.change_presence(session, agent_id, before, presence, now, reason[:40], **also)
    if was_wrapping_up:
        wrap_up.done(session, agent_id, now)
    _changed(session, agent_id)


def seen(session: Session, agent_id: int, now: datetime) -> None:
    """A sign of life from the desk."""
    _find(session, agent_id).last_seen_at = now


def decline(session: Session, agent_id: int, now: datetime) -> None:
    offer = queue_store.open_offer_of_agent(session, agent_id)
    if offer is None or offer.state != "ringing":
        raise Refused("nothing is ringing")
    offers.fail(session, offer.id, "declined", now)
    rooms.not_taken(session, offer, now)


def hang_up(session: Session, agent_id: int, now: datetime) -> None:
    """End the conversation: the agent's leg goes, the caller's flow goes on."""
    conversations.hang_up(session, agent_id, now)


def look_after(session: Session, now: datetime) -> None:
    """Wrap-ups that are over, and desks that showed no sign of life: both become visible facts."""
    for agent in store.overdue_wrap_ups(session, now):
        wrap_up.ready(session, agent.id, now)
    for agent in store.vanished(session, now - timedelta(seconds=VANISHED_AFTER_S)):
        offer = queue_store.open_offer_of_agent(session, agent.id)
        if offer:
            offers.fail(session, offer.id, "missed", now, reason=DESK_LOST)
        elif store.change_presence(session, agent.id, ("available",), "away", now, reason=DESK_LOST):
            _changed(session, agent.id)


def overview(session: Session) -> list[AgentNow]:
    """Who takes calls, and whoever else is here, with what they do; callers masked."""
    queues, callers = store.queues_of_agents(session), staff_store.callers(session)
    rows = []
    for agent in store.agents(session):
        caller = numbers.masked(callers.get(agent.id, ""))
        served = tuple(sorted(queues.get(agent.id, {})))
        if not served and agent.presence == "offline":
            continue  # has a telephone, as everybody who signs in
        rows.append(AgentNow(agent.name, agent.presence, agent.reason, agent.presence_since, served, caller))
    return rows


def _find(session: Session, agent_id: int) -> store.Agent:
    agent = store.agent(session, agent_id)
    if agent is None:
        raise NotFound("there is no such agent")
    return agent


def _changed(session: Session, agent_id: int) -> None:
    announce(session, f"desk:{agent_id}", "agents", "waiting")


def names(session: Session) -> dict[int, str]:
    """Agent id to name, also of those of other systems' call logs."""
    return history.agent_names(session) | {agent.id: agent.name for agent in store.agents(session)}
