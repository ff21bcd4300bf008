"""The inbox: which tickets a view and its filters show, in which order, and how many. Only queries.

Pages go on where the last one ended (`Mark`), and sizes are counted no further than anybody reads them, so
that neither costs more when there are many tickets.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    text,
    true,
    tuple_,
    union,
)
from sqlalchemy.orm import Session

from support.store import search
from support.store.customers import Customer, CustomerNumber
from support.store.recordings import Recording
from support.store.sla import SlaClock
from support.store.tickets import UNSOLVED, Ticket, TicketTag, TicketWatcher

VIEWS = ("mine", "unassigned", "breaching", "open", "watched", "all")
ORDERS = ("newest", "due", "oldest")
_OPEN: ColumnElement[bool] = text(f"tickets.{UNSOLVED}")  # type: ignore[assignment]  # an index's own words
_URGENCY = case({"urgent": 0, "high": 1, "normal": 2, "low": 3}, value=Ticket.priority, else_=4)


@dataclass(frozen=True)
class Wanted:
    """What somebody looks at; "" and None are any. `assignee`: 0 is nobody. `customer`: an E.164 number."""

    view: str
    user_id: int
    now: datetime
    order: str = "newest"
    queue: str = ""
    status: str = ""
    priority: str = ""
    category: str = ""
    kind: str = ""
    tag: str = ""
    customer: str = ""
    assignee: int | None = None
    opened_after: datetime | None = None
    opened_before: datetime | None = None
    words: str = ""


@dataclass(frozen=True)
class Mark:
    """Where a page ended: the id of its last ticket, and in the order of promises also when it is due."""

    ticket_id: int
    due_at: datetime | None = None


def page(session: Session, wanted: Wanted, after: Mark | None, limit: int) -> list[Ticket]:
    """Tickets without a promise come last where the order is that of promises."""
    return load(session, ids(session, wanted, after, limit))


def ids(session: Session, wanted: Wanted, after: Mark | None, limit: int) -> list[int]:
    """Of a page, in its order. Cheap also for many: what is counted need not be asked for once more."""
    query = select(Ticket.id).where(*_conditions(session, wanted))
    if wanted.order == "due":
        by_due = _found_by_due if wanted.words else _by_due
        return by_due(session, query, after, limit)
    way = Ticket.id.desc() if wanted.order == "newest" else Ticket.id.asc()
    if after:
        newest_first = wanted.order == "newest"
        query = query.where(Ticket.id < after.ticket_id if newest_first else Ticket.id > after.ticket_id)
    return list(session.scalars(query.order_by(way).limit(limit)))


def load(session: Session, wanted: Sequence[int]) -> list[Ticket]:
    """In this order."""
    found = {each.id: each for each in session.scalars(select(Ticket).where(Ticket.id.in_(wanted)))}
    return [found[each] for each in wanted if each in found]


def size(session: Session, wanted: Wanted, most: int) -> int:
    """How many there are, counted up to `most` and one."""
    return session.scalar(_counted(and_(true(), *_conditions(session, wanted)), most)) or 0


def sizes(session: Session, user_id: int, now: datetime, most: int) -> dict[str, int]:
    """Of every view, unfiltered."""
    conditions = {view: and_(true(), *_view(Wanted(view, user_id, now))) for view in VIEWS}
    query = select(*(_counted(each, most).scalar_subquery() for each in conditions.values()))
    return dict(zip(conditions, session.execute(query).one(), strict=True))


def numbers_of(session: Session, wanted: Wanted, most: int) -> list[int]:
    """Numbers of the newest of them."""
    query = select(Ticket.number).where(*_conditions(session, wanted))
    return list(session.scalars(query.order_by(Ticket.id.desc()).limit(most)))


def most_urgent(session: Session, queues: Collection[str], not_levels: Collection[int]) -> Ticket | None:
    """The unassigned ticket to begin with, locked; those that somebody else has locked are theirs.

    `queues`: of these only; none: of every queue. `not_levels`: of support, that others serve.
    """
    query = select(Ticket).where(_OPEN, Ticket.assignee_id.is_(None), Ticket.status != "pending")
    query = query.where(Ticket.level.not_in(not_levels))
    if queues:
        query = query.where(Ticket.queue.in_(queues))
    order = (_URGENCY, Ticket.due_at.is_(None), Ticket.due_at, Ticket.id)
    return session.scalars(query.order_by(*order).limit(1).with_for_update(skip_locked=True)).first()


def clocks(session: Session, ticket_ids: Collection[int]) -> list[SlaClock]:
    """Those that go on, of these tickets."""
    query = select(SlaClock).where(SlaClock.ticket_id.in_(ticket_ids), SlaClock.stopped_at.is_(None))
    return list(session.scalars(query))


def tags(session: Session, ticket_ids: Collection[int]) -> dict[int, list[str]]:
    query = select(TicketTag.ticket_id, TicketTag.tag).where(TicketTag.ticket_id.in_(ticket_ids))
    found: dict[int, list[str]] = {}
    for ticket_id, tag in session.execute(query.order_by(TicketTag.tag)):
        found.setdefault(ticket_id, []).append(tag)
    return found


def categories(session: Session, of_last: int = 2000) -> list[str]:
    """Those of the newest tickets, in the order of the alphabet."""
    last = select(Ticket.category).order_by(Ticket.id.desc()).limit(of_last).subquery()
    return list(
        session.scalars(select(last.c.category).where(last.c.category != "").distinct().order_by(last.c[0]))
    )


def known_tags(session: Session, of_last: int = 2000) -> list[str]:
    """Those of the tickets that were tagged last, in the order of the alphabet."""
    last = select(TicketTag.tag).order_by(TicketTag.ticket_id.desc()).limit(of_last).subquery()
    return list(session.scalars(select(last.c.tag).distinct().order_by(last.c.tag)))


def names(session: Session, numbers: Collection[str]) -> dict[str, str]:
    """Of customers who have one, by their numbers."""
    query = select(CustomerNumber.number, Customer.name).join(Customer).where(Customer.name != "")
    return {row[0]: row[1] for row in session.execute(query.where(CustomerNumber.number.in_(numbers)))}


def _conditions(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [*_view(wanted), *_fields(wanted)]
    if wanted.words:
        found.append(_found(session, wanted.words))
    return found


def _view(wanted: Wanted) -> list[ColumnElement[bool]]:
    match wanted.view:
        case "mine":
            return [_OPEN, Ticket.assignee_id == wanted.user_id]
        case "unassigned":
            return [_OPEN, Ticket.assignee_id.is_(None)]
        case "breaching":
            return [_OPEN, Ticket.id.in_(_late(wanted.now))]
        case "watched":
            watched = select(TicketWatcher.ticket_id).where(TicketWatcher.user_id == wanted.user_id)
            return [_OPEN, Ticket.id.in_(watched)]
        case "open":
            return [_OPEN]
    return []


def _fields(wanted: Wanted) -> list[ColumnElement[bool]]:
    equal = {
        Ticket.queue: wanted.queue,
        Ticket.status: wanted.status,
        Ticket.priority: wanted.priority,
        Ticket.category: wanted.category,
        Ticket.kind: wanted.kind,
        Ticket.customer: wanted.customer,
    }
    found: list[ColumnElement[bool]] = [column == value for column, value in equal.items() if value]
    if wanted.tag:
        found.append(Ticket.id.in_(select(TicketTag.ticket_id).where(TicketTag.tag == wanted.tag)))
    if wanted.assignee is not None:
        found.append(Ticket.assignee_id == (wanted.assignee or None))
    if wanted.opened_after:
        found.append(Ticket.created_at >= wanted.opened_after)
    if wanted.opened_before:
        found.append(Ticket.created_at < wanted.opened_before)
    return found


def _late(now: datetime) -> Select[Any]:
    """Tickets with a promise that is broken, or so nearly that somebody was to be warned."""
    return select(SlaClock.ticket_id).where(
        SlaClock.stopped_at.is_(None), SlaClock.warn_at <= now, SlaClock.state.in_(("running", "breached"))
    )


def _found(session: Session, words: str) -> ColumnElement[bool]:
    """Tickets by their own words, by what was said in their recordings, by who their customer is."""
    said = select(Recording.ticket_id).where(Recording.id.in_(search.matching(session, "recording", words)))
    said = said.where(Recording.ticket_id.is_not(None))
    who = (
        select(Ticket.id)
        .join(CustomerNumber, CustomerNumber.number == Ticket.customer)
        .where(CustomerNumber.customer_id.in_(search.matching(session, "customer", words)))
    )
    one_by_one = search.each(session, "ticket", Ticket.id, words)
    if one_by_one is not None:
        return or_(one_by_one, Ticket.id.in_(said), Ticket.id.in_(who))
    own = search.matching(session, "ticket", words)
    return Ticket.id.in_(select(union(own, said, who).subquery().c[0]))


def _by_due(session: Session, query: Select[int], after: Mark | None, limit: int) -> list[int]:
    """First those that are due, then the rest: each part in the order of an index."""
    found: list[int] = []
    if after is None or after.due_at:
        due = query.where(Ticket.due_at.is_not(None))
        if after and after.due_at:
            last = (literal(after.due_at, Ticket.due_at.type), literal(after.ticket_id))
            due = due.where(tuple_(Ticket.due_at, Ticket.id) > tuple_(*last))
        found = list(session.scalars(due.order_by(Ticket.due_at, Ticket.id).limit(limit)))
    if len(found) == limit:
        return found
    rest = query.where(Ticket.due_at.is_(None))
    if after and not after.due_at:
        rest = rest.where(Ticket.id < after.ticket_id)
    return [*found, *session.scalars(rest.order_by(Ticket.id.desc()).limit(limit - len(found)))]


def _found_by_due(session: Session, query: Select[int], after: Mark | None, limit: int) -> list[int]:
    """The same order at once: what words find is sorted anyway, and asking twice would look twice."""
    rest, last = Ticket.due_at.is_(None), after.due_at if after else None
    if after and last:
        place = tuple_(literal(last, Ticket.due_at.type), literal(after.ticket_id))
        query = query.where(or_(rest, tuple_(Ticket.due_at, Ticket.id) > place))
    elif after:
        query = query.where(rest, Ticket.id < after.ticket_id)
    way = case((rest, -Ticket.id), else_=Ticket.id)
    return list(session.scalars(query.order_by(rest, Ticket.due_at, way).limit(limit)))


def _counted(condition: ColumnElement[bool], most: int) -> Select[int]:
    some = select(Ticket.id).where(condition).limit(most + 1).subquery()
    return select(func.count()).select_from(some)
