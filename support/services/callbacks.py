"""Callbacks: promised, kept in line like everybody, offered to agents, taken back.

A promise is due when its caller would have been answered: it stands in the line at the caller's own place.
When its time has come is `due`'s to say, ringing the customer is `dialling`'s.
Who locks a callback and its place in the line locks the place first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ivr.actions import PromiseCallback
from support.errors import NotFound, Refused
from support.rules import callbacks as rules
from support.rules import numbers
from support.services import dialling, hook_events, moving, stays, ticket_rules, tickets
from support.store import agents as agent_store
from support.store import callbacks as store
from support.store import calls as call_store
from support.store import queues as queue_store
from support.store import tickets as ticket_store
from support.store.base import Session, announce
from support.store.callbacks import Callback
from support.store.calls import CallRow
from support.store.queues import Offer, QueueEntry
from support.store.tickets import Ticket

UNENDING_S = 2**30  # a place that no time limit ends
HOLD = timedelta(minutes=5)  # put off so long, again and again, while the caller is still with us
FREE = ("promised", "due", "missed")  # nobody has it in hand


@dataclass(frozen=True)
class Place:
    """What a promise takes over from its caller's own stay in the line."""

    first_entered_at: datetime
    place_at: datetime
    priority: int = 0
    skills: Mapping[str, Any] | None = None
    relax_every_s: int = 0
    relax_by: int = 1
    sticky_agent_id: int | None = None


def promise(session: Session, row: CallRow, action: PromiseCallback, now: datetime) -> Ticket:
    """One open promise per number and queue: asking again joins the first and keeps the better place."""
    ticket_store.one_at_a_time(session)
    place = _own_place(session, row.id, action.queue, now)
    if action.instead and action.instead != action.number:
        _withdraw(session, row, action, now)
    known = store.open_callback(session, action.queue, action.number)
    ticket = ticket_store.ticket_by_id(session, known.ticket_id) if known and known.ticket_id else None
    if known and ticket:
        _join(session, known.id, place, action.at, row, now)
        return ticket
    ticket = _ticket(session, row, action.queue, action.number, now)
    made = Callback(
        queue=action.queue, number=action.number, ours=row.called, language=row.language, call_id=row.id,
        ticket_id=ticket.id, chosen_at=action.at, first_entered_at=place.first_entered_at, created_at=now,
    )  # fmt: skip
    _open(session, made, place, now, held=True)
    return ticket


def follow_up(
    session: Session, offer: Offer, number: str, at: datetime | None, user_id: int, now: datetime
) -> Callback:
    """An agent promises to call again, soon (None) or at a time; they are asked first when it is due."""
    entry = session.get(QueueEntry, offer.entry_id)
    call = call_store.by_id(session, entry.call_id) if entry else None
    if entry is None or call is None:
        raise NotFound("there is no such call")
    place = Place(at or now, at or now, skills=dict(entry.skills), sticky_agent_id=offer.agent_id)
    agent = agent_store.agent(session, offer.agent_id)
    whose = agent.user_id if agent else user_id
    return promise_after(session, call, entry.queue, number, at, place, now, whose)


def promise_after(
    session: Session,
    call: call_store.Call,
    queue: str,
    number: str,
    at: datetime | None,
    place: Place,
    now: datetime,
    assignee_id: int | None = None,
) -> Callback:
    """A promise about a call that we had, made by somebody else than the caller."""
    if not numbers.e164(number) or not dialling.may_be_called(session, number, call.called, call.id):
        if not number:
            raise Refused("we cannot call a withheld number")
        raise Refused("%(number)s is not a number that we may call", number=number)
    if at is not None and at <= now:
        raise Refused("choose a time that is still to come")
    ticket_store.one_at_a_time(session)
    known = store.open_callback(session, queue, number)
    if known:
        return _join(session, known.id, place, at, None, now)
    row = call_store.find(session, call.sid)
    assert row is not None
    ticket = _ticket(session, row, queue, number, now, assignee_id)
    made = Callback(
        queue=queue, number=number, ours=call.called, language=call.language, call_id=call.id,
        ticket_id=ticket.id, chosen_at=at, first_entered_at=place.first_entered_at, created_at=now,
    )  # fmt: skip
    _open(session, made, place, now)
    said = {"queue": queue, "ticket": ticket.number, "callback": made.id}
    call_store.append(session, call.id, now, [("callback_promised", said)])
    return made


