"""Offers: a waiting call proposed to one reserved agent, and how that ends.

Claims are conditional updates, so two workers never give one call to two agents or one agent two
calls; unique indexes on open offers would refuse it even if the code were wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from support.errors import NotFound, Refused
from support.rules import routing
from support.store import agents as agent_store
from support.store import calls as call_store
from support.store import orders
from support.store import queues as store
from support.store.base import Session, announce

RING_S = 20
WRAP_UP_S = 30
End = Literal["declined", "missed", "failed"]


@dataclass(frozen=True)
class Accepted:
    """`room` is where the agent and the caller meet."""

    room: str
    entry_id: int
    call_sid: str


def assign(session: Session, now: datetime) -> int:
    """Offer waiting calls to free agents; returns how many offers were made."""
    calls = [
        routing.WaitingCall(entry.id, entry.queue, entry.priority, entry.first_entered_at)
        for entry in store.waiting(session)
    ]
    if not calls:
        return 0
    levels = agent_store.queues_of_agents(session)
    free = [
        routing.FreeAgent(agent.id, agent.idle_since, levels.get(agent.id, {}))
        for agent in agent_store.agents(session)
        if agent.presence == "available"
    ]
    return sum(_offer(session, match, now) for match in routing.match(calls, free))


def _offer(session: Session, match: routing.Match, now: datetime) -> bool:
    if not agent_store.change_presence(session, match.agent_id, ("available",), "reserved", now):
        return False
    if not store.move(session, match.entry_id, ("waiting",), "offered"):
        agent_store.change_presence(session, match.agent_id, ("reserved",), "available", now)
        return False
    offer = store.Offer(
        entry_id=match.entry_id,
        agent_id=match.agent_id,
        created_at=now,
        expires_at=now + timedelta(seconds=RING_S),
    )
    session.add(offer)
    session.flush()
    entry = store.entry(session, match.entry_id)
    call_id = entry.call_id if entry else None
    orders.place(session, "ring_agent", now, call_id, offer_id=offer.id)
    if call_id:
        call_store.append(session, call_id, now, [("offered", {"agent": match.agent_id})])
    announce(session, f"desk:{match.agent_id}", "queues", "agents")
    return True


def accept(session: Session, offer_id: int, now: datetime) -> Accepted:
    """The agent's phone was answered. The same request again gets the same answer."""
    offer = store.offer(session, offer_id)
    if offer is None:
        raise NotFound(f"no offer {offer_id}")
    entry = store.entry(session, offer.entry_id)
    call = call_store.by_id(session, entry.call_id) if entry else None
    if entry is None or call is None or offer.state not in ("ringing", "accepted"):
        raise Refused("this call is no longer waiting")
    if offer.state == "ringing":
        if not store.move(session, entry.id, ("offered",), "connecting"):
            raise Refused("this call is no longer waiting")
        offer.state, offer.accepted_at = "accepted", now
        agent_store.change_presence(session, offer.agent_id, ("reserved",), "on_call", now)
        orders.place(session, "join_caller", now, call.id, sid=call.sid, entry_id=entry.id)
        call_store.append(session, call.id, now, [("accepted", {"agent": offer.agent_id})])
        announce(session, f"desk:{offer.agent_id}", "queues", "agents")
    return Accepted(room(entry.id), entry.id, call.sid)


def room(entry_id: int) -> str:
    """Conference name of a queue entry's conversation: no personal data in it."""
    return f"entry-{entry_id}"


def fail(session: Session, offer_id: int, end: End, now: datetime) -> None:
    """The agent did not take it: the caller keeps the place, the agent goes away."""
    offer = store.offer(session, offer_id)
    if offer is None or offer.state != "ringing":
        return
    offer.state, offer.closed_at = end, now
    store.move(session, offer.entry_id, ("offered",), "waiting")
    agent_store.change_presence(session, offer.agent_id, ("reserved",), "away", now, reason=end)
    _note(session, offer, end, now)
    _hang_up_legs(session, offer, now)
    announce(session, f"desk:{offer.agent_id}", "queues", "agents", "waiting")


