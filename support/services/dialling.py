"""The customer's leg of a callback: rung once an agent is there, joined, or missed and rung again later.

The party's row is the intent: it is written with the state `dialling`, and nobody is rung without one. Every
change asks first what state the promise is in, so that a repeated or late request changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from flows.queues import Callbacks
from flows.values import words_in
from support.rules import callbacks as rules
from support.services import hook_events, lines, parties, stays, ticket_log, tickets
from support.services.reach import may_be_called as may_be_called
from support.store import agents as agent_store
from support.store import callbacks as store
from support.store import calls as call_store
from support.store import flows as flow_store
from support.store import orders
from support.store import parties as party_store
from support.store import queues as queue_store
from support.store import tickets as ticket_store
from support.store.base import Session, announce
from support.store.callbacks import Callback
from support.store.parties import Party
from support.store.queues import QueueEntry

_RESULTS = {"canceled": "hangup"}
KEPT_S = 300  # so long a customer whom we rang waits for another agent; then we ring them again


@dataclass(frozen=True)
class Picked:
    """What to do with whoever picked up. `message`: a queue's own for machines, or ""; `title`: us."""

    action: Literal["join", "message", "sorry"]
    language: str
    message: str
    title: str
    ticket: int | None
    is_tried_again: bool
    voice: str = ""


@dataclass(frozen=True)
class Next:
    """What a customer whom we rang meets next: the agent's room, the line, an apology, or nothing more."""

    action: Literal["room", "line", "sorry", "over"]
    entry_id: int = 0
    sorry: Picked | None = None
    music: str = ""
    language: str = ""
    voice: str = ""


def plan(session: Session, queue: str) -> rules.Plan:
    known = lines.settings(session, queue).callbacks
    return rules.Plan(known.attempts, known.spacing, hours(known))


def hours(known: Callbacks) -> rules.Hours:
    start, end = rules.clock(known.from_), rules.clock(known.until)
    return rules.Hours(start, end, known.days == "weekdays")


def zones(promise: Callback) -> tuple[ZoneInfo, ...]:
    return rules.zones(promise.number, promise.ours)


def start(session: Session, promise: Callback, entry: QueueEntry, now: datetime) -> bool:
    """An agent is in the room: ring the customer. False when that must not be, at this time or at all."""
    awake = rules.next_awake(now, zones(promise), plan(session, promise.queue).hours)
    if (
        promise.state != "reserved"
        or awake != now
        or not may_be_called(session, promise.number, promise.ours, promise.call_id)
    ):
        return False
    promise.state = "dialling"
    parties.invite(session, entry.id, "customer", promise.number, now, callback_id=promise.id)
    note(session, promise, "callback_dialled", now, attempt=promise.attempts + 1)
    return True


def is_ringing(session: Session, entry_id: int) -> bool:
    """Whether a customer is on the way into this room."""
    return any(each.kind == "customer" for each in party_store.open_parties(session, entry_id))


def answered(session: Session, party_id: int, sid: str, answered_by: str, now: datetime) -> Picked | None:
    """Somebody or something picked up. The same request again gets the same answer; None: no such party."""
    found = _locked(session, party_id)
    if found is None:
        return None
    promise, entry, party = found
    parties.placed(session, party_id, sid, now)
    if party.leg_sid != sid:
        return _picked(session, promise, "sorry")
    machine = answered_by.startswith("machine") or answered_by == "fax"
    if machine and promise.state == "dialling" and party.state in parties.OPEN:
        party.state, party.result, party.answered_at, party.ended_at = "failed", "machine", now, now
        miss(session, promise, entry, "machine", now)
    if party.result == "machine":
        return _picked(session, promise, "message")
    return _picked(session, promise, "join" if _joined(session, promise, entry, party, now) else "sorry")


def _joined(session: Session, promise: Callback, entry: QueueEntry, party: Party, now: datetime) -> bool:
    if party.state == "in":
        return entry.left_at is None
    offer = queue_store.open_offer_of_entry(session, entry.id)
    if promise.state != "dialling" or offer is None or offer.state != "accepted":
        return False
    if not parties.answered(session, party.id, party.leg_sid or "", now):
        return False
    promise.state, promise.result = "connected", ""
    promise.attempts += 1
    promise.connected_at = promise.closed_at = now
    entry.state, entry.answered_at = "talking", now
    fact = stays.offer_fact(offer)
    note(session, promise, "callback_connected", now, **fact, attempt=promise.attempts)
    announce(session, f"desk:{offer.agent_id}", "agents")
    return True


