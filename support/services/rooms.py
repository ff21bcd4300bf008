"""What happens in a conversation's room: who comes, who takes over, who goes, and who breaks off.

The caller's leg alone ends the room. Whoever drops out, at whatever moment, leaves nobody stranded: each
report says at once what follows, and `room_watch` finds what no report told. All lock the entry first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from support.errors import NotFound, Refused
from support.rules import numbers
from support.services import holds, moving, offers, parties, queues, stays
from support.services.offers import Accepted
from support.services.parties import note
from support.store import agents as agent_store
from support.store import callbacks as callback_store
from support.store import calls as call_store
from support.store import conversations as store
from support.store import orders
from support.store import parties as party_store
from support.store import queues as queue_store
from support.store.agents import Agent
from support.store.base import Session, announce
from support.store.parties import Party
from support.store.queues import Offer, QueueEntry

AGAIN_AFTER_S = 2  # a page that loads cannot be rung at once
FIRST_IN_LINE = 100  # the priority of a caller whom we owe the next agent
BLIND = "blind"  # mode of an outside party that the caller's own leg dials


@dataclass(frozen=True)
class PassedOn:
    """How a call ended that an agent passed on. `seq`: the question that the end answers."""

    seq: int
    talked: bool


# --- agents' legs ------------------------------------------------------------------------------------


def answered(session: Session, offer_id: int, leg_sid: str, now: datetime) -> Accepted:
    """An agent picked up: a call from the line, a consult, or their own call again. Twice is once."""
    offer = queue_store.offer(session, offer_id)
    entry = queue_store.entry(session, offer.entry_id) if offer else None
    if offer is None or entry is None:
        raise NotFound(f"no offer {offer_id}")
    offers.leg_placed(session, offer_id, leg_sid, now)
    if offer.role == "consult" and entry.state != "talking":
        raise Refused("this call is over")
    if offer.lost_at is not None:
        _back(session, entry, offer, now)
    elif offer.role == "consult" and offer.state == "ringing":
        note(session, entry, "consult_answered", now, agent=offer.agent_id)
    return offers.accept(session, offer_id, now)


def asks_for_key(session: Session, offer_id: int) -> bool:
    """Whether a machine may have picked up: a telephone number rings, and no call was taken with it yet."""
    offer = session.get(Offer, offer_id)
    agent = agent_store.agent(session, offer.agent_id) if offer else None
    return bool(offer and agent and offer.state == "ringing" and agent.endpoint.startswith("+"))


def is_browser(session: Session, offer_id: int) -> bool:
    """Whether the agent's telephone is the one in the page."""
    offer = session.get(Offer, offer_id)
    agent = agent_store.agent(session, offer.agent_id) if offer else None
    return agent is None or agent.endpoint == ""


def leg_ended(session: Session, offer_id: int, now: datetime) -> None:
    """The leg of an accepted offer is over: hung up, or broken off."""
    offer = queue_store.offer(session, offer_id)
    if offer is None or offer.state != "accepted":
        if offer:
            not_taken(session, offer, now)
        return
    entry = queue_store.entry(session, offer.entry_id)
    agent = agent_store.agent(session, offer.agent_id)
    if entry is None or agent is None or _has_open_leg(session, offer):
        return
    if offer.ending_at or entry.left_at or entry.state != "talking":
        offers.finish(session, offer.id, now)
    elif offer.role == "consult":
        _consult_breaks_off(session, entry, offer, agent, now)
    elif agent.endpoint == "":
        _lost(session, entry, offer, now)
    else:
        lead_leaves(session, entry, offer, now)


def not_taken(session: Session, offer: Offer, now: datetime) -> None:
    """A consulted agent did not answer: the customer comes back to the lead at once."""
    entry = queue_store.entry(session, offer.entry_id)
    if entry is None or offer.role != "consult" or offer.closed_at is None or entry.held_for != "consult":
        return
    if not any(each.role == "consult" for each in store.open_offers(session, entry.id)):
        note(session, entry, "consult_ended", now, agent=offer.agent_id, result=offer.state)
        back_to_lead(session, entry, now)