def finish(session: Session, offer_id: int, now: datetime) -> None:
    """The agent's leg of an accepted offer is over: wrap-up begins."""
    offer = store.offer(session, offer_id)
    if offer is None or offer.state != "accepted":
        return
    offer.state, offer.closed_at = "done", now
    store.move(session, offer.entry_id, ("connecting",), "waiting")  # gone before the caller came in
    agent_store.change_presence(
        session, offer.agent_id, ("on_call",), "wrap_up", now,
        wrap_up_until=now + timedelta(seconds=WRAP_UP_S),
    )  # fmt: skip
    _note(session, offer, "agent_left", now)
    announce(session, f"desk:{offer.agent_id}", "queues", "agents")


def release(session: Session, entry_id: int, now: datetime) -> None:
    """The caller is no longer in line: whoever rings is free at once, nothing counts against them."""
    offer = store.open_offer_of_entry(session, entry_id)
    if offer is None or offer.state != "ringing":
        if offer is not None:
            _hang_up_legs(session, offer, now)
        return
    offer.state, offer.closed_at = "withdrawn", now
    agent_store.change_presence(session, offer.agent_id, ("reserved",), "available", now)
    _hang_up_legs(session, offer, now)
    announce(session, f"desk:{offer.agent_id}", "agents", "waiting")


def room_closed(session: Session, entry_id: int, now: datetime) -> None:
    """The conversation's room is gone, so the agent is out of it, whatever their leg's reports say."""
    entry = store.entry(session, entry_id)
    offer = store.open_offer_of_entry(session, entry_id)
    if offer and entry and entry.state in ("talking", "left"):
        finish(session, offer.id, now)


def ring_details(session: Session, offer_id: int) -> tuple[str, str] | None:
    """(identity of the agent's phone, our number that was called); None when the offer is over."""
    offer = store.offer(session, offer_id)
    entry = store.entry(session, offer.entry_id) if offer else None
    agent = agent_store.agent(session, offer.agent_id) if offer else None
    call = call_store.by_id(session, entry.call_id) if entry else None
    if offer is None or offer.state != "ringing" or agent is None or call is None:
        return None
    return agent.identity, call.called


def expire(session: Session, now: datetime) -> None:
    """Offers that nobody answered in time."""
    for offer in store.expired_offers(session, now):
        fail(session, offer.id, "missed", now)


def leg_placed(session: Session, offer_id: int, sid: str, now: datetime) -> None:
    """The phone company has begun to ring the agent. A leg for an offer that is over is hung up."""
    offer = store.offer(session, offer_id)
    entry = store.entry(session, offer.entry_id) if offer else None
    if offer is None or entry is None:
        return
    if call_store.leg(session, sid) is not None:
        return  # whoever ended the offer since then hung it up
    session.add(call_store.Leg(sid=sid, call_id=entry.call_id, offer_id=offer_id, created_at=now))
    session.flush()
    if offer.closed_at is not None or entry.left_at is not None:
        orders.place(session, "hang_up_leg", now, entry.call_id, sid=sid)


def hang_up(session: Session, offer: store.Offer, now: datetime) -> None:
    """The agent ends the conversation: their leg goes, the room with it, the flow goes on."""
    _hang_up_legs(session, offer, now)


def _hang_up_legs(session: Session, offer: store.Offer, now: datetime) -> None:
    for leg in call_store.legs_of_offer(session, offer.id):
        if leg.ended_at is None:
            orders.place(session, "hang_up_leg", now, leg.call_id, sid=leg.sid)


def _note(session: Session, offer: store.Offer, kind: str, now: datetime) -> None:
    entry = store.entry(session, offer.entry_id)
    if entry:
        call_store.append(session, entry.call_id, now, [(kind, {"agent": offer.agent_id})])