def ended(session: Session, party: Party, now: datetime) -> None:
    """The news of the end of a customer's leg: the conversation is over, or nobody was reached."""
    party_over(session, party.id, now)


def party_over(session: Session, party_id: int, now: datetime) -> None:
    """The same again changes nothing."""
    found = _locked(session, party_id)
    if found is None:
        return
    promise, entry, party = found
    if party.state == "left" and entry.answered_at is None and promise.state == "connected":
        _gone_from_line(session, promise, entry, now)
    elif party.state == "left":
        conversation_over(session, promise, entry, now)
    elif promise.state == "dialling":
        miss(session, promise, entry, _RESULTS.get(party.result, party.result), now)


def comes_next(session: Session, party_id: int, now: datetime) -> Next:
    """The customer's leg is out of a room, or has waited for a while."""
    found = _locked(session, party_id)
    if found is None:
        return Next("over")
    promise, entry, party = found
    offer = queue_store.open_offer_of_entry(session, entry.id)
    if party.state != "in" or entry.left_at is not None:
        return Next("over")
    if offer and offer.state == "accepted" and entry.state in ("connecting", "talking"):
        _comes_in(session, promise, entry, offer.agent_id, now)
        return Next("room", entry.id)
    if promise.state != "connected" or entry.state not in ("waiting", "offered", "connecting"):
        return Next("over")
    if entry.state == "waiting" and entry.entered_at + timedelta(seconds=KEPT_S) <= now:
        _ring_again(session, promise, entry, now)
        return Next("sorry", sorry=_picked(session, promise, "sorry"))
    music = lines.settings(session, entry.queue).music or ""
    return Next("line", entry.id, None, music, promise.language, _voice_of(session, promise))


def spoken(session: Session, sid: str) -> tuple[str, str] | None:
    """(language, voice) for the leg of a customer whom we rang; None for any other."""
    party = party_store.by_leg(session, sid)
    promise = session.get(Callback, party.callback_id) if party and party.callback_id else None
    return (promise.language, _voice_of(session, promise)) if promise else None


def _comes_in(session: Session, promise: Callback, entry: QueueEntry, agent_id: int, now: datetime) -> None:
    if entry.state == "connecting":
        entry.state, entry.answered_at = "talking", now
        promise.state, promise.closed_at = "connected", now  # also while they hear that we ring again
        waited_s = round((now - entry.entered_at).total_seconds())
        said = {"agent": agent_id, "entry": entry.id, "queue": entry.queue, "waited_s": waited_s}
        call_store.append(session, entry.call_id, now, [("agent_connected", said)])
        announce(session, f"desk:{agent_id}", "agents", "queues")


def _gone_from_line(session: Session, promise: Callback, entry: QueueEntry, now: datetime) -> None:
    """The customer did not wait for the next agent. Their ticket stays open: nobody helped them."""
    if entry.left_at is None:
        free_agent(session, entry, "", now)
        stays.left(session, entry, "hangup", now)
        note(session, promise, "callback_missed", now, result="hangup", attempt=promise.attempts)


def _ring_again(session: Session, promise: Callback, entry: QueueEntry, now: datetime) -> None:
    """Nobody came for too long: they are not kept, but promised another call, at the place they have."""
    if store.open_callback(session, promise.queue, promise.number):
        stays.left(session, entry, "returned", now)
    else:
        promise.state, promise.closed_at = "due", None
    note(session, promise, "callback_restored", now)


def conversation_over(session: Session, promise: Callback, entry: QueueEntry, now: datetime) -> None:
    """The customer has gone, or was left alone: the place in the line ends, and what was only a promise to
    call back is kept. Whoever called about another ticket says there what became of it."""
    if entry.left_at is not None or entry.answered_at is None:
        return
    stays.left(session, entry, "answered", now)
    send_away(session, entry, now)
    announce(session, "queues")
    ticket = ticket_store.ticket_by_id(session, promise.ticket_id) if promise.ticket_id else None
    agent_id = store.agent_of_place(session, entry.id)
    agent = agent_store.agent(session, agent_id) if agent_id else None
    if ticket and agent and ticket.status in tickets.UNSOLVED:
        tickets.responded(session, ticket, now)
        if ticket.kind == "callback":
            tickets.change_status(session, ticket.number, "solved", agent.user_id, now)


