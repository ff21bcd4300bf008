"""What stands behind counts of promises, tickets and scores, page by page, newest first: a row for each.

Periods are moments, half-open, as in `support.store.figures_more`; conditions here and counts there belong
together. Tickets that became part of another are left out, as they are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, or_, select, true, tuple_
from sqlalchemy.orm import Session

from support.store.agents import User
from support.store.callbacks import Callback
from support.store.facts import CallbackFact, CallFact
from support.store.rollups import ReceiptRollup
from support.store.sla import SlaClock
from support.store.surveys import Score
from support.store.tickets import Ticket

Conditions = Mapping[str, ColumnElement[bool]]
_CHUNK = 200  # calls that are read at once
_LONG_DAY = 26 * 3600
_CONNECTED = CallbackFact.state == "connected"
_OVER = ("connected", "expired", "cancelled")
_STOPPED = SlaClock.stopped_at.is_not(None)
_LATE = and_(SlaClock.state == "breached", _STOPPED, SlaClock.resumed_at.is_not(None))
_TIMED = or_(and_(SlaClock.state == "met", _STOPPED), _LATE)
_CSAT, _NPS = Score.survey != "nps", Score.survey == "nps"

_BEGINNING = datetime(1, 1, 2, tzinfo=UTC)


def _of_one(kind: str) -> dict[str, ColumnElement[bool]]:
    """Clocks of one kind: those with a time, and those with an end."""
    is_it = SlaClock.kind == kind
    return {
        kind: and_(is_it, _TIMED),
        f"{kind}_late": and_(is_it, _LATE),
        f"{kind}_decided": and_(is_it, SlaClock.state.in_(("met", "breached"))),
        f"{kind}_met": and_(is_it, SlaClock.state == "met"),
        f"{kind}_breached": and_(is_it, SlaClock.state == "breached"),
    }


CALLBACKS: Conditions = MappingProxyType(
    {
        "promised": CallbackFact.state.is_not(None),
        "connected": _CONNECTED,
        "expired": CallbackFact.state == "expired",
        "cancelled": CallbackFact.state == "cancelled",
        "open": CallbackFact.state.not_in(_OVER),
        "decided": CallbackFact.state.in_(("connected", "expired")),
        "asked_again": CallbackFact.asked_again > 0,
        "tried": CallbackFact.attempts > 0,
        "timed": and_(_CONNECTED, CallbackFact.connected_at.is_not(None)),
    }
)
_SPOKEN = Ticket.kind == "voicemail"
# When each is booked, and which. The backlog is of the end of a period, whenever its tickets were opened.
TICKETS: Mapping[str, tuple[Any, Any]] = MappingProxyType(
    {
        "opened": (Ticket.created_at, true()),
        "solved": (Ticket.solved_at, true()),
        "breached": (Ticket.breached_at, true()),
        "backlog": (Ticket.created_at, true()),
        "voicemails": (Ticket.created_at, _SPOKEN),
        "voicemails_answered": (Ticket.created_at, and_(_SPOKEN, Ticket.responded_at.is_not(None))),
        "voicemails_unanswered": (Ticket.created_at, and_(_SPOKEN, Ticket.responded_at.is_(None))),
    }
)
CLOCKS: Conditions = MappingProxyType(
    {
        "decided": SlaClock.state.in_(("met", "breached")),
        "met": SlaClock.state == "met",
        "breached": SlaClock.state == "breached",
        **_of_one("first_response"),
        **_of_one("resolution"),
    }
)
SCORES: Conditions = MappingProxyType(
    {
        "csat": _CSAT,
        "satisfied": and_(_CSAT, Score.score >= 4),
        "unsatisfied": and_(_CSAT, Score.score < 4),
        "nps": _NPS,
        "promoters": and_(_NPS, Score.score >= 9),
        "passives": and_(_NPS, Score.score.in_((7, 8))),
        "detractors": and_(_NPS, Score.score <= 6),
    }
)
# What must not be 0 in the receipts of the answers that were spoken.
QUESTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"heard": ("heard",), "misunderstood": ("rejected", "corrected")}
)
_KINDS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {"callbacks": CALLBACKS, "tickets": TICKETS, "clocks": CLOCKS, "scores": SCORES, "questions": QUESTIONS}
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page: the next `limit` rows of a period, after the one whose id is `before`.

    There are none after one that is gone. `queues` () are all. `same`: columns of facts, and the values that
    they must have.
    """

    start: datetime
    end: datetime
    queues: Sequence[str] = ()
    same: Mapping[str, Any] = field(default_factory=dict)
    limit: int = 50
    before: int | None = None


def knows(kind: str, which: str) -> bool:
    return which in _KINDS.get(kind, {})


def callbacks(session: Session, which: str, wanted: Wanted) -> list[tuple[CallbackFact, int | None]]:
    """Promises, each with its ticket's number."""
    fact = CallbackFact
    query = select(fact, Ticket.number).outerjoin(Callback, Callback.id == fact.id)
    query = query.outerjoin(Ticket, Ticket.id == Callback.ticket_id)
    query = query.where(CALLBACKS[which], *_same(fact, wanted))
    rows = _page(session, query, (fact, fact.requested_at, fact.queue), wanted)
    return [(row[0], row[1]) for row in rows]


