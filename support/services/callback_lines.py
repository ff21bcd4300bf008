"""Callbacks as people read them: what is promised to whom, how far it is, what may be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flows.values import words_in
from support.services import callbacks, lines, queues
from support.store import agents as agent_store
from support.store import callbacks as store
from support.store import queues as queue_store
from support.store import tickets as ticket_store
from support.store.base import Session
from support.store.callbacks import Callback
from support.store.queues import QueueEntry

CLOSED = 20  # of those that are over, so many are shown
MOST = 200


@dataclass(frozen=True)
class CallbackLine:
    """`ahead` and `estimate_s` are of those that are due; `next_at`: when the customer may be rung next.

    `agent`: who is asked, waits or talks; `can`: try, cancel, restore.
    """

    id: int
    number: str
    queue: str
    title: str
    state: str
    result: str
    attempts: int
    of_attempts: int
    promised_at: datetime
    next_at: datetime | None
    was_chosen: bool
    ahead: int | None
    estimate_s: int | None
    ticket: int | None
    call_id: int
    agent: str
    over_at: datetime | None
    can: frozenset[str]


def listing(session: Session, language: str = "") -> tuple[list[CallbackLine], list[CallbackLine]]:
    """Those that are open, in the order of their places, and the last that are over."""
    names = {agent.id: agent.name for agent in agent_store.agents(session)}
    opened = [_line(session, each, names, language) for each in store.callbacks(session, limit=MOST)]
    closed = [_line(session, each, names, language) for each in store.newest_closed(session, CLOSED)]
    return opened, closed


def one(session: Session, callback_id: int, language: str = "") -> CallbackLine | None:
    found = session.get(Callback, callback_id)
    names = {agent.id: agent.name for agent in agent_store.agents(session)}
    return _line(session, found, names, language) if found else None


def _line(session: Session, made: Callback, names: dict[int, str], language: str) -> CallbackLine:
    known = lines.settings(session, made.queue)
    ticket = ticket_store.ticket_by_id(session, made.ticket_id) if made.ticket_id else None
    places = store.places(session, made.id)
    place = places[-1] if places else None
    ahead = _ahead(session, made, place)
    return CallbackLine(
        id=made.id,
        number=made.number,
        queue=made.queue,
        title=words_in(known.title, language),
        state=made.state,
        result=made.result,
        attempts=made.attempts,
        of_attempts=known.callbacks.attempts,
        promised_at=made.created_at,
        next_at=made.next_try_at or (made.chosen_at if made.state == "promised" else None),
        was_chosen=made.chosen_at is not None and not made.attempts,
        ahead=ahead,
        estimate_s=None if ahead is None else queues.estimate(session, made.queue, ahead),
        ticket=ticket.number if ticket else None,
        call_id=made.call_id,
        agent=_agent(session, place, names),
        over_at=made.closed_at,
        can=_can(made),
    )


def _ahead(session: Session, made: Callback, place: QueueEntry | None) -> int | None:
    return queue_store.ahead_of(session, place) if place and made.state == "due" else None


def _agent(session: Session, place: QueueEntry | None, names: dict[int, str]) -> str:
    if place is None:
        return ""
    offer = queue_store.open_offer_of_entry(session, place.id)
    agent_id = offer.agent_id if offer else store.agent_of_place(session, place.id)
    return names.get(agent_id or 0, "")


def _can(made: Callback) -> frozenset[str]:
    if made.state == "cancelled":
        return frozenset({"restore"})
    if made.closed_at is not None:
        return frozenset()
    return frozenset({"try", "cancel"}) if made.state in callbacks.FREE else frozenset({"cancel"})