def miss(session: Session, promise: Callback, entry: QueueEntry, result: str, now: datetime) -> None:
    """This try reached nobody: the agent is free at once, the customer is rung later, or no more."""
    promise.attempts += 1
    promise.result = result
    free_agent(session, entry, f"callback {result}", now)
    known = plan(session, promise.queue)
    at = rules.next_try(now, promise.attempts, zones(promise), known)
    if at is None:
        expire(session, promise, entry, now)
        return
    promise.state, promise.next_try_at = "missed", at
    if entry.left_at is None:
        entry.state, entry.not_before = "waiting", at
    said = {"result": result, "attempt": promise.attempts, "next_at": at.isoformat()}
    note(session, promise, "callback_missed", now, **said)


def expire(session: Session, promise: Callback, entry: QueueEntry | None, now: datetime) -> None:
    """Tried often enough, or for too long: the ticket stays open for people."""
    close(session, promise, entry, "expired", now)
    note(session, promise, "callback_expired", now, result=promise.result, attempt=promise.attempts)


def close(session: Session, promise: Callback, entry: QueueEntry | None, state: str, now: datetime) -> None:
    """The promise ends unkept: whoever was asked or rung for it is let go."""
    promise.state, promise.closed_at, promise.next_try_at = state, now, None
    if entry and entry.left_at is None:
        send_away(session, entry, now)
        free_agent(session, entry, "", now)
        stays.left(session, entry, state, now)
    session.flush()
    announce(session, "queues", "callbacks")


def free_agent(session: Session, entry: QueueEntry, reason: str, now: datetime) -> None:
    """The agent who was asked or waited in the room is free at once, without wrap-up, and is told why."""
    offer = queue_store.open_offer_of_entry(session, entry.id)
    if offer is None:
        return
    offer.state, offer.closed_at = "withdrawn", now
    session.flush()
    stays.offer_note(session, offer, "withdrawn", now)
    before = ("reserved", "on_call")
    agent_store.change_presence(session, offer.agent_id, before, "available", now, reason[:40])
    for leg in call_store.legs_of_offer(session, offer.id):
        if leg.ended_at is None:
            orders.place(session, "hang_up_leg", now, leg.call_id, sid=leg.sid)
    announce(session, f"desk:{offer.agent_id}", "agents", "waiting")


def send_away(session: Session, entry: QueueEntry, now: datetime) -> None:
    """The customer's leg goes, if there is one."""
    for party in party_store.open_parties(session, entry.id):
        if party.kind == "customer":
            parties.send_away(session, party, now)


def note(session: Session, promise: Callback, kind: str, now: datetime, **data: Any) -> None:
    """A fact for the log of the call and the history of the ticket."""
    said = {"queue": promise.queue, "callback": promise.id, **data}
    call_store.append(session, promise.call_id, now, [(kind, said)])
    hook_events.callback(session, promise, kind, now)
    ticket = ticket_store.ticket_by_id(session, promise.ticket_id) if promise.ticket_id else None
    if ticket:
        ticket_log.write(session, ticket, "callback", now, text=kind.removeprefix("callback_"), data=data)
    session.flush()
    announce(session, "callbacks", "tickets", "queues")


def _picked(session: Session, promise: Callback, action: Literal["join", "message", "sorry"]) -> Picked:
    known = lines.settings(session, promise.queue)
    ticket = ticket_store.ticket_by_id(session, promise.ticket_id) if promise.ticket_id else None
    call = call_store.by_id(session, promise.call_id)
    version = flow_store.version(session, call.version_id) if call else None
    return Picked(
        action=action,
        language=promise.language,
        message=words_in(known.callbacks.message or {}, promise.language),
        title=version.title if version else words_in(known.title, promise.language),
        ticket=ticket.number if ticket else None,
        is_tried_again=promise.closed_at is None,
        voice=_voice_of(session, promise),
    )


def _voice_of(session: Session, promise: Callback) -> str:
    """The flow's for this language; the phone company's own otherwise."""
    call = call_store.by_id(session, promise.call_id)
    version = flow_store.version(session, call.version_id) if call else None
    return str((version.document.get("voices") or {}).get(promise.language, "")) if version else ""


def _locked(session: Session, party_id: int) -> tuple[Callback, QueueEntry, Party] | None:
    """A customer's party with its promise and place: the place first, as everywhere."""
    seen = session.get(Party, party_id)
    if seen is None or seen.callback_id is None:
        return None
    entry = queue_store.entry(session, seen.entry_id)
    session.refresh(seen)
    if entry and entry.id != seen.entry_id:  # passed on to another line just now
        entry = queue_store.entry(session, seen.entry_id)
    promise = store.callback(session, seen.callback_id)
    party = party_store.party(session, party_id)
    return (promise, entry, party) if promise and entry and party else None
