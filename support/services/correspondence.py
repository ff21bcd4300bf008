"""Text messages of customers: each is a wish about messages, a score that we asked for, or words on a ticket.

The same message again is the same one. What is none of our customers' (short codes) is kept, nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.loader import from_document
from ivr.numbers import callable_number
from support.rules import texts
from support.services import customers, messages, opt_outs, surveys, telling, ticket_rules, tickets
from support.services.messages import Incoming
from support.store import flows as flow_store
from support.store import messages as store
from support.store import tickets as ticket_store
from support.store.base import Session
from support.store.messages import TextMessage
from support.store.tickets import Ticket

REMEMBERED = timedelta(days=365)  # the language of a ticket that is older tells nothing
REOPENS = timedelta(days=7)  # how long after it was solved an answer opens a ticket again
HELP_EVERY = timedelta(hours=1)  # two machines that ask each other for help would never end


@dataclass(frozen=True)
class _Heard:
    """A new message of a customer, and where we are."""

    session: Session
    row: TextMessage
    now: datetime

    @property
    def language(self) -> str:
        """The customer's, else that of their last ticket, else of the number that they wrote to."""
        known = customers.language(self.session, self.row.number)
        last = _newest(self.session, self.row.number, self.now)
        known = known or (last.language if last else "")
        return known or telling.language_at(self.session, self.row.ours)


def heard(session: Session, message: Incoming, now: datetime) -> None:
    """What follows from it, once, in the transaction that keeps it."""
    row = messages.received(session, message, now)
    if row is None or not callable_number(row.number):
        return
    heard_now = _Heard(session, row, now)
    wish = texts.asked(message.body, message.network)
    if wish and _granted(heard_now, wish, is_answered=bool(message.network)):
        return
    if surveys.answered(session, row, heard_now.language, now):
        telling.say(session, row.number, row.ours, "score_thanks", heard_now.language, now)
        return
    if message.body.strip() or message.media:
        _to_ticket(heard_now, _words(message))


def _granted(heard_now: _Heard, wish: texts.Asked, *, is_answered: bool) -> bool:
    """Whether it was a wish about messages. `is_answered`: the phone company has said so already."""
    session, row, now = heard_now.session, heard_now.row, heard_now.now
    language = wish.language or heard_now.language
    if wish.wish == "stop":
        # Said before they are out: afterwards nothing may be sent. Its own words the network answers itself.
        if not wish.by_network and not opt_outs.is_out(session, row.number):
            telling.say(session, row.number, row.ours, "texts_stopped", language, now)
        opt_outs.leave(session, row.number, wish.word, now)
        return True
    if wish.wish == "start":
        left_with = opt_outs.come_back(session, row.number)
        # Who left by a word of ours is unknown to the network: it has nothing to answer.
        is_answered = is_answered or (wish.by_network and left_with in texts.NETWORK_STOP)
        if left_with and not is_answered:
            telling.say(session, row.number, row.ours, "texts_started", language, now)
        return True
    told = store.newest_with(session, row.number, "texts_help")
    if not is_answered and (told is None or now - told.created_at >= HELP_EVERY):
        telling.say(session, row.number, row.ours, "texts_help", language, now)
    return True


def _to_ticket(heard_now: _Heard, words: str) -> None:
    session, row, now = heard_now.session, heard_now.row, heard_now.now
    known = _answers(heard_now)
    if known:
        row.ticket_id = tickets.customer_said(session, known, words, "sms", now).id
        return
    made = ticket_rules.outcome(
        session, "sms", None, _queue(session, row.ours), now, customer=row.number,
        description=words, language=heard_now.language,
    )  # fmt: skip
    if made and made.created_at != now:  # an older one, by a rule of the centre's
        made = tickets.customer_said(session, made, words, "sms", now)
    row.ticket_id = made.id if made else None


def _answers(heard_now: _Heard) -> Ticket | None:
    """The ticket that an answer belongs to: what we wrote about last, while it is open or was so lately; else
    the newest open one; else the newest that was solved lately."""
    session, number, now = heard_now.session, heard_now.row.number, heard_now.now
    told = store.newest_about_a_ticket(session, number)
    about = ticket_store.ticket_by_id(session, told.ticket_id) if told and told.ticket_id else None
    if about and about.customer == number and _is_live(about, now):
        return about
    found = ticket_rules.open_ticket_for(session, number, "", "", now, matter="customer")
    if found:
        return found
    last = _newest(session, number, now)
    return last if last and _is_live(last, now) else None


def _newest(session: Session, number: str, now: datetime) -> Ticket | None:
    return ticket_store.open_of(session, [number], now - REMEMBERED, tickets.STATUSES)


def _is_live(ticket: Ticket, now: datetime) -> bool:
    if ticket.merged_into_id is not None or ticket.status in tickets.UNSOLVED:
        return True
    return ticket.solved_at is not None and now - ticket.solved_at <= REOPENS


def _queue(session: Session, ours: str) -> str:
    """Whose messages to this number are: the first queue of the flow that answers it."""
    version_id = flow_store.newest_id_for_number(session, ours)
    version = flow_store.version(session, version_id) if version_id else None
    return next(iter(from_document(version.document).queues), "") if version else ""


def _words(message: Incoming) -> str:
    """Pictures are noted, not fetched."""
    return f"{message.body}\n[media: {message.media}]".strip() if message.media else message.body
