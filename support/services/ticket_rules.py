"""From what happens on calls to tickets, as the policies' table says: join one, open one, only note it."""

from __future__ import annotations

from datetime import datetime, timedelta

from flows.policies import Outcome, Rule
from support.rules import numbers
from support.rules import ticket_rules as rules
from support.services import policies, sla, telling, ticket_log, tickets
from support.services.ticket_words import UNSOLVED
from support.store import calls as call_store
from support.store import customers as customer_store
from support.store import queues as queue_store
from support.store import tickets as store
from support.store.base import Session
from support.store.calls import CallRow
from support.store.queues import QueueEntry
from support.store.tickets import Ticket

NO_QUEUE = "general"
_KINDS: dict[str, str] = {
    "voicemail": "voicemail", "short voicemail": "missed", "callback": "callback", "abandoned": "missed",
    "missed": "missed", "after hours": "missed", "failed": "missed", "wrap-up": "call", "sms": "sms",
}  # fmt: skip
_SUBJECTS = {
    "voicemail": "Voicemail from {}",
    "callback": "Call back {}",
    "missed": "Missed call from {}",
    "call": "Call from {}",
    "sms": "Message from {}",
}
WITHHELD = "a withheld number"


def outcome(
    session: Session,
    happened: Outcome,
    row: CallRow | None,
    queue: str,
    now: datetime,
    *,
    customer: str | None = None,
    intent: str = "",
    waited_s: int = 0,
    subject: str = "",
    description: str = "",
    language: str = "",
    user_id: int | None = None,
    assignee_id: int | None = None,
    status: str = "new",
) -> Ticket | None:
    """The ticket that a call (or, without one, a text message) makes or joins; None for none.

    `customer` is their number when it is not the caller's. A call has one ticket a queue, however often and
    in whatever order its news come.
    """
    store.one_at_a_time(session)
    queue = queue or NO_QUEUE
    intent = intent or (_wanted(session, row) if row else "")
    rule = rules.choose(policies.current(session).tickets, happened, queue, intent, waited_s)
    if rule is None or rule.do == "nothing":
        return None
    number = customer if customer is not None else (row.caller if row else "")
    if rule.do == "note":
        _note(session, row, happened, now)
        return None
    category = rule.category or intent
    known = _own(session, happened, row, queue, number) or _joined(
        session, rule, number, queue, category, now
    )
    if known is not None:
        return _join(session, known, happened, row, now)
    if rule.do == "join" and happened not in rules.PROMISED:
        return None
    kind = _KINDS[happened]
    new = tickets.New(
        kind, subject or _SUBJECTS[kind].format(numbers.shown(number) or WITHHELD), queue, number,
        description=description, category=category, priority=rule.priority, tags=tuple(rule.tags),
        language=language, status=status, assignee_id=assignee_id,
    )  # fmt: skip
    return tickets.open(session, new, now, user_id=user_id, call=row)


def added_by_voice(session: Session, row: CallRow, wanted: str, now: datetime) -> Ticket | None:
    """The caller's own open ticket, by its number or their newest; None when there is none to add to."""
    if wanted.isdecimal() and len(wanted) < 10:
        named = store.ticket(session, int(wanted))
        is_theirs = named is not None and row.caller != "" and named.customer == row.caller
        found = ticket_log.survivor(session, named) if named and is_theirs else None
        found = found if found and found.status in UNSOLVED else None
    else:
        found = open_ticket_for(session, row.caller, "", "", now, matter="customer")
    return _join(session, found, "voicemail", row, now) if found else None


def open_ticket_for(
    session: Session,
    number: str,
    queue: str,
    category: str,
    now: datetime,
    *,
    matter: str = "queue",
    within_s: int = 30 * 86_400,
) -> Ticket | None:
    """The customer's newest unsolved ticket on the same matter: queue, category, or customer (any)."""
    if not number or (matter == "category" and not category):
        return None
    owner = customer_store.by_number(session, number)
    theirs = customer_store.numbers_of(session, owner.id) if owner else []
    same = {"queue": {"queue": queue}, "category": {"category": category}}.get(matter, {})
    since = now - timedelta(seconds=within_s)
    return store.open_of(session, sorted({number, *theirs}), since, UNSOLVED, **same)


def call_ended(session: Session, row: CallRow, ended_as: str, now: datetime) -> Ticket | None:
    """Apply the table to a call that is over; called once a call, where its outcome is decided.

    Its customer is told of what they asked for, but not when all they did was to hang up.
    """
    stays = [each for each in queue_store.entries_of(session, row.id) if each.callback_id is None]
    last = stays[-1] if stays else None
    happened = rules.ending(ended_as, gave_up_waiting=bool(last and last.result == "timeout"))
    asked = [each for each in store.tickets_of_call(session, row.id) if each.call_id == row.id]
    ticket = _made_by_ending(session, happened, row, stays, now) if happened else None
    if ticket and ticket.call_id == row.id and (happened == "missed" or (happened == "failed" and row.queue)):
        asked.append(ticket)
    telling.call_over(session, asked, now)
    return ticket


def _made_by_ending(
    session: Session, happened: Outcome, row: CallRow, stays: list[QueueEntry], now: datetime
) -> Ticket | None:
    last = stays[-1] if stays else None
    first = min((each.first_entered_at for each in stays), default=now)
    waited = int(((last.left_at or now) - first).total_seconds()) if last else 0
    ticket = outcome(session, happened, row, last.queue if last else row.queue, now, waited_s=waited)
    if ticket:
        fact = {"ticket": ticket.number, "queue": ticket.queue}
        call_store.append(session, row.id, now, [("ticket_made", fact)])
    return ticket


def _wanted(session: Session, row: CallRow) -> str:
    """The intent that was found last in a call, "" for none."""
    found = [event.data.get("intent") for event in call_store.events(session, row.id)]
    return next((str(each) for each in reversed(found) if each), "")


def _own(session: Session, happened: Outcome, row: CallRow | None, queue: str, number: str) -> Ticket | None:
    """The ticket that this call has in this queue already. An agent may want a second one."""
    if row is None or happened == "wrap-up":
        return None
    made = store.tickets_of_call(session, row.id)
    found = [ticket for ticket in made if (ticket.queue, ticket.customer) == (queue, number)]
    return found[-1] if found else None


def _joined(
    session: Session, rule: Rule, number: str, queue: str, category: str, now: datetime
) -> Ticket | None:
    if not rule.do.startswith("join"):
        return None
    return open_ticket_for(session, number, queue, category, now, matter=rule.matter, within_s=rule.within)


def _join(session: Session, known: Ticket, happened: Outcome, row: CallRow | None, now: datetime) -> Ticket:
    """This too is about it. A customer who calls again waits for an answer."""
    locked = store.locked_by_id(session, known.id)
    assert locked is not None
    ticket = ticket_log.survivor(session, locked)
    if row and tickets.link_call(session, ticket, row.id, now):
        ticket_log.write(session, ticket, "call", now, text=happened, data={"call": row.id})
    if happened in ("voicemail", "callback", "sms"):
        if ticket.status == "pending":
            tickets.change(session, ticket.number, tickets.Changes(status="open"), None, now)
        sla.asked(session, ticket, now)
        sla.follow(session, ticket, now)
    return ticket


def _note(session: Session, row: CallRow | None, happened: Outcome, now: datetime) -> None:
    if row:
        call_store.append(session, row.id, now, [("noted", {"as": happened})])
