"""The controls of an agent's conversation: hold, transfer, consult, three-way, hang up; and what is possible.

Each raises Refused with a sentence for the agent when it is not possible now; `Conversation.can` says before
what is. What happens in the room without being asked is `services.rooms`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from support.errors import NotFound, Refused, marked
from support.rules import numbers
from support.services import holds, lines, moving, parties, queues, rooms, stays, tapes
from support.services.parties import note
from support.services.tapes import TapeCard
from support.services.targets import Target as Target
from support.services.targets import Targets as Targets
from support.services.targets import best_of, free_agent, number_of
from support.services.targets import targets as targets
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

Control = Callable[[Session, int, datetime], None]  # (…, agent's id, now)


@dataclass(frozen=True)
class PartyCard:
    """Somebody else in it. `kind`: agent, outside, supervisor, customer; `state`: ringing or in.

    `mode` of a supervisor: listen, whisper or barge.
    """

    id: int
    kind: str
    name: str
    state: str
    since: datetime
    mode: str = ""


@dataclass(frozen=True)
class Conversation:
    """`can`: hold, resume, transfer, consult, join, complete, cancel, hang_up, as far as possible now."""

    is_held: bool
    held_since: datetime | None
    parties: tuple[PartyCard, ...]
    can: frozenset[str]
    is_lost: bool = False
    tape: TapeCard | None = None


@dataclass(frozen=True)
class _Talk:
    """An agent's conversation, its entry locked."""

    entry: QueueEntry
    offer: Offer
    consult: Offer | None  # another agent, ringing or in
    outside: Party | None  # an outside number, ringing or in

    @property
    def can(self) -> frozenset[str]:
        offer, entry = self.offer, self.entry
        if offer.state != "accepted":
            return frozenset()
        if offer.role == "consult" or offer.lost_at or entry.state != "talking":
            return frozenset({"hang_up"})
        if self.consult or self.outside:
            joined = {"complete"} if entry.held_at is None else {"complete", "join"}
            return frozenset({"hang_up", "cancel"} | (joined if self._has_answered else set()))
        return frozenset({"hang_up", "consult", "transfer", "resume" if entry.held_at else "hold"})

    @property
    def _has_answered(self) -> bool:
        return bool(
            (self.consult and self.consult.state == "accepted")
            or (self.outside and self.outside.state == "in")
        )


_NOT_NOW = {
    "hold": marked("you cannot put the caller on hold now"),
    "resume": marked("the caller is not on hold"),
    "transfer": marked("you cannot transfer this call now"),
    "consult": marked("you cannot ask somebody else now"),
    "join": marked("nobody has answered whom you could bring in"),
    "complete": marked("nobody has answered who could take over"),
    "cancel": marked("you are asking nobody"),
    "hang_up": marked("you are not on a call"),
}


def view(session: Session, offer: Offer) -> Conversation:
    """What the desk shows of the conversation that an offer stands for."""
    entry = session.get(QueueEntry, offer.entry_id)
    if entry is None:
        raise NotFound("this call is over")
    talk = _talk(session, entry, offer)
    since = entry.held_at
    return Conversation(
        since is not None,
        since,
        _cards(session, entry, offer),
        talk.can,
        offer.lost_at is not None,
        tapes.card(session, entry),
    )


def hold(session: Session, agent_id: int, now: datetime) -> None:
    holds.hold(session, _may(session, agent_id, "hold").entry, "agent", now)


def resume(session: Session, agent_id: int, now: datetime) -> None:
    holds.resume(session, _may(session, agent_id, "resume").entry, now)


def transfer(session: Session, agent_id: int, target: Target, now: datetime) -> None:
    """Blind: the caller goes to the target, the agent is done."""
    talk = _may(session, agent_id, "transfer")
    if target.kind == "number":
        _tonumber_of(session, talk, number_of(session, talk.entry, target.value), now)
        return
    only: int | None = None
    queue, seconds = target.value, 0
    if target.kind == "agent":
        only = free_agent(session, agent_id, target.value).id
        queue = talk.entry.queue
        seconds = lines.settings(session, queue).ring
    elif queue not in queue_store.names(session):
        raise Refused("there is no such queue")
    whom = {"queue": queue} if only is None else {"agent": only}
    note(session, talk.entry, "transferred_to", now, to=target.kind, **whom)
    rooms.end_offer(session, talk.offer, now)
    holds.stop_clock(talk.entry, now)
    fresh = queues.requeue(
        session, talk.entry, queue, "transferred", now, only_agent_id=only, only_for_s=seconds
    )
    moving.to_line(session, talk.entry.id, fresh, now)


def _tonumber_of(session: Session, talk: _Talk, number: str, now: datetime) -> None:
    """The caller's own leg dials on; `rooms.dialled` hears how it went."""
    entry = talk.entry
    holds.stop_clock(entry, now)
    party = Party(
        entry_id=entry.id,
        kind="outside",
        address=number,
        mode=rooms.BLIND,
        state="in",
        user_id=_user(session, talk.offer.agent_id),
        created_at=now,
    )
    session.add(party)
    entry.state = "passed"
    session.flush()
    note(session, entry, "transferred_to", now, to="number", number=numbers.masked(number))
    rooms.end_offer(session, talk.offer, now)
    leg = parties.customer_leg(session, entry)
    orders.place(session, "dial_on", now, entry.call_id, sid=leg, party_id=party.id)


