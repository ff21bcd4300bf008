"""What customers are told of their tickets by SMS, in the words of the centre's policies and their language.

Each message is written in the transaction of what it tells, so that it is sent exactly once or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from flows.phrases import part, phrase
from flows.policies import Policies
from flows.values import words_in
from ivr.fill import fill
from support.rules import callbacks as hours
from support.rules import texts
from support.services import customers, messages, policies, reach
from support.store import calls as call_store
from support.store import flows as flow_store
from support.store import messages as store
from support.store import orders
from support.store.base import Session
from support.store.messages import TextMessage
from support.store.tickets import Ticket

WAKING = hours.Hours()
SOLVED = ("solved", "closed")
_NUMBER = re.compile(r"\d+")


def opened(session: Session, ticket: Ticket, now: datetime) -> None:
    """We have the request. Once a ticket; while its call goes on, `call_over` is waited for."""
    call = call_store.by_id(session, ticket.call_id) if ticket.call_id else None
    if call is None or call.ended_at is not None:
        _opened(session, ticket, now)


def call_over(session: Session, opened_now: Iterable[Ticket], now: datetime) -> None:
    """What these tickets' call left behind is known: who has a message of the flow's own gets no second."""
    for ticket in opened_now:
        if ticket.status not in SOLVED and ticket.merged_into_id is None:
            _opened(session, ticket, now)


def _opened(session: Session, ticket: Ticket, now: datetime) -> None:
    if store.newest_told(session, ticket.id, "opened") is None:
        _tell(session, ticket, "opened", policies.current(session).messages.opened, now)


def told_by_flow(message: TextMessage, tickets: Iterable[Ticket]) -> None:
    """A flow's own message with the number of a ticket, to its customer, says that we have it."""
    named = set(_NUMBER.findall(message.body))
    for ticket in tickets:
        if str(ticket.number) in named and ticket.customer == message.number:
            message.ticket_id, message.template = ticket.id, "opened"


def answered(session: Session, ticket: Ticket, now: datetime, reply: str = "") -> None:
    """Somebody replied; at any time of day, since the customer waits for it."""
    _tell(session, ticket, "answered", policies.current(session).messages.answered, now, reply=reply)


def solved(session: Session, ticket: Ticket, now: datetime) -> None:
    """Once each time that it is solved; how it was is asked later."""
    told = store.newest_told(session, ticket.id, "solved")
    if ticket.solved_at and told and told.created_at >= ticket.solved_at:
        return
    said = policies.current(session).messages
    _tell(session, ticket, "solved", said.solved, now)
    if said.survey != "off" and ticket.customer:
        _ask_later(session, ticket, now + timedelta(seconds=said.survey_after), now)


def ask(session: Session, ticket: Ticket, now: datetime) -> TextMessage | None:
    """How it was. None when nobody may be asked."""
    said = policies.current(session).messages
    scale = _scale(said.survey_kind, language_of(session, ticket))
    return _tell(session, ticket, "survey", said.survey, now, scale=scale)


def ask_again_later(session: Session, ticket: Ticket, now: datetime) -> bool:
    """True when it is night where the customer is: they are asked in the morning."""
    awake = _awake(session, ticket, now)
    if awake == now:
        return False
    _ask_later(session, ticket, now, now)
    return True


def say(session: Session, number: str, ours: str, name: str, language: str, now: datetime) -> None:
    """One of the shipped sentences, where it may be said; its name is the message's template."""
    if reach.may_be_texted(session, number, ours, None):
        body = phrase(name, language, centre=policies.current(session).centre)
        messages.write(session, number, ours, body, now, template=name)


def sender(session: Session, ticket: Ticket, said: Policies) -> str:
    """The centre's one number, else the one that the customer called or wrote to, else any of ours."""
    if said.messages.from_:
        return said.messages.from_
    call = call_store.by_id(session, ticket.call_id) if ticket.call_id else None
    if call:
        return call.called
    last = store.newest_with(session, ticket.customer)
    return last.ours if last else min(flow_store.numbers(session), default="")


def language_of(session: Session, ticket: Ticket) -> str:
    """The ticket's, else the customer's, else that in which our number answers."""
    known = ticket.language or customers.language(session, ticket.customer)
    return known or language_at(session, sender(session, ticket, policies.current(session)))


def language_at(session: Session, ours: str) -> str:
    """The first language of the flow that answers this number; "" when none does."""
    version_id = flow_store.newest_id_for_number(session, ours)
    version = flow_store.version(session, version_id) if version_id else None
    return str(next(iter(version.document.get("languages", ())), "")) if version else ""


def _tell(
    session: Session,
    ticket: Ticket,
    template: str,
    words: Mapping[str, str] | str,
    now: datetime,
    **values: str,
) -> TextMessage | None:
    if isinstance(words, str):  # off
        return None
    said = policies.current(session)
    ours = sender(session, ticket, said)
    if not ours or not reach.may_be_texted(session, ticket.customer, ours, ticket.call_id):
        return None
    values |= {"centre": said.centre, "ticket.number": str(ticket.number), "ticket.subject": ticket.subject}
    body = fill(words_in(words, language_of(session, ticket)), lambda name: values.get(name, ""))
    return messages.write(session, ticket.customer, ours, body, now, template=template, ticket_id=ticket.id)


def _scale(survey: str, language: str) -> str:
    scale = texts.SCALES[survey]
    return part("scale", language, least=scale[0], most=scale[-1])


def _ask_later(session: Session, ticket: Ticket, at: datetime, now: datetime) -> None:
    order = orders.place(
        session, "ask_score", now, ticket_id=ticket.id, solved_at=(ticket.solved_at or now).isoformat()
    )
    order.due_at = _awake(session, ticket, at) or at


def _awake(session: Session, ticket: Ticket, at: datetime) -> datetime | None:
    where = hours.zones(ticket.customer, sender(session, ticket, policies.current(session)))
    return hours.next_awake(at, where, WAKING)
