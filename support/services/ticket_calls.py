"""Calling a customer about their ticket: a callback that is due now, kept for the agent who asks for it.

The agent's own telephone rings first, as for every callback; then the customer's.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from support.errors import Refused, marked
from support.rules import callbacks as rules
from support.services import callbacks, dialling, people, ticket_log, tickets
from support.store import agents as agent_store
from support.store import callbacks as store
from support.store import calls as call_store
from support.store.base import Session, announce
from support.store.callbacks import Callback
from support.store.tickets import Ticket

KEPT_FOR = timedelta(minutes=2)  # then any agent of the queue may call this customer
FIRST = 100  # before everybody who waits: the agent has asked for it
_NOT_READY = marked("open your desk and be available first: your own telephone rings before the customer's")


def call_customer(session: Session, number: int, user_id: int, now: datetime) -> Callback:
    """Raises Refused for an agent who is not available, a number that may not be called, or at night."""
    agent = agent_store.agent_of_user(session, user_id)
    if agent is None or agent.presence != "available":
        raise Refused(_NOT_READY)
    ticket = ticket_log.find(session, number)
    call = _call_about(session, ticket)
    _check(session, ticket, call, now)
    made = _promised(session, ticket, call, now)
    entry = store.place_of(session, made.id)
    if made.state not in callbacks.FREE or entry is None:
        raise Refused("%(number)s is being called already", number=ticket.customer)
    entry.only_agent_id, entry.only_until, entry.not_before = agent.id, now + KEPT_FOR, None
    entry.priority = max(entry.priority, FIRST)
    made.state, made.chosen_at, made.next_try_at = "due", None, None
    tickets.link_call(session, ticket, call.id, now)
    dialling.note(session, made, "callback_promised", now, ticket=ticket.number, agent=agent.id)
    people.audit(session, user_id, "customer_called", f"ticket {ticket.number}", now)
    announce(session, "callbacks", "waiting")
    return made


def _call_about(session: Session, ticket: Ticket) -> call_store.Call:
    """The one it began with, else the customer's last: it says which number of ours they know."""
    if not ticket.customer:
        raise Refused("we cannot call a withheld number")
    call = call_store.by_id(session, ticket.call_id) if ticket.call_id else None
    found = [call] if call else call_store.recent(session, 1, ticket.customer)
    if not found:
        raise Refused("this customer has never called us: call them from a telephone of yours")
    return found[0]


def _check(session: Session, ticket: Ticket, call: call_store.Call, now: datetime) -> None:
    if not dialling.may_be_called(session, ticket.customer, call.called, call.id):
        raise Refused("%(number)s is not a number that we may call", number=ticket.customer)
    hours = dialling.plan(session, ticket.queue).hours
    if rules.next_awake(now, rules.zones(ticket.customer, call.called), hours) != now:
        raise Refused("it is no time to call where this customer is")


def _promised(session: Session, ticket: Ticket, call: call_store.Call, now: datetime) -> Callback:
    """The open one of this customer in this queue, or a new one."""
    known = store.open_callback(session, ticket.queue, ticket.customer)
    if known:
        return callbacks.locked(session, known.id)[0]
    made = Callback(
        queue=ticket.queue, number=ticket.customer, ours=call.called, call_id=call.id, ticket_id=ticket.id,
        language=ticket.language or call.language, first_entered_at=now, created_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    callbacks.stand(session, made, callbacks.Place(now, now), now)
    return made