def _ticket(
    session: Session, row: CallRow, queue: str, number: str, now: datetime, assignee_id: int | None = None
) -> Ticket:
    ticket = ticket_rules.outcome(
        session, "callback", row, queue, now, customer=number, user_id=assignee_id, assignee_id=assignee_id
    )
    assert ticket is not None  # a promise always has one
    return ticket


def cancel(session: Session, queue: str, number: str, now: datetime) -> Callback | None:
    """The customer wants it no longer. Its `first_entered_at` is theirs to keep when they go on waiting."""
    known = store.open_callback(session, queue, number)
    return _cancel(session, known.id, now) if known else None


def give_up(session: Session, callback_id: int, now: datetime) -> Callback:
    """A supervisor takes the promise back; whoever is being rung for it is let go."""
    made = _cancel(session, callback_id, now)
    if made is None:
        raise Refused("this callback is over already")
    return made


def try_at(session: Session, callback_id: int, at: datetime | None, now: datetime) -> datetime | None:
    """Ring the customer as soon as an agent is free (None), or at a time; returns when it would have been.

    Whatever was chosen, nobody is woken up.
    """
    made, entry = locked(session, callback_id)
    if made.state not in FREE or entry is None:
        raise Refused("this callback is not waiting to be tried")
    wanted = at if at and at > now else now
    if rules.next_awake(wanted, dialling.zones(made), dialling.plan(session, made.queue).hours) != wanted:
        raise Refused("it is no time to call where this customer is")
    before = entry.not_before
    made.state, made.chosen_at, made.next_try_at, entry.not_before = "due", None, None, None
    if wanted > now:
        made.state, made.next_try_at, entry.not_before = "promised", wanted, wanted
    announce(session, "callbacks", "waiting")
    return before


def try_now(session: Session, callback_id: int, now: datetime) -> datetime | None:
    return try_at(session, callback_id, None, now)


def restore(session: Session, callback_id: int, now: datetime) -> None:
    """A promise that was taken back by mistake stands again where it stood."""
    ticket_store.one_at_a_time(session)
    made, _ = locked(session, callback_id)
    if made.state != "cancelled":
        raise Refused("this callback was not cancelled")
    if store.open_callback(session, made.queue, made.number):
        raise Refused("this number has another callback in this queue by now")
    made.state, made.closed_at = "promised", None
    stand(session, made, Place(made.first_entered_at, made.first_entered_at), now).not_before = now + HOLD
    dialling.note(session, made, "callback_restored", now)


# --- what happens to its place in the line; offers call these ---------------------------------------------


def offered(session: Session, entry: QueueEntry, _now: datetime) -> None:
    """An agent is being asked."""
    made = _of(session, entry)
    if made and made.state in FREE:
        made.state = "reserved"
        announce(session, "callbacks")


def accepted(session: Session, entry: QueueEntry, offer: Offer, now: datetime) -> None:
    """An agent is in the room. When the customer may not be rung after all, the next sweep lets them go.

    A customer who was passed on, or whose agent was lost, is on the phone already.
    """
    customer = moving.on_the_phone(session, entry)
    if customer:
        moving.to_room(session, entry, customer.leg_sid or "", now, customer.id)
        return
    made = _of(session, entry)
    if made:
        dialling.start(session, made, entry, now)
        announce(session, "callbacks", f"desk:{offer.agent_id}")


def offer_ended(session: Session, entry: QueueEntry, _end: str, now: datetime) -> None:
    """The agent has it no more. Declining is no failed try; leaving while the customer is rung is one."""
    made = _of(session, entry)
    if made and made.state == "reserved":
        made.state = "missed" if made.attempts else "due"
        announce(session, "callbacks")
    elif made and made.state == "dialling":
        dialling.send_away(session, entry, now)
        if made.state == "dialling":
            dialling.miss(session, made, entry, "agent left", now)


# --- places -----------------------------------------------------------------------------------------------