def _has_open_leg(session: Session, offer: Offer) -> bool:
    return any(leg.ended_at is None for leg in call_store.legs_of_offer(session, offer.id))


def _lost(session: Session, entry: QueueEntry, offer: Offer, now: datetime) -> None:
    """Nobody hung up: a page was closed or a network failed. The agent is rung again; the caller hears music.

    Whoever else is in the room with the caller keeps them company instead.
    """
    due = now
    if offer.lost_at is None:
        offer.lost_at = now
        note(session, entry, "agent_lost", now, agent=offer.agent_id)
        if not _others(session, entry):
            holds.hold(session, entry, "lost", now)
    else:
        due = now + timedelta(seconds=AGAIN_AFTER_S)
    orders.place(session, "ring_again", due, entry.call_id, offer_id=offer.id)


def _consult_breaks_off(
    session: Session, entry: QueueEntry, offer: Offer, agent: Agent, now: datetime
) -> None:
    """The lead still has the customer, so whoever was asked is not rung again: the lead can, if they wish."""
    if agent.endpoint == "":
        note(session, entry, "agent_lost", now, agent=agent.id)
    consult_ends(session, entry, offer, now)
    if agent.endpoint == "":
        away(session, agent.id, now)


def away(session: Session, agent_id: int, now: datetime) -> None:
    """Their connection broke off: no more calls until they say that they are there again."""
    before = ("wrap_up", "available")
    agent_store.change_presence(session, agent_id, before, "away", now, reason="connection lost")
    announce(session, f"desk:{agent_id}", "agents", "floor")


def _others(session: Session, entry: QueueEntry) -> bool:
    """Whether somebody beside the lead talks with the caller."""
    return bool(consulted(session, entry.id) or outsider(session, entry.id))


def _back(session: Session, entry: QueueEntry, offer: Offer, now: datetime) -> None:
    seconds = round((now - offer.lost_at).total_seconds()) if offer.lost_at else 0
    offer.lost_at = None
    note(session, entry, "agent_back", now, agent=offer.agent_id, seconds=seconds)
    if entry.held_for == "lost":
        holds.resume(session, entry, now)
    coach_again(session, entry, now)


def ring_again_details(session: Session, offer_id: int) -> tuple[str, str] | None:
    """(identity of the agent's phone, our number); None when nobody is lost any more."""
    offer = session.get(Offer, offer_id)
    entry = session.get(QueueEntry, offer.entry_id) if offer else None
    agent = agent_store.agent(session, offer.agent_id) if offer else None
    call = call_store.by_id(session, entry.call_id) if entry else None
    if offer is None or offer.lost_at is None or offer.closed_at or agent is None or call is None:
        return None
    return agent.identity, call.called


# --- who leaves, and who takes over ------------------------------------------------------------------


def lead_leaves(session: Session, entry: QueueEntry, offer: Offer, now: datetime) -> None:
    """The agent hangs up. Whoever they brought in takes over; otherwise the caller goes on in the flow."""
    consult = consulted(session, entry.id)
    if consult:
        promote(session, entry, offer, consult, now)
        return
    outside = outsider(session, entry.id)
    withdraw_invited(session, entry, now)
    end_offer(session, offer, now)
    if outside:
        _pass_on(session, entry, outside, now)
    elif entry.state == "talking":
        go_on(session, entry, now)


def promote(session: Session, entry: QueueEntry, old: Offer | None, new: Offer, now: datetime) -> None:
    """The consulted agent has the customer from now on."""
    if old:
        end_offer(session, old, now)
    new.role = "lead"
    session.flush()
    note(session, entry, "transferred_to", now, to="agent", agent=new.agent_id)
    holds.resume(session, entry, now)
    coach_again(session, entry, now)


