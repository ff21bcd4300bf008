"""The agent's work after (and during) a call: disposition, notes, a ticket, more time, ready for the next.

Notes belong to the offer, so what arrives late is written to its own call. They are in no event and no log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from support.errors import Refused
from support.services import callbacks, lines, ticket_rules, tickets
from support.services.cards import OfferCard, customer_number, offer_card
from support.store import agents as agent_store
from support.store import calls as call_store
from support.store import cards as store
from support.store import queues as queue_store
from support.store import tickets as ticket_store
from support.store.base import Session, announce

DISPOSITIONS = ("solved", "follow_up", "wrong_department", "no_resolution", "test")
MORE_S = 30
# How long the last call stays at hand after its wrap-up, for the word that comes to mind late.
AT_HAND = timedelta(hours=1)
LONGEST_NOTES = 10_000


@dataclass(frozen=True)
class WrapUp:
    """`until`: when the next call may come; None when that is past and the notes are only still at hand."""

    offer: OfferCard
    until: datetime | None
    dispositions: tuple[str, ...]


@dataclass(frozen=True)
class Today:
    """What an agent has done today. `mean_s`: answer to end of wrap-up; None without a call."""

    calls: int
    mean_s: int | None


def card(session: Session, agent_id: int, now: datetime) -> WrapUp | None:
    """The call that is wrapped up, or the last one; None while another is in the hand."""
    agent = agent_store.agent(session, agent_id)
    offer = store.last_handled(session, agent_id)
    if agent is None or offer is None or not _is_at_hand(agent, offer, now):
        return None
    shown = offer_card(session, offer, now)
    until = agent.wrap_up_until if agent.presence == "wrap_up" else None
    return WrapUp(shown, until, dispositions(session, shown.queue)) if shown else None


def _is_at_hand(agent: agent_store.Agent, offer: queue_store.Offer, now: datetime) -> bool:
    if agent.presence in ("reserved", "on_call") or offer.closed_at is None:
        return False
    return agent.presence == "wrap_up" or offer.closed_at >= now - AT_HAND


def dispositions(session: Session, queue: str) -> tuple[str, ...]:
    """How calls of this queue may end."""
    return tuple(lines.settings(session, queue).dispositions) or DISPOSITIONS


def save(
    session: Session,
    agent_id: int,
    offer_id: int,
    disposition: str | None = None,
    notes: str | None = None,
) -> None:
    """Only what is given changes. An empty disposition takes it back."""
    offer, entry = _own(session, agent_id, offer_id)
    if disposition and disposition not in dispositions(session, entry.queue):
        raise Refused("calls of this queue do not end as '%(disposition)s'", disposition=disposition)
    if disposition is not None:
        offer.disposition = disposition
    if notes is not None:
        offer.notes = notes.replace("\0", "")[:LONGEST_NOTES]
    session.flush()


def more_time(session: Session, agent_id: int, now: datetime) -> None:
    agent = agent_store.agent(session, agent_id)
    if agent is None or agent.presence != "wrap_up":
        raise Refused("the wrap-up is over already")
    agent.wrap_up_until = max(agent.wrap_up_until or now, now) + timedelta(seconds=MORE_S)
    session.flush()
    announce(session, f"desk:{agent_id}", "agents")


def ready(session: Session, agent_id: int, now: datetime) -> None:
    """The next call may come."""
    if agent_store.change_presence(session, agent_id, ("wrap_up",), "available", now, idle_since=now):
        done(session, agent_id, now)
        announce(session, f"desk:{agent_id}", "agents", "waiting")


def done(session: Session, agent_id: int, now: datetime) -> None:
    """The work after the last call is over, however it ended; told once."""
    offer = store.last_handled(session, agent_id)
    entry = session.get(queue_store.QueueEntry, offer.entry_id) if offer else None
    if offer is None or entry is None or offer.wrapped_at is not None:
        return
    offer.wrapped_at = now
    fact = {"agent": agent_id, "entry": entry.id, "offer": offer.id, "disposition": offer.disposition}
    call_store.append(session, entry.call_id, now, [("wrapped_up", fact)])


def open_ticket(
    session: Session, agent_id: int, offer_id: int, subject: str, text: str, user_id: int, now: datetime
) -> int:
    """A ticket for the customer of this call, with a first comment; returns its number."""
    subject = subject.replace("\0", "").strip()
    if not subject:
        raise Refused("a ticket needs a subject")
    _offer, entry = _own(session, agent_id, offer_id)
    number = customer_number(session, entry)
    row = call_store.row(session, entry.call_id)
    ticket = ticket_rules.outcome(
        session, "wrap-up", row, entry.queue, now, customer=number, subject=subject[:200], status="open",
        user_id=user_id, assignee_id=user_id,
    )  # fmt: skip
    assert ticket is not None  # what an agent asks for is never refused by a rule
    if ticket.subject != subject[:200]:
        text = f"{subject}\n{text}"  # it joined another
    if text.strip():
        tickets.comment(session, ticket.number, text, user_id, now)
    announce(session, f"desk:{agent_id}")
    return ticket.number


def note_on_ticket(
    session: Session, agent_id: int, offer_id: int, number: int, user_id: int, now: datetime
) -> None:
    """Add the notes of this call to a ticket of its customer."""
    offer, entry = _own(session, agent_id, offer_id)
    customer = customer_number(session, entry)
    open_ones = ticket_store.tickets(session, tickets.UNSOLVED, customer=customer) if customer else []
    if number not in {ticket.number for ticket in open_ones}:
        raise Refused("ticket %(number)s is not an open one of this customer", number=number)
    if not offer.notes.strip():
        raise Refused("write the notes first")
    tickets.comment(session, number, offer.notes, user_id, now)


def follow_up(
    session: Session,
    agent_id: int,
    offer_id: int,
    number: str,
    at: datetime | None,
    user_id: int,
    now: datetime,
) -> None:
    """Promise the customer of this call to call back: as soon as possible (None) or at a time."""
    offer, _entry = _own(session, agent_id, offer_id)
    wanted = "".join(letter for letter in number if letter in "+0123456789")
    callbacks.follow_up(session, offer, wanted, at, user_id, now)
    announce(session, f"desk:{agent_id}")


def number_of(session: Session, agent_id: int, offer_id: int) -> str:
    """The customer's number of a call that this agent has or had; "" when it is withheld."""
    _offer, entry = _own(session, agent_id, offer_id)
    return customer_number(session, entry)


def today(session: Session, agent_id: int, since: datetime) -> Today:
    times = [(end - begin).total_seconds() for begin, end in store.handled_since(session, agent_id, since)]
    return Today(len(times), round(sum(times) / len(times)) if times else None)


def _own(session: Session, agent_id: int, offer_id: int) -> tuple[queue_store.Offer, queue_store.QueueEntry]:
    offer = session.get(queue_store.Offer, offer_id)
    entry = session.get(queue_store.QueueEntry, offer.entry_id) if offer else None
    if offer is None or entry is None or offer.agent_id != agent_id or offer.accepted_at is None:
        raise Refused("this is not a call of yours")
    return offer, entry
