"""The inbox as people see it: pages of a view, sizes, which ticket comes next, and who gets it.

Nothing is changed here but who has a ticket; what else is done to one is `tickets`' to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from support.services import policies, ticket_changes, ticket_log
from support.store import agents as agent_store
from support.store import inbox as store
from support.store import tickets as ticket_store
from support.store.base import Session
from support.store.inbox import ORDERS as ORDERS
from support.store.inbox import VIEWS as VIEWS
from support.store.inbox import Mark, Wanted
from support.store.sla import SlaClock
from support.store.tickets import Ticket

PAGE = 50
MOST = 500  # counted no further, and changed at once no more
Lateness = Literal["", "running", "warned", "breached"]


@dataclass(frozen=True)
class Line:
    """`due`: how late the earliest of its promises is; "" without one. `name`: the customer's, if known."""

    number: int
    kind: str
    subject: str
    queue: str
    category: str
    customer: str
    name: str
    priority: str
    status: str
    assignee: str
    tags: tuple[str, ...]
    due: Lateness
    due_at: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Page:
    """`after` asks for the next page, "" on the last. `total` is counted to one more than `MOST`."""

    lines: tuple[Line, ...]
    after: str
    total: int


def listing(session: Session, wanted: Wanted, after: str = "") -> Page:
    """A page of what is wanted. An `after` that nobody gave out begins anew."""
    mark = _mark(after)
    ids = store.ids(session, wanted, mark, PAGE + 1 if mark else MOST + 1)
    shown = store.load(session, ids[:PAGE])
    total = store.size(session, wanted, MOST) if mark else len(ids)
    more = _written(shown[-1]) if len(ids) > PAGE and shown else ""
    return Page(_lines(session, shown, wanted.now), more, total)


def sizes(session: Session, user_id: int, now: datetime) -> dict[str, int]:
    """Of every view, counted to one more than `MOST`."""
    return store.sizes(session, user_id, now, MOST)


def numbers(session: Session, wanted: Wanted) -> list[int]:
    """Of everything in a view, and no more than `MOST`."""
    return store.numbers_of(session, wanted, MOST)


def choices(session: Session) -> dict[str, tuple[str, ...]]:
    """Categories and tags that tickets have, the frequent ones of late: for lists to choose from."""
    return {"category": tuple(store.categories(session)), "tag": tuple(store.known_tags(session))}


def following(session: Session, wanted: Wanted, number: int) -> int | None:
    """The number of the ticket that comes after this one in a view, round to the first; None: no other."""
    ticket = ticket_store.ticket(session, number)
    for mark in (Mark(ticket.id, ticket.due_at), None) if ticket else (None,):
        for found in store.page(session, wanted, mark, 2):
            if found.number != number:
                return found.number
    return None


def take(session: Session, user_id: int, now: datetime) -> int | None:
    """Assign the most urgent unassigned ticket to this person; its number, or None when there is none.

    Two who ask at the same time get different ones. An agent gets those of their own queues, and nobody
    those of a level that others serve.
    """
    agent = agent_store.agent_of_user(session, user_id)
    queues = tuple(agent_store.queues_of_agents(session).get(agent.id, {})) if agent else ()
    ticket = store.most_urgent(session, queues, _levels_of_others(session, user_id))
    if ticket is None:
        return None
    ticket_changes.assign(session, ticket.number, user_id, user_id, now)
    return ticket.number


def lateness(clocks: Sequence[SlaClock], now: datetime) -> Lateness:
    """Of the worst of these."""
    running = [each for each in clocks if each.state in ("running", "breached")]
    if any(each.state == "breached" or (each.due_at and each.due_at <= now) for each in running):
        return "breached"
    if any(each.warn_at and each.warn_at <= now for each in running):
        return "warned"
    return "running" if running else ""


def _levels_of_others(session: Session, user_id: int) -> tuple[int, ...]:
    user = agent_store.user(session, user_id)
    known = policies.current(session).levels
    login = user.login if user else ""
    return tuple(int(level) for level, logins in known.items() if logins and login not in logins)


def _lines(session: Session, found: Sequence[Ticket], now: datetime) -> tuple[Line, ...]:
    ids = [ticket.id for ticket in found]
    people, tags = ticket_log.names(session), store.tags(session, ids)
    names = store.names(session, {ticket.customer for ticket in found})
    clocks: dict[int, list[SlaClock]] = {}
    for clock in store.clocks(session, ids):
        clocks.setdefault(clock.ticket_id, []).append(clock)
    return tuple(
        Line(
            number=ticket.number,
            kind=ticket.kind,
            subject=ticket.subject,
            queue=ticket.queue,
            category=ticket.category,
            customer=ticket.customer,
            name=names.get(ticket.customer, ""),
            priority=ticket.priority,
            status=ticket.status,
            assignee=people.get(ticket.assignee_id or 0, ""),
            tags=tuple(tags.get(ticket.id, ())),
            due=lateness(clocks.get(ticket.id, ()), now),
            due_at=_due_at(clocks.get(ticket.id, ())),
            created_at=ticket.created_at,
            updated_at=ticket.updated_at,
        )
        for ticket in found
    )


def _due_at(clocks: Sequence[SlaClock]) -> datetime | None:
    return min((each.due_at for each in clocks if each.due_at and each.state != "paused"), default=None)


def _written(ticket: Ticket) -> str:
    due = ticket.due_at.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%f") if ticket.due_at else ""
    return f"{ticket.id}-{due}" if due else str(ticket.id)


def _mark(after: str) -> Mark | None:
    number, _, due = after.partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 11):
        return None
    mark = Mark(min(int(number), 2**31 - 1))
    if not due:
        return mark
    try:
        return replace(mark, due_at=datetime.strptime(due, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC))
    except ValueError:
        return None
