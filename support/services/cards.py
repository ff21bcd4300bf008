"""Calls as people read them: the card on the desk, lines of a list, the story of one call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.values import words_in
from support.errors import NotFound
from support.store import calls as store
from support.store import cards as card_store
from support.store import customers as customer_store
from support.store import flows as flow_store
from support.store import queues as queue_store
from support.store import tickets as ticket_store
from support.store.base import Session
from support.store.callbacks import Callback
from support.store.transcripts import Utterance

EARLIER = 5
OPEN_TICKETS = ("new", "open", "pending")


@dataclass(frozen=True)
class EarlierCall:
    """`agent`: who talked with the customer, "" when nobody did."""

    at: datetime
    queue: str
    outcome: str
    agent: str = ""
    disposition: str = ""


@dataclass(frozen=True)
class TicketLine:
    number: int
    subject: str
    status: str


@dataclass(frozen=True)
class Choice:
    """One thing that the caller did in the menu. `by`: key, speech, anywhere, …; `said`: the words, if any.

    `option` is "" when nothing matched what was said.
    """

    step: str
    option: str
    led: str
    by: str
    said: str = ""


@dataclass(frozen=True)
class CustomerCard:
    name: str
    tier: str
    language: str
    notes: str


@dataclass(frozen=True)
class CallbackCard:
    """A promise to call back: its state, what became of the last try, and when the next one is."""

    number: str
    queue: str
    state: str
    result: str
    attempts: int
    next_at: datetime | None
    promised_at: datetime


@dataclass(frozen=True)
class CallCard:
    """`chose`: what the caller did in the menu, in order. `tickets`: those that are not solved."""

    call_id: int
    caller: str
    called: str
    language: str
    flow: str
    started_at: datetime
    chose: tuple[Choice, ...]
    queue: str
    earlier: tuple[EarlierCall, ...]
    tickets: tuple[TicketLine, ...]
    customer: CustomerCard
    callback: CallbackCard | None


@dataclass(frozen=True)
class OfferCard:
    """A call in an agent's hand, or the last one that was. `state`: ringing, accepted or done.

    `callback`: the customer is to be dialled; `role`: lead or consult; `is_lost`: the agent's leg broke off.
    """

    offer_id: int
    state: str
    role: str
    call: CallCard
    queue: str
    queue_title: str
    from_queue: str
    waited_s: int
    waiting_since: datetime
    created_at: datetime
    accepted_at: datetime | None
    closed_at: datetime | None
    expires_at: datetime
    is_lost: bool
    disposition: str
    notes: str
    callback: CallbackCard | None


@dataclass(frozen=True)
class CallLine:
    call_id: int
    caller: str
    called: str
    queue: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str


@dataclass(frozen=True)
class StoryLine:
    at: datetime
    kind: str
    data: dict[str, Any]


@dataclass(frozen=True)
class CallStory:
    call: CallLine
    lines: tuple[StoryLine, ...]


def offer_card(session: Session, offer: queue_store.Offer, now: datetime) -> OfferCard | None:
    entry = session.get(queue_store.QueueEntry, offer.entry_id)
    call = store.by_id(session, entry.call_id) if entry else None
    if entry is None or call is None:
        return None
    promised = session.get(Callback, entry.callback_id) if entry.callback_id else None
    since, until = _waited_since(session, entry), entry.answered_at or offer.accepted_at or now
    return OfferCard(
        offer_id=offer.id,
        state=offer.state,
        role=offer.role,
        call=call_card(session, call, promised.number if promised else ""),
        queue=entry.queue,
        queue_title=_title(session, entry.queue),
        from_queue=entry.from_queue,
        waited_s=max(0, int((until - since).total_seconds())),
        waiting_since=since,
        created_at=offer.created_at,
        accepted_at=offer.accepted_at,
        closed_at=offer.closed_at,
        expires_at=offer.expires_at,
        is_lost=offer.lost_at is not None and offer.closed_at is None,
        disposition=offer.disposition,
        notes=offer.notes,
        callback=_callback(promised),
    )


def call_card(session: Session, call: store.Call, number: str = "") -> CallCard:
    """`number`: the customer's, when it is another than the one that called (a callback's)."""
    version = flow_store.version(session, call.version_id)
    number = number or call.caller
    return CallCard(
        call_id=call.id,
        caller=number,
        called=call.called,
        language=call.language,
        flow=version.title if version else "",
        started_at=call.started_at,
        chose=_choices(session, call.id),
        queue=call.queue,
        earlier=_earlier(session, call, number),
        tickets=_tickets(session, number),
        customer=_customer(session, number),
        callback=_callback(card_store.open_callback(session, number) if number else None),
    )


def _waited_since(session: Session, entry: queue_store.QueueEntry) -> datetime:
    """Since first entering a line; of somebody who was passed on by an agent, since then."""
    before = [each for each in queue_store.entries_of(session, entry.call_id) if each.id < entry.id]
    return entry.entered_at if any(each.answered_at for each in before) else entry.first_entered_at


def _title(session: Session, name: str) -> str:
    queue = session.get(queue_store.Queue, name)
    return words_in(queue.title, "") if queue else name


def customer_number(session: Session, entry: queue_store.QueueEntry) -> str:
    """Who is talked with: of a callback, the number that was promised; "" when it is withheld."""
    promised = session.get(Callback, entry.callback_id) if entry.callback_id else None
    call = store.by_id(session, entry.call_id)
    return promised.number if promised else call.caller if call else ""


def _earlier(session: Session, call: store.Call, number: str) -> tuple[EarlierCall, ...]:
    calls = store.recent(session, EARLIER, number, before_id=call.id) if number else []
    handlers = card_store.handlers(session, [each.id for each in calls])
    return tuple(
        EarlierCall(each.started_at, each.queue, each.outcome or "", *handlers.get(each.id, ("", "")))
        for each in calls
    )


def _tickets(session: Session, number: str) -> tuple[TicketLine, ...]:
    if not number:
        return ()
    found = ticket_store.tickets(session, OPEN_TICKETS, customer=number, limit=EARLIER)
    return tuple(TicketLine(each.number, each.subject, each.status) for each in found)


def _customer(session: Session, number: str) -> CustomerCard:
    found = customer_store.by_number(session, number)
    if found is None:
        return CustomerCard("", "", "", "")
    return CustomerCard(found.name, found.tier, found.language, found.notes)


def _callback(row: Callback | None) -> CallbackCard | None:
    if row is None:
        return None
    next_at = row.next_try_at or row.chosen_at
    return CallbackCard(row.number, row.queue, row.state, row.result, row.attempts, next_at, row.created_at)


def _choices(session: Session, call_id: int) -> tuple[Choice, ...]:
    """Choices in order, each with the words that led to it; words that led nowhere stand alone."""
    said = card_store.answers(session, call_id)
    understood = [each for each in said if each.result != "rejected"]
    found = [
        (event.at, _choice(event.data, _words_before(understood, event)))
        for event in store.events(session, call_id)
        if event.kind == "option_chosen"
    ]
    missed = (each for each in said if each.result == "rejected")
    found += [(each.at, Choice(_readable(each.step), "", "", "speech", each.text)) for each in missed]
    return tuple(choice for _, choice in sorted(found, key=lambda pair: pair[0]))


def _words_before(said: list[Utterance], event: store.CallEvent) -> str:
    """The last answer in words until then; "" for a choice by key."""
    if event.data.get("by") == "key":
        return ""
    return next((each.text for each in reversed(said) if each.at <= event.at), "")


def _choice(data: dict[str, Any], said: str) -> Choice:
    """Where, what, and where it led."""
    step, option, led = (_readable(data.get(name)) for name in ("step", "option", "next"))
    return Choice(step, option, led, str(data.get("by") or ""), said)


def _readable(value: Any) -> str:
    return str(value or "").replace("_", " ")


def listing(session: Session, before_id: int | None = None, limit: int = 50) -> list[CallLine]:
    """Newest first; a page goes on with `before_id`."""
    return [_line(call) for call in store.recent(session, limit, before_id=before_id)]


def story(session: Session, call_id: int) -> CallStory:
    call = store.by_id(session, call_id)
    if call is None:
        raise NotFound("there is no call %(number)s", number=call_id)
    lines = tuple(StoryLine(each.at, each.kind, each.data) for each in store.events(session, call_id))
    return CallStory(_line(call), lines)


def _line(call: store.Call) -> CallLine:
    return CallLine(
        call.id, call.caller, call.called, call.queue, call.started_at, call.ended_at, call.outcome or ""
    )


def totals(session: Session, since: datetime) -> dict[str, int]:
    """Calls begun since then, by outcome ("" : still going on)."""
    return store.outcomes_since(session, since)
