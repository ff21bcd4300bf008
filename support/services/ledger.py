"""The books balance: per queue and day, offered = answered + abandoned + flowed + still waiting.

Offered is counted where it happened (the line itself), the rest is what reports show; so a difference is an
error of ours, and somebody is told. And every call that is over has exactly one outcome.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from support.rules import local_days
from support.services import alerts, policies
from support.store import ledger as store
from support.store.base import Session

GRACE = timedelta(seconds=60)  # what ended this lately may not be in the books yet
CHECKED = "ledger"  # the bookmark of `ledger_alarm`
AT = time(3)  # local time from which a day's books are closed
LOOKS_BACK = 2
_ENDS = ("answered", "abandoned", "flowed")


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One queue on one of the centre's days. A `difference` is an alarm."""

    queue: str
    day: date
    offered: int
    answered: int
    abandoned: int
    flowed: int
    waiting: int

    @property
    def difference(self) -> int:
        return self.offered - self.answered - self.abandoned - self.flowed - self.waiting


@dataclass(frozen=True, slots=True)
class CallLine:
    """Calls of one day that are over, those in the books, and those with an outcome: all the same number."""

    day: date
    ended: int
    booked: int
    with_outcome: int

    @property
    def difference(self) -> int:
        return max(abs(self.ended - self.booked), abs(self.booked - self.with_outcome))


def ledger(session: Session, start: datetime, end: datetime, now: datetime) -> list[LedgerLine]:
    """By day and queue, of whole days that the period touches; a day without anything has no line."""
    zone = _zone(session)
    days = list(_days(start, min(end, now), zone))
    if not days:
        return []
    first, last = days[0][1], days[-1][2]
    sums: dict[tuple[date, str], list[int]] = {}
    for row in store.booked(session, _epoch(first), _epoch(last)):
        key = _day(row.day, zone), row.queue
        sums[key] = [had + more for had, more in zip(sums.get(key, [0] * 4), row[2:], strict=True)]
    waiting: dict[tuple[date, str], int] = {}
    for queue, at in store.waiting(session, first, last, now - GRACE):
        key = at.astimezone(zone).date(), queue
        waiting[key] = waiting.get(key, 0) + 1
    return [line for each in days for line in _lines(session, each, sums, waiting)]


def calls_ledger(session: Session, start: datetime, end: datetime, now: datetime) -> list[CallLine]:
    """By day; a day without calls has no line."""
    zone = _zone(session)
    days = list(_days(start, min(end, now), zone))
    if not days:
        return []
    closed: dict[date, list[int]] = {}
    for row in store.closed(session, _epoch(days[0][1]), _epoch(days[-1][2])):
        day = _day(row.day, zone)
        closed[day] = [had + more for had, more in zip(closed.get(day, [0, 0]), row[1:], strict=True)]
    lines = [
        CallLine(day, store.ended(session, begins, ends, now - GRACE), *closed.get(day, [0, 0]))
        for day, begins, ends in days
    ]
    return [line for line in lines if line.ended or line.booked]


def ledger_alarm(session: Session, now: datetime) -> list[LedgerLine | CallLine]:
    """Once a day, when the night's calls are over: the last two days. Supervisors are told of a difference.

    Gives the lines that differ, for the log; none when it was done already.
    """
    zone = _zone(session)
    local = now.astimezone(zone)
    today = local.date()
    if local.time() < AT:
        return []
    if store.checked(session, CHECKED) >= today.toordinal():
        return []
    if not store.take(session, CHECKED, today.toordinal(), now):
        return []
    start, end = midnight(today - timedelta(LOOKS_BACK), zone), midnight(today, zone)
    found: list[LedgerLine | CallLine] = []
    found += [line for line in ledger(session, start, end, now) if line.difference]
    found += [line for line in calls_ledger(session, start, end, now) if line.difference]
    found += _uneven(session, start, end, zone)
    if found:
        alerts.not_balanced(session, now)
    return found


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When a local day begins, in UTC."""
    return datetime.fromtimestamp(local_days.begins(day, zone), UTC)


def _lines(
    session: Session,
    each: tuple[date, datetime, datetime],
    sums: dict[tuple[date, str], list[int]],
    waiting: dict[tuple[date, str], int],
) -> list[LedgerLine]:
    day, begins, ends = each
    offered = store.entered(session, begins, ends)
    known = {queue for of, queue in sums if of == day and any(sums[of, queue])}
    names = sorted({*offered, *known})
    found = []
    for queue in names:
        _, answered, abandoned, flowed = sums.get((day, queue), [0] * 4)
        still = waiting.get((day, queue), 0)
        found.append(LedgerLine(queue, day, offered.get(queue, 0), answered, abandoned, flowed, still))
    return found


def _uneven(session: Session, start: datetime, end: datetime, zone: ZoneInfo) -> list[LedgerLine]:
    """Queues whose sums are not what their facts amount to."""
    sums: dict[tuple[str, str], int] = {}
    for row in store.booked(session, _epoch(start), _epoch(end)):
        for name in _ENDS:
            sums[row.queue, name] = sums.get((row.queue, name), 0) + getattr(row, name)
    facts = store.facts_of(session, start, end)
    wrong = {key[0] for key in {*sums, *facts} if sums.get(key, 0) != facts.get(key, 0)}
    day = start.astimezone(zone).date()
    found = []
    for queue in sorted(wrong):
        offered = sum(facts.get((queue, name), 0) for name in _ENDS)
        answered, abandoned, flowed = (sums.get((queue, name), 0) for name in _ENDS)
        found.append(LedgerLine(queue, day, offered, answered, abandoned, flowed, 0))
    return found


def _days(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[date, datetime, datetime]]:
    if end <= start:
        return
    day, last = start.astimezone(zone).date(), (end - timedelta(microseconds=1)).astimezone(zone).date()
    while day <= last:
        yield day, midnight(day, zone), midnight(day + timedelta(1), zone)
        day += timedelta(1)


def _zone(session: Session) -> ZoneInfo:
    return ZoneInfo(policies.current(session).timezone)


def _day(start: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(start, zone).date()


def _epoch(at: datetime) -> int:
    return int(at.timestamp())