def _own_place(session: Session, call_id: int, queue: str, now: datetime) -> Place:
    """The caller's in this queue, this call; else the end of the line."""
    stays = [each for each in queue_store.entries_of(session, call_id) if each.queue == queue]
    if not stays:
        return Place(now, now)
    last = stays[-1]
    return Place(
        min(each.first_entered_at for each in stays),
        min(each.place_at for each in stays),
        last.priority,
        dict(last.skills),
        last.relax_every_s,
        last.relax_by,
        last.sticky_agent_id,
    )


def _open(session: Session, made: Callback, place: Place, now: datetime, held: bool = False) -> None:
    session.add(made)
    session.flush()
    if not dialling.may_be_called(session, made.number, made.ours, made.call_id):
        made.state, made.closed_at = "expired", now  # no surprise bill: people decide, by the ticket
        dialling.note(session, made, "callback_refused", now)
        return
    at = rules.first_try(now, made.chosen_at, dialling.zones(made), dialling.plan(session, made.queue))
    entry = stand(session, made, place, now)
    made.next_try_at = at if at != now else None
    entry.not_before = made.next_try_at
    if held:
        # The caller may still be with us: their phone would be busy.
        entry.not_before = max(now + HOLD, made.next_try_at or now)
    hook_events.callback(session, made, "callback_promised", now)
    announce(session, "callbacks", "waiting")


def stand(session: Session, made: Callback, place: Place, now: datetime) -> QueueEntry:
    entry = QueueEntry(
        call_id=made.call_id,
        callback_id=made.id,
        queue=made.queue,
        priority=place.priority,
        skills=dict(place.skills or {}),
        relax_every_s=place.relax_every_s,
        relax_by=place.relax_by,
        sticky_agent_id=place.sticky_agent_id,
        seq=0,
        at_most_s=UNENDING_S,
        entered_at=now,
        first_entered_at=place.first_entered_at,
        place_at=place.place_at,
    )
    session.add(entry)
    session.flush()
    stays.entered(session, entry, now)
    announce(session, "queues")
    return entry


def _join(
    session: Session, callback_id: int, place: Place, at: datetime | None, row: CallRow | None, now: datetime
) -> Callback:
    made, entry = locked(session, callback_id)
    made.first_entered_at = min(made.first_entered_at, place.first_entered_at)
    if entry:
        entry.first_entered_at = min(entry.first_entered_at, place.first_entered_at)
        entry.place_at = min(entry.place_at, place.place_at)
        entry.priority = max(entry.priority, place.priority)
    came_from = made.call_id
    if row:
        made.call_id = row.id  # the call that must be over before they are rung
    if made.state in FREE and entry:
        made.chosen_at, made.next_try_at = at, None
        made.state = "promised"
        entry.not_before = now + HOLD if row else at
    if came_from == made.call_id:
        dialling.note(session, made, "callback_asked_again", now)
        return made
    # Each log says where the rest of this promise is told.
    moved = {"queue": made.queue, "callback": made.id, "to": made.call_id}
    call_store.append(session, came_from, now, [("callback_moved", moved)])
    dialling.note(session, made, "callback_asked_again", now, **{"from": came_from})
    return made


def _withdraw(session: Session, row: CallRow, action: PromiseCallback, now: datetime) -> None:
    """The number that was promised a moment ago was the wrong one."""
    known = store.open_callback(session, action.queue, action.instead)
    if known is None or known.call_id != row.id or known.created_at == known.closed_at:
        return
    made = _cancel(session, known.id, now)
    ticket = ticket_store.ticket_by_id(session, made.ticket_id) if made and made.ticket_id else None
    if ticket and made and ticket.created_at == made.created_at:  # it was made for this promise alone
        tickets.change_status(session, ticket.number, "closed", None, now)


def _cancel(session: Session, callback_id: int, now: datetime) -> Callback | None:
    made, entry = locked(session, callback_id)
    if made.closed_at is not None:
        return None
    dialling.close(session, made, entry, "cancelled", now)
    dialling.note(session, made, "callback_cancelled", now)
    return made


def _of(session: Session, entry: QueueEntry) -> Callback | None:
    return store.callback(session, entry.callback_id) if entry.callback_id else None


def locked(session: Session, callback_id: int) -> tuple[Callback, QueueEntry | None]:
    entry = store.place_of(session, callback_id)
    made = store.callback(session, callback_id)
    if made is None:
        raise NotFound("there is no such callback")
    return made, entry
