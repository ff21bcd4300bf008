"""The facts behind a figure, page by page, newest first: those that `support.rules.tallies` counts for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from support.rules.outcomes import OUTCOMES
from support.rules.periods import QUARTER
from support.store.facts import CallFact, LegFact, StayFact
from support.store.figures import Narrow, among, as_it_is, booked, within
from support.store.rollups import Rollup

HOURS = 200  # in which the longest waits are looked for: so many of them are shown at least
HOUR, LONG_DAY = 3600, 26 * 3600
DAYS = 4000  # more than anybody asks for
TABLES: dict[str, Any] = {"stays": StayFact, "legs": LegFact, "calls": CallFact}
_IN_TIME = StayFact.wait_ms <= StayFact.target_s * 1000
_SHORT = (StayFact.end == "abandoned") & (StayFact.wait_ms < StayFact.short_s * 1000)
_LATE = ((StayFact.end == "answered") & ~_IN_TIME) | ((StayFact.end == "abandoned") & ~_SHORT)
_HANDLED = (LegFact.end == "done") & LegFact.connected_at.is_not(None)
_REACHED = CallFact.answered_at.is_not(None) & (CallFact.customer != "") & (CallFact.matter != "")

# For each kind of fact: what it is called, the condition, and the sums that amount to how many there are.
STAYS: Mapping[str, tuple[Any, str]] = {
    "offered": (StayFact.end != "", "offered"),
    "answered": (StayFact.end == "answered", "answered"),
    "in_time": ((StayFact.end == "answered") & _IN_TIME, "answered_in"),
    "late": (_LATE, "answered -answered_in abandoned -short"),
    "abandoned": (StayFact.end == "abandoned", "abandoned"),
    "short": (_SHORT, "short"),
    "flowed": (StayFact.end == "flowed", "flowed"),
    "callback": ((StayFact.end == "flowed") & (StayFact.result == "callback"), "to_callback"),
    "estimated": ((StayFact.end == "answered") & StayFact.estimate_s.is_not(None), "estimated"),
    "longest": (StayFact.end != "", "offered"),
}
LEGS: Mapping[str, tuple[Any, str]] = {
    "rings": (LegFact.end != "", "rings"),
    "taken": (LegFact.accepted_at.is_not(None), "taken"),
    "declined": (LegFact.end == "declined", "declined"),
    "missed": (LegFact.end.in_(("missed", "not_reached")), "missed"),
    "handled": (_HANDLED, "handled"),
    "transferred": (_HANDLED & LegFact.is_transferred, "handled_transferred"),
    "held": (_HANDLED & (LegFact.hold_ms != 0), "handled_held"),
}
CALLS: Mapping[str, tuple[Any, str]] = {
    "all": (CallFact.outcome != "", "calls"),
    "reached": ((CallFact.outcome != "") & _REACHED, "reached"),
    "repeated": ((CallFact.outcome != "") & _REACHED & CallFact.repeated_at.is_not(None), "repeated"),
    "transferred": ((CallFact.outcome != "") & (CallFact.transfers > 0), "transfers"),
    **{
        each: (CallFact.outcome == each, "calls_answered" if each == "answered" else each)
        for each in OUTCOMES
    },
}
_KINDS = {"stays": STAYS, "legs": LEGS, "calls": CALLS}


def knows(kind: str, which: str) -> bool:
    return which in _KINDS.get(kind, {})


def rows(
    session: Session,
    of: tuple[str, str],
    period: tuple[int, int],
    narrow: Narrow,
    limit: int,
    before: int | None,
) -> list[Any]:
    """The next `limit` facts after the one whose id is `before`. `of`: kind and which, that `knows`."""
    kind, which = of
    table, last = TABLES[kind], None
    if before is not None:
        last = session.get(table, before)
        if last is None:
            return []
    query = select(table).where(*_counted(of), *narrowed(table, narrow))
    if which == "longest":
        return _longest(session, query.limit(limit), period, narrow, limit, last)
    until = min(period[1], last.quarter + QUARTER) if last else period[1]
    at = booked(table)
    if last is not None:
        query = query.where(tuple_(at, table.id) < (getattr(last, at.key), last.id))
    query = query.order_by(at.desc(), table.id.desc())
    found: list[Any] = []
    for start in _hours_with(session, _KINDS[kind][which][1], (period[0], until), narrow, limit):
        hour = within(table, max(period[0], start), min(until, start + HOUR))
        found += session.scalars(query.where(*hour).limit(limit - len(found)))
        if len(found) == limit:
            break
    return found


def _counted(of: tuple[str, str]) -> list[Any]:
    kind, which = of
    counts = _KINDS[kind][which][0]
    return [counts, StayFact.is_callback.is_(False)] if kind == "stays" else [counts]


def _hours_with(
    session: Session, sums: str, period: tuple[int, int], narrow: Narrow, limit: int
) -> Sequence[int]:
    """The newest hours in which there are some: what is rare is not looked for in years without it.

    As many as are needed when each has one; the first and the last may lie outside of the period in part.
    """
    many = sum(
        -getattr(Rollup, name[1:]) if name[0] == "-" else getattr(Rollup, name) for name in sums.split()
    )

    def newest(grain: str, since: int, length: int) -> Sequence[int]:
        starts = select(Rollup.start).where(many != 0, *_rollups(grain, (since, period[1]), narrow, length))
        return session.scalars(starts.distinct().order_by(Rollup.start.desc()).limit(limit + 2)).all()

    days = newest("d", period[0], LONG_DAY)
    return newest("h", max(period[0], days[-1]), HOUR) if days else ()


def _longest(
    session: Session, query: Select[Any], period: tuple[int, int], narrow: Narrow, limit: int, last: Any
) -> list[Any]:
    """Hour by hour, those with the longest waits first, until no other hour has one as long."""
    order = (StayFact.wait_ms, StayFact.id)
    if last is not None:
        query = query.where(tuple_(*order) < (last.wait_ms, last.id))
    query = query.order_by(*(column.desc() for column in order))
    found: list[Any] = []
    hours = _hours(session, period, narrow, HOURS if last else limit)
    least = 0 if last else _least(hours, limit)
    for start, longest in hours:
        if len(found) == limit and found[-1].wait_ms > longest:
            break
        hour = within(StayFact, max(period[0], start), min(period[1], start + HOUR))
        found = [*found, *session.scalars(query.where(StayFact.wait_ms >= least, *hour))]
        found = sorted(found, key=lambda stay: (stay.wait_ms, stay.id), reverse=True)[:limit]
        least = found[-1].wait_ms if len(found) == limit else least
    return found


def _least(longest: list[tuple[int, int]], limit: int) -> int:
    """None among the first `limit` waits is shorter: each hour, or day, has its longest; two may be cut by
    the period."""
    return longest[limit + 1][1] if len(longest) > limit + 1 else 0


def _hours(session: Session, period: tuple[int, int], narrow: Narrow, limit: int) -> list[tuple[int, int]]:
    """(start, longest wait) of the hours that had the longest ones, among the days that had them."""
    days = _longest_of(session, _rollups("d", period, narrow, LONG_DAY), DAYS)
    least = _least(days, limit)
    among = [
        and_(Rollup.start >= start, Rollup.start < start + LONG_DAY) for start, ms in days if ms >= least
    ]
    hours = _rollups("h", period, narrow, HOUR)
    return _longest_of(session, [*hours, or_(*among)], HOURS) if among else []


def _longest_of(session: Session, which: Sequence[Any], limit: int) -> list[tuple[int, int]]:
    longest = func.max(Rollup.longest_ms)
    rows = select(Rollup.start, longest).where(*which).group_by(Rollup.start)
    found = session.execute(rows.order_by(longest.desc(), Rollup.start.desc()).limit(limit))
    return [(start, ms) for start, ms in found]


def _rollups(grain: str, period: tuple[int, int], narrow: Narrow, length: int) -> list[Any]:
    """Rows that touch the period, of which none is longer than `length` seconds."""
    found: list[Any] = [
        Rollup.grain == grain, Rollup.dim == narrow.dim, Rollup.value == narrow.value,
        Rollup.start > period[0] - length, Rollup.start < period[1],
    ]  # fmt: skip
    return [*found, Rollup.queue.in_(narrow.queues)] if narrow.queues else found


def narrowed(table: Any, narrow: Narrow, of: Callable[[Any], Any] = as_it_is) -> list[Any]:
    """As `among`, on any table of facts. A call has the team of the agent who talked last in it."""
    if table is not CallFact or narrow.dim != "team":
        return among(table, narrow, of)
    last = (
        select(func.max(LegFact.id))
        .where(LegFact.call_id == CallFact.id, LegFact.agent_id == CallFact.agent_id)
        .where(LegFact.connected_at.is_not(None), ~LegFact.is_callback)
        .correlate(CallFact)
        .scalar_subquery()
    )
    leg = exists().where(LegFact.id == last)
    of_team = leg.where(LegFact.team == narrow.value) if narrow.value else ~leg.where(LegFact.team != "")
    return [*among(table, Narrow(narrow.queues), of), of_team]