def pass_on(session: Session, entry: QueueEntry, offer: Offer, outside: Party, now: datetime) -> None:
    """The consulted number and the caller talk on without us; the call stays open until they are done."""
    end_offer(session, offer, now)
    _pass_on(session, entry, outside, now)


def _pass_on(session: Session, entry: QueueEntry, outside: Party, now: datetime) -> None:
    entry.state = "passed"
    session.flush()
    note(session, entry, "transferred_to", now, to="number", number=numbers.masked(outside.address))
    holds.resume(session, entry, now)


def go_on(session: Session, entry: QueueEntry, now: datetime) -> None:
    """Nobody talks with the caller any more: the flow goes on. A customer whom we rang is done."""
    if entry.callback_id is not None:
        for customer in open_parties(session, entry, "customer"):
            parties.send_away(session, customer, now)
    else:
        moving.to_flow(session, entry, now)
    announce(session, "queues")


def back_to_line(session: Session, entry: QueueEntry, now: datetime) -> None:
    """The caller waits again, before everybody else: we lost them, not they us."""
    holds.stop_clock(entry, now)
    fresh = queues.requeue(session, entry, entry.queue, "returned", now, priority=FIRST_IN_LINE)
    moving.to_line(session, entry.id, fresh, now)


def end_offer(session: Session, offer: Offer, now: datetime) -> None:
    """This agent is done with the conversation: their leg goes, their wrap-up begins."""
    offer.ending_at = offer.ending_at or now
    offers.hang_up(session, offer, now)
    offers.finish(session, offer.id, now)
    session.flush()
    announce(session, "floor")


def consult_ends(session: Session, entry: QueueEntry, offer: Offer, now: datetime) -> None:
    """The consulted agent is out, whoever wanted it; the customer comes back to the lead."""
    if offer.state == "ringing":
        withdraw(session, offer, now)
    else:
        end_offer(session, offer, now)
    note(session, entry, "consult_ended", now, agent=offer.agent_id)
    back_to_lead(session, entry, now)


def back_to_lead(session: Session, entry: QueueEntry, now: datetime) -> None:
    """Nobody is consulted any more: the customer is with the lead again, or waits for a lead who is lost."""
    lead = queue_store.open_offer_of_entry(session, entry.id)
    if lead and lead.lost_at:
        holds.hold(session, entry, "lost", now)
        entry.held_for = "lost"
    elif entry.held_for == "consult":
        holds.resume(session, entry, now)


def withdraw(session: Session, offer: Offer, now: datetime) -> None:
    """It rang in vain, and nothing counts against them."""
    offer.state, offer.closed_at = "withdrawn", now
    stays.offer_note(session, offer, "withdrawn", now)
    agent_store.change_presence(session, offer.agent_id, ("reserved",), "available", now)
    offers.hang_up(session, offer, now)
    session.flush()
    announce(session, f"desk:{offer.agent_id}", "agents", "waiting")


def withdraw_invited(session: Session, entry: QueueEntry, now: datetime) -> None:
    """Who still rings for a consult is not needed any more."""
    for offer in store.open_offers(session, entry.id):
        if offer.role == "consult" and offer.state == "ringing":
            withdraw(session, offer, now)
    for party in open_parties(session, entry, "outside"):
        if party.state != "in":
            parties.send_away(session, party, now)


def party_ended(session: Session, party: Party, now: datetime) -> None:
    """Somebody whom we brought in is out of the room, or never came."""
    entry = queue_store.entry(session, party.entry_id)
    if (
        entry is None
        or entry.left_at is not None
        or party.kind != "outside"
        or open_parties(session, entry, "outside")
    ):
        return
    if entry.state == "passed":
        go_on(session, entry, now)
    else:
        note(session, entry, "consult_ended", now, result=party.result)
        back_to_lead(session, entry, now)