def tickets(session: Session, which: str, wanted: Wanted) -> list[tuple[Ticket, str | None]]:
    """Each with its assignee's name."""
    query = select(Ticket, User.name).outerjoin(User, User.id == Ticket.assignee_id)
    booked, counts = TICKETS[which]
    query = query.where(Ticket.merged_into_id.is_(None), counts)
    if which == "backlog":
        query = query.where(or_(Ticket.solved_at.is_(None), Ticket.solved_at >= wanted.end))
        wanted = replace(wanted, start=_BEGINNING)
    rows = _page(session, query, (Ticket, booked, Ticket.queue), wanted)
    return [(row[0], row[1]) for row in rows]


def clocks(session: Session, which: str, wanted: Wanted) -> list[tuple[SlaClock, Ticket, str | None]]:
    """Promises about tickets, each with its ticket and the assignee's name."""
    query = select(SlaClock, Ticket, User.name).join(Ticket, Ticket.id == SlaClock.ticket_id)
    query = query.outerjoin(User, User.id == Ticket.assignee_id)
    query = query.where(Ticket.merged_into_id.is_(None), CLOCKS[which])
    rows = _page(session, query, (SlaClock, SlaClock.started_at, Ticket.queue), wanted)
    return [(row[0], row[1], row[2]) for row in rows]


def scores(session: Session, which: str, wanted: Wanted) -> list[tuple[Score, int | None]]:
    """Answers to surveys, each with its ticket's number."""
    query = select(Score, Ticket.number).outerjoin(Ticket, Ticket.id == Score.ticket_id)
    rows = _page(session, query.where(SCORES[which]), (Score, Score.at, Score.queue), wanted)
    return [(row[0], row[1]) for row in rows]


def _page(session: Session, query: Any, of: tuple[Any, Any, Any], wanted: Wanted) -> Sequence[Any]:
    """`of`: the table, and its columns of moment and queue."""
    table, at, queue = of
    query = query.where(at >= wanted.start, at < wanted.end)
    if wanted.queues:
        query = query.where(queue.in_(wanted.queues))
    if wanted.before is not None:
        last = session.scalar(select(at).where(table.id == wanted.before))
        if last is None:
            return []
        query = query.where(tuple_(at, table.id) < (last, wanted.before))
    return session.execute(query.order_by(at.desc(), table.id.desc()).limit(wanted.limit)).all()


def _same(table: Any, wanted: Wanted) -> list[ColumnElement[bool]]:
    return [getattr(table, name) == value for name, value in wanted.same.items()]


# --- questions --------------------------------------------------------------------------------------------


def spoken(receipts: Sequence[Mapping[str, Any]], which: str) -> list[Mapping[str, Any]]:
    """Those that count: the last answer was spoken, and something of QUESTIONS happened."""
    counted = QUESTIONS[which]
    return [
        each for each in receipts if each.get("input") == "speech" and any(each.get(name) for name in counted)
    ]


def questions(session: Session, which: str, wanted: Wanted) -> list[CallFact]:
    """Calls that are over with such a question, of whole days: the period is from midnight to midnight.

    Day by day, where the sums say that there is one: what is rare is not looked for in years without it.
    """
    last = session.get(CallFact, wanted.before) if wanted.before is not None else None
    if wanted.before is not None and last is None:
        return []
    found: list[CallFact] = []
    for day in _days(session, which, wanted, last):
        for call in _of_day(session, day, wanted, last):
            found += [call] if spoken(call.receipts, which) else []
            if len(found) == wanted.limit:
                return found
    return found


def _days(session: Session, which: str, wanted: Wanted, last: CallFact | None) -> Sequence[int]:
    rollup, names = ReceiptRollup, QUESTIONS[which]
    until = min(int(wanted.end.timestamp()), last.day + 1) if last else int(wanted.end.timestamp())
    query = select(rollup.day).distinct().where(*_same(rollup, wanted))
    query = query.where(rollup.day >= int(wanted.start.timestamp()), rollup.day < until)
    query = query.where(rollup.input == "speech", or_(*(getattr(rollup, name) != 0 for name in names)))
    # One more than rows: all of the first day may have been shown before.
    return session.scalars(query.order_by(rollup.day.desc()).limit(wanted.limit + 1)).all()


def _of_day(session: Session, day: int, wanted: Wanted, last: CallFact | None) -> Iterator[CallFact]:
    """Its calls with something spoken, newest first, after `last`."""
    fact, chunk = CallFact, [last] if last else []
    query = select(fact).where(fact.day == day, fact.outcome != "", *_same(fact, wanted))
    query = query.where(fact.arrived_at >= _moment(day), fact.arrived_at < _moment(day + _LONG_DAY))
    # However each database writes it, who spoke has this word in their receipts.
    query = query.where(cast(fact.receipts, Text).contains('"speech"'))
    query = query.order_by(fact.arrived_at.desc(), fact.id.desc()).limit(_CHUNK)
    while True:
        after = tuple_(fact.arrived_at, fact.id)
        rest = query.where(after < (chunk[-1].arrived_at, chunk[-1].id)) if chunk else query
        chunk = list(session.scalars(rest))
        yield from chunk
        if len(chunk) < _CHUNK:
            return


def _moment(epoch: int) -> datetime:
    return datetime.fromtimestamp(epoch, UTC)