def consult(session: Session, agent_id: int, target: Target, now: datetime) -> None:
    """Ask somebody else while the customer is on hold."""
    talk = _may(session, agent_id, "consult")
    entry = talk.entry
    if target.kind == "number":
        number = number_of(session, entry, target.value)
        user_id = _user(session, agent_id)
        parties.invite(session, entry.id, "outside", number, now, user_id=user_id)
        note(session, entry, "consult_began", now, to="number", number=numbers.masked(number))
    else:
        if target.kind == "agent":
            other = free_agent(session, agent_id, target.value)
        else:
            other = best_of(session, agent_id, target.value)
        _ring(session, entry, other, now)
        note(session, entry, "consult_began", now, to="agent", agent=other.id)
    holds.hold(session, entry, "consult", now)


def join(session: Session, agent_id: int, now: datetime) -> None:
    """All three talk."""
    talk = _may(session, agent_id, "join")
    note(session, talk.entry, "joined", now)
    holds.resume(session, talk.entry, now)


def complete(session: Session, agent_id: int, now: datetime) -> None:
    """Whom they asked takes over; the agent is done."""
    talk = _may(session, agent_id, "complete")
    if talk.consult:
        rooms.promote(session, talk.entry, talk.offer, talk.consult, now)
    elif talk.outside:
        rooms.pass_on(session, talk.entry, talk.offer, talk.outside, now)


def cancel_consult(session: Session, agent_id: int, now: datetime) -> None:
    """The one asked goes, the customer comes back."""
    talk = _may(session, agent_id, "cancel")
    if talk.consult:
        rooms.consult_ends(session, talk.entry, talk.consult, now)
    if talk.outside:
        rooms.outside_goes(session, talk.outside, now)


def hang_up(session: Session, agent_id: int, now: datetime) -> None:
    """The agent is done; the caller's flow goes on, or whoever the agent brought in does."""
    talk = _may(session, agent_id, "hang_up")
    if talk.offer.role == "consult":
        rooms.consult_ends(session, talk.entry, talk.offer, now)
    else:
        rooms.lead_leaves(session, talk.entry, talk.offer, now)


def pause_recording(session: Session, agent_id: int, now: datetime) -> None:
    tapes.pause(session, _may(session, agent_id, "hang_up").entry, now)


def resume_recording(session: Session, agent_id: int, now: datetime) -> None:
    tapes.resume(session, _may(session, agent_id, "hang_up").entry, now)


def reconnect(session: Session, agent_id: int, now: datetime) -> None:
    """The page came back without its telephone: the leg it lost sight of goes, and they are rung again."""
    talk = _may(session, agent_id, "hang_up")
    legs = [leg for leg in call_store.legs_of_offer(session, talk.offer.id) if leg.ended_at is None]
    for leg in legs:
        orders.place(session, "hang_up_leg", now, leg.call_id, sid=leg.sid)
    if not legs:
        rooms.leg_ended(session, talk.offer.id, now)


def _may(session: Session, agent_id: int, what: str) -> _Talk:
    found = queue_store.open_offer_of_agent(session, agent_id)
    entry = queue_store.entry(session, found.entry_id) if found else None
    offer = queue_store.offer(session, found.id) if found else None
    if entry is None or offer is None or offer.closed_at is not None:
        raise Refused("you are not on a call")
    talk = _talk(session, entry, offer)
    if what not in talk.can:
        raise Refused(_NOT_NOW[what])
    return talk


def _talk(session: Session, entry: QueueEntry, offer: Offer) -> _Talk:
    others = [each for each in store.open_offers(session, entry.id) if each.id != offer.id]
    outside = [each for each in party_store.open_parties(session, entry.id) if each.kind == "outside"]
    return _Talk(
        entry,
        offer,
        next((each for each in others if each.role == "consult"), None),
        next(iter(outside), None),
    )


def _cards(session: Session, entry: QueueEntry, mine: Offer) -> tuple[PartyCard, ...]:
    names = {each.id: each.name for each in agent_store.agents(session)}
    agents = [
        PartyCard(
            each.id,
            "agent",
            names.get(each.agent_id, ""),
            "ringing" if each.state == "ringing" else "in",
            each.accepted_at or each.created_at,
        )
        for each in store.open_offers(session, entry.id)
        if each.id != mine.id
    ]
    brought = [_card(session, each) for each in party_store.open_parties(session, entry.id)]
    return (*agents, *brought)


def _card(session: Session, party: Party) -> PartyCard:
    name = numbers.shown(party.address)
    if party.kind == "supervisor" and party.user_id:
        user = agent_store.user(session, party.user_id)
        name = user.name if user else ""
    state = "in" if party.state == "in" else "ringing"
    return PartyCard(party.id, party.kind, name, state, party.answered_at or party.created_at, party.mode)


def _ring(session: Session, entry: QueueEntry, other: Agent, now: datetime) -> None:
    if not agent_store.change_presence(session, other.id, ("available",), "reserved", now):
        raise Refused("%(name)s is not free", name=other.name)
    ring_s = lines.settings(session, entry.queue).ring
    offer = Offer(
        entry_id=entry.id,
        agent_id=other.id,
        role="consult",
        created_at=now,
        expires_at=now + timedelta(seconds=ring_s),
    )
    session.add(offer)
    session.flush()
    stays.offer_note(session, offer, "offered", now)
    orders.place(session, "ring_agent", now, entry.call_id, offer_id=offer.id)
    announce(session, f"desk:{other.id}", "agents")


def _user(session: Session, agent_id: int) -> int | None:
    agent = agent_store.agent(session, agent_id)
    return agent.user_id if agent else None