def outside_goes(session: Session, party: Party, now: datetime) -> None:
    """The consulted number is not needed any more; the customer comes back at once."""
    parties.send_away(session, party, now)
    parties.forget(session, party, now)
    party_ended(session, party, now)


def pass_on_details(session: Session, party_id: int) -> parties.Ring | None:
    """Whom the caller's own leg is to dial; None when that is over."""
    party = session.get(Party, party_id)
    entry = session.get(QueueEntry, party.entry_id) if party else None
    call = call_store.by_id(session, entry.call_id) if entry else None
    if party is None or entry is None or call is None or entry.state != "passed" or party.state != "in":
        return None
    return parties.Ring(party.address, call.called, detects=False)


def dialled(session: Session, party_id: int, status: str, now: datetime) -> PassedOn | None:
    """How the call went that the caller's own leg made; None when we were told before."""
    found = session.get(Party, party_id)
    entry = queue_store.entry(session, found.entry_id) if found else None
    party = party_store.party(session, party_id) if entry else None
    if entry is None or party is None or party.state != "in" or entry.state != "passed":
        return None
    talked = status in ("completed", "answered")
    party.state, party.result, party.ended_at = (
        ("left", "answered", now) if talked else ("failed", status[:12], now)
    )
    session.flush()
    if not talked:
        note(session, entry, "transfer_failed", now, result=party.result)
        holds.stop_clock(entry, now)
        queues.requeue(session, entry, entry.queue, "returned", now, priority=FIRST_IN_LINE)
    return PassedOn(entry.seq, talked)


def not_dialled(session: Session, party_id: int, now: datetime) -> None:
    """The caller's own leg was not brought to dial: they are alone in the room that the agent left."""
    party = session.get(Party, party_id)
    old = session.get(QueueEntry, party.entry_id) if party else None
    if old is None or not dialled(session, party_id, "failed", now):
        return
    if old.callback_id is None:
        fresh = queue_store.open_entry(session, old.call_id)
    else:
        fresh = callback_store.place_of(session, old.callback_id)
    if fresh:
        moving.to_line(session, old.id, fresh, now)


def room_closed(session: Session, entry_id: int, now: datetime) -> None:
    """The caller left, and the room with them: nobody is in it, whatever the legs' own reports say.

    A customer whom we rang is the caller of theirs; they may have been brought elsewhere.
    """
    entry = queue_store.entry(session, entry_id)
    if entry is None or entry.state not in ("talking", "passed", "timing_out", "left"):
        return
    withdraw_invited(session, entry, now)
    for offer in store.open_offers(session, entry.id):
        if offer.state == "accepted":
            offers.finish(session, offer.id, now)
    for party in party_store.open_parties(session, entry.id):
        if party.kind != "customer":
            parties.send_away(session, party, now)
    holds.stop_clock(entry, now)
    announce(session, "floor")


# --- who is in the room ------------------------------------------------------------------------------


def consulted(session: Session, entry_id: int) -> Offer | None:
    """The consulted agent, once they have answered."""
    offers_ = store.open_offers(session, entry_id)
    return next((each for each in offers_ if each.role == "consult" and each.state == "accepted"), None)


def outsider(session: Session, entry_id: int) -> Party | None:
    """The outside number, once it has answered."""
    found = party_store.open_parties(session, entry_id)
    return next((each for each in found if each.kind == "outside" and each.state == "in"), None)


def open_parties(session: Session, entry: QueueEntry, kind: str) -> list[Party]:
    return [each for each in party_store.open_parties(session, entry.id) if each.kind == kind]


def coach_again(session: Session, entry: QueueEntry, now: datetime) -> None:
    """Whoever whispers does so into another leg now."""
    for party in open_parties(session, entry, "supervisor"):
        if party.state == "in" and party.mode == "whisper":
            orders.place(session, "supervise_mode", now, entry.call_id, party_id=party.id)
