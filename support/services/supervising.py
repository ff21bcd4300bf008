"""Supervisors: who does what now, listening, whispering and barging in, and what they change. All audited.

A supervisor's own telephone joins the room as a party. Customers and agents never hear them come; the agent's
desk shows that somebody listens, because the law of some countries wants it and fairness does everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from support.errors import NotFound, Refused
from support.rules import numbers
from support.services import agents, parties, people, queues, tapes
from support.services.tapes import TapeCard
from support.store import agents as agent_store
from support.store import calls as call_store
from support.store import conversations as store
from support.store import orders
from support.store import parties as party_store
from support.store import queues as queue_store
from support.store.agents import Agent
from support.store.base import Session, announce
from support.store.parties import Party
from support.store.queues import Offer, QueueEntry

Mode = Literal["listen", "whisper", "barge"]
MODES: tuple[Mode, ...] = ("listen", "whisper", "barge")
MOST_SHOWN = 100  # of one line


@dataclass(frozen=True)
class Listening:
    """A supervisor's own listening. `state`: ringing (their phone) or in."""

    agent_id: int
    agent: str
    mode: str
    state: str
    since: datetime


@dataclass(frozen=True)
class AgentOnFloor:
    """An agent and the conversation they have, if any. `listeners`: names of those who listen."""

    agent_id: int
    name: str
    presence: str
    reason: str
    since: datetime
    queues: tuple[str, ...]
    caller_masked: str
    entry_id: int | None
    queue: str
    queue_title: str
    talk_since: datetime | None
    held_since: datetime | None
    is_lost: bool
    role: str
    listeners: tuple[str, ...]
    tape: TapeCard | None = None


@dataclass(frozen=True)
class WaitingOnFloor:
    """Somebody in line, as a supervisor sees them. `position` 1 is next; `wants` is the intent or choice."""

    entry_id: int
    queue: str
    queue_title: str
    position: int
    caller_masked: str
    waited_s: int
    priority: int
    wants: str
    is_callback: bool
    state: str
    not_before: datetime | None


@dataclass(frozen=True)
class ModeWanted:
    """What a supervisor's leg is to be in its room."""

    entry_id: int
    leg: str
    mode: str
    muted: bool
    coached: str


def floor(session: Session, _now: datetime) -> list[AgentOnFloor]:
    """Everybody who takes calls, by name."""
    served, titles = agent_store.queues_of_agents(session), queues.titles(session)
    in_hand, listeners = store.in_hand(session), store.supervisors(session)
    taped = tapes.cards(session, {entry.call_id for offer, entry, _ in in_hand.values() if offer.accepted_at})
    rows = []
    for agent in agent_store.agents(session):
        offer, entry, caller = in_hand.get(agent.id, (None, None, ""))
        heard_by = tuple(listeners.get(entry.id, ())) if entry else ()
        own = tuple(sorted(served.get(agent.id, {})))
        tape = taped.get(entry.call_id) if entry else None
        rows.append(_on_floor(agent, own, offer, entry, numbers.masked(caller), titles, heard_by, tape))
    return rows


def _on_floor(
    agent: Agent,
    served: tuple[str, ...],
    offer: Offer | None,
    entry: QueueEntry | None,
    caller_masked: str,
    titles: dict[str, str],
    listeners: tuple[str, ...],
    tape: TapeCard | None,
) -> AgentOnFloor:
    queue = entry.queue if entry else ""
    return AgentOnFloor(
        agent_id=agent.id,
        name=agent.name,
        presence=agent.presence,
        reason=agent.reason,
        since=agent.presence_since,
        queues=served,
        caller_masked=caller_masked,
        entry_id=entry.id if entry else None,
        queue=queue,
        queue_title=titles.get(queue, queue),
        talk_since=offer.accepted_at if offer else None,
        held_since=entry.held_at if entry else None,
        is_lost=bool(offer and offer.lost_at),
        role=offer.role if offer else "",
        listeners=listeners,
        tape=tape,
    )


def listening(session: Session, user_id: int) -> Listening | None:
    """What this supervisor listens to now."""
    for party in store.supervised_by(session, user_id):
        offer = queue_store.open_offer_of_entry(session, party.entry_id)
        agent = agent_store.agent(session, offer.agent_id) if offer else None
        if agent:
            state = "in" if party.state == "in" else "ringing"
            since = party.answered_at or party.created_at
            return Listening(agent.id, agent.name, party.mode, state, since)
    return None


def waiting(session: Session, now: datetime) -> list[WaitingOnFloor]:
    """Every line, each in its order."""
    titles = queues.titles(session)
    heads = store.heads(session, MOST_SHOWN)
    wants = store.chosen(session, {entry.call_id for entry, _, _ in heads})
    return [
        WaitingOnFloor(
            entry_id=entry.id,
            queue=entry.queue,
            queue_title=titles.get(entry.queue, entry.queue),
            position=position,
            caller_masked=numbers.masked(caller),
            waited_s=max(0, int((now - entry.first_entered_at).total_seconds())),
            priority=entry.priority,
            wants=wants.get(entry.call_id, ""),
            is_callback=entry.callback_id is not None,
            state=entry.state,
            not_before=entry.not_before,
        )
        for entry, caller, position in heads
    ]


