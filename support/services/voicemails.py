"""What was heard in a message goes to its ticket: subject, category, urgency, a number to call.

A message in which hardly anything is said makes the ticket a missed call's (docs/decisions, 0015).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from flows.policies import Policies
from ivr.numbers import country
from ivr.spoken import digits
from ivr.spoken.text import split
from support.rules import numbers
from support.rules import ticket_rules as rules
from support.services import policies, ticket_log, tickets
from support.services.intents import IntentShelf
from support.services.ticket_words import UNSOLVED, text_of
from support.store import calls as call_store
from support.store import tickets as store
from support.store.base import Session
from support.store.calls import Call
from support.store.recordings import Recording
from support.store.tickets import Ticket, TicketEntry

LIKELY = 0.5  # a score below this names no category
SHORTEST_NUMBER = 8  # digits: fewer may be anything


class Spoken(Protocol):
    """A line of a transcript."""

    @property
    def text(self) -> str: ...


def voicemail_filed(
    session: Session,
    recording: Recording,
    lines: Sequence[Spoken],
    speech_s: float,
    now: datetime,
    *,
    category: str | None = None,
) -> Ticket | None:
    """Called once a message, when its sound and words are known; returns its ticket, if it has one.

    `speech_s`: seconds of speech in it, 0 for a message that never came. `category`: of `category_of`, for
    whoever has asked it outside of this transaction, since its first use loads a model.
    """
    found = store.locked_by_id(session, recording.ticket_id) if recording.ticket_id else None
    call = call_store.by_id(session, recording.call_id)
    if found is None or call is None:
        return None
    ticket, known = ticket_log.survivor(session, found), policies.current(session)
    if speech_s < known.short_message:
        return _missed(session, known, ticket, call, now)
    language = recording.language or call.language
    words = [line.text for line in lines if line.text.strip()]
    text = "\n".join(words)
    if category is None:
        category = category_of(session, call.version_id, language, " ".join(words)) if words else ""
    known_line = _filed_line(session, ticket, recording)
    is_first = _is_first(ticket, call) and (known_line is not None or not ticket.description)
    number = number_in(text, language, call.called)
    data: dict[str, Any] = {"recording": recording.id}
    if number not in ("", ticket.customer):
        data["callback_number"] = number
    if known_line is not None and known_line.kind == "answer":
        known_line.text, known_line.data = text_of(text), {**known_line.data, **data}
    elif is_first:
        ticket.description = text_of(text)
        ticket_log.write(session, ticket, "recording", now, text="heard", data=data)
    else:
        tickets.customer_said(session, ticket, text, "voicemail", now, data=data)
    changes = tickets.Changes(
        subject=rules.subject(words, ticket.subject) if is_first else None,
        category=category if category and not ticket.category else None,
        priority="urgent" if rules.is_urgent(text, known.urgent_words, language) else None,
    )
    tickets.change(session, ticket.number, changes, None, now)
    return ticket


def category_of(session: Session, version_id: int, language: str, words: str) -> str:
    """What a message is about: an intent of the flow that the call was on, or "" when none is likely."""
    scores = _shelf().scores(session, version_id, language, words)
    return scores[0][0] if scores and scores[0][1] >= LIKELY else ""


@cache
def _shelf() -> IntentShelf:
    return IntentShelf()


def number_in(text: str, language: str, ours: str) -> str:
    """The last telephone number that was said, in E.164 as one dials it where ours is; "" for none."""
    said = [each for each in digits.strings(split(text), language) if len(each) >= SHORTEST_NUMBER]
    found = [number for each in said if (number := numbers.national(each, country(ours)))]
    return found[-1] if found else ""


def _filed_line(session: Session, ticket: Ticket, recording: Recording) -> TicketEntry | None:
    """The line with which this message was filed before, when a person has it written down again."""
    lines = store.entries_since(session, ticket.id, ("answer", "recording"))
    return next((line for line in lines if line.data.get("recording") == recording.id), None)


def _is_first(ticket: Ticket, call: Call) -> bool:
    """The ticket was opened by this message, and not only joined by it."""
    return ticket.kind in ("voicemail", "missed") and ticket.call_id == call.id


def _missed(session: Session, known: Policies, ticket: Ticket, call: Call, now: datetime) -> Ticket:
    ticket_log.write(session, ticket, "recording", now, text="nothing said")
    if not _is_first(ticket, call) or ticket.description:
        return ticket
    rule = rules.choose(known.tickets, "short voicemail", ticket.queue)
    ticket.kind = "missed"
    caller = numbers.shown(ticket.customer) or "a withheld number"
    is_work = rule is not None and rule.do in ("open", "join or open")
    untouched = ticket.status == "new" and ticket.assignee_id is None
    changes = tickets.Changes(
        subject=f"Missed call from {caller}",
        priority=rule.priority if rule and is_work else "low",
        status="closed" if untouched and not is_work and ticket.status in UNSOLVED else None,
        add_tags=tuple(rule.tags) if rule else (),
    )
    tickets.change(session, ticket.number, changes, None, now)
    return ticket