# --- listening in ------------------------------------------------------------------------------------


def listen(session: Session, user_id: int, agent_id: int, mode: Mode, now: datetime) -> None:
    """The supervisor's own telephone rings; who answers it is in the agent's room, in this mode."""
    _known(mode)
    agent = _agent(session, agent_id)
    offer = queue_store.open_offer_of_agent(session, agent_id)
    entry = queue_store.entry(session, offer.entry_id) if offer else None
    if offer is None or entry is None or entry.state != "talking":
        raise Refused("%(name)s is not talking with anybody", name=agent.name)
    if agent.user_id == user_id:
        raise Refused("this is your own conversation")
    own = agent_store.agent_of_user(session, user_id)
    if own and own.presence in ("on_call", "reserved"):
        raise Refused("you are on a call yourself")
    stop(session, user_id, now)
    if own:
        agent_store.change_presence(session, own.id, ("available",), "away", now, reason="supervising")
        announce(session, f"desk:{own.id}")
    identity = own.identity if own else f"agent_{user_id}"
    parties.invite(session, entry.id, "supervisor", f"client:{identity}", now, user_id=user_id, mode=mode)
    call_store.append(session, entry.call_id, now, [("supervised", {"mode": mode})])
    people.audit(session, user_id, "listened", agent.name, now, mode=mode, entry=entry.id)
    announce(session, "floor", "agents")


def change_mode(session: Session, user_id: int, mode: Mode, now: datetime) -> None:
    _known(mode)
    found = store.supervised_by(session, user_id)
    if not found:
        raise Refused("you are listening to nobody")
    for seen in found:
        entry = queue_store.entry(session, seen.entry_id)
        party = party_store.party(session, seen.id)
        if party is None or entry is None or party.mode == mode:
            continue
        party.mode = mode
        session.flush()
        orders.place(session, "supervise_mode", now, entry.call_id, party_id=party.id)
        call_store.append(session, entry.call_id, now, [("supervised", {"mode": mode})])
        people.audit(session, user_id, "listened", "", now, mode=mode, entry=entry.id)
        parties.tell(session, entry.id)


def stop(session: Session, user_id: int, now: datetime) -> None:
    """Leaving ends nothing. One who listens to nobody stops nothing."""
    for seen in store.supervised_by(session, user_id):
        queue_store.entry(session, seen.entry_id)
        party = party_store.party(session, seen.id)
        if party:
            parties.send_away(session, party, now)
            parties.forget(session, party, now)


def mode_wanted(session: Session, party_id: int) -> ModeWanted | None:
    """None when there is no supervisor in the room any more."""
    party = session.get(Party, party_id)
    if party is None or party.state != "in" or not party.leg_sid:
        return None
    coached = parties.lead_leg(session, party.entry_id) if party.mode == "whisper" else ""
    muted = party.mode == "listen" or (party.mode == "whisper" and not coached)
    return ModeWanted(party.entry_id, party.leg_sid, party.mode, muted, coached)


# --- what they change --------------------------------------------------------------------------------


def set_presence(
    session: Session, user_id: int, agent_id: int, presence: str, reason: str, now: datetime
) -> None:
    agent = _agent(session, agent_id)
    if agent.presence == "on_call":
        raise Refused("%(name)s is on a call", name=agent.name)
    agents.set_presence(session, agent_id, presence, now, reason)
    people.audit(session, user_id, "set presence", agent.name, now, presence=presence, reason=reason)
    announce(session, "floor")


def move(session: Session, user_id: int, entry_id: int, queue: str, now: datetime) -> None:
    """Somebody who waits goes to another line, at the place they have."""
    entry = queue_store.entry(session, entry_id)
    if entry is None:
        raise NotFound("there is no such caller in line")
    if entry.state not in ("waiting", "offered"):
        raise Refused("this caller is not in line any more")
    if queue not in queue_store.names(session):
        raise Refused("there is no such queue")
    if queue == entry.queue:
        raise Refused("the caller is in this line already")
    before = entry.queue
    queues.requeue(session, entry, queue, "moved", now)
    people.audit(session, user_id, "moved caller", queue, now, from_queue=before, entry=entry_id)
    announce(session, "floor", "waiting", "queues")


def _known(mode: str) -> None:
    if mode not in MODES:
        raise Refused(f"choose {', '.join(MODES)}; not {mode!r}")


def _agent(session: Session, agent_id: int) -> Agent:
    agent = agent_store.agent(session, agent_id)
    if agent is None:
        raise NotFound("there is no such agent")
    return agent
