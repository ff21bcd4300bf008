"""The books balance: per queue and day, offered = answered + abandoned + flowed + still waiting.

Offered is counted where it happened (the line itself), the rest is what reports show; so a difference is an
error of ours, and somebody is told. And every call that is over has exactly one outcome. Where it happened
is counted once: then the day is closed (`closed_books`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from support.rules import local_days
from support.services import alerts, bookkeeping, policies
from support.store import closed_books as books
from support.store import ledger as store
from support.store.base import Session
from support.store.ledger import Booked, CallsBooked, Day

GRACE = timedelta(seconds=60)  # what ended this lately may not be in the books yet
CHECKED = "ledger"  # the bookmark of `ledger_alarm`
AT = time(3)  # local time from which a day's books are checked and closed
LOOKS_BACK = 2
LONGEST = timedelta(days=31)  # looked through at once for who still waits
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
    zone = zone_of(session)
    return lines(session, days(start, min(end, now), zone), now, zone)


def calls_ledger(session: Session, start: datetime, end: datetime, now: datetime) -> list[CallLine]:
    """By day; a day without calls has no line."""
    zone = zone_of(session)
    return call_lines(session, days(start, min(end, now), zone), now, zone)


def open_days(session: Session, start: datetime, end: datetime, now: datetime) -> int:
    """How many days of a period are not closed, and would be counted."""
    zone = zone_of(session)
    return len(split(session, days(start, min(end, now), zone), zone)[1])


def lines(session: Session, of: Sequence[Day], now: datetime, zone: ZoneInfo) -> list[LedgerLine]:
    """Of these days, oldest first. What was counted when a day was closed is not counted again."""
    if not of:
        return []
    closed, open_ = split(session, of, zone)
    entered, waiting = store.entered(session, open_), _waiting(session, open_, now, zone)
    for day, counts in closed.items():
        entered.update({(day, queue): count for queue, count in counts.items() if queue != books.CALLS})
    booked = {(row.day, row.queue): row for row in store.booked(session, *_ends(of)) if any(row[2:])}
    starts = {day.start for day in of}
    found = []
    for key in sorted({*+entered, *(key for key in booked if key[0] in starts)}):
        row = booked.get(key) or Booked(key[1], key[0], 0, 0, 0, 0)
        found.append(
            LedgerLine(row.queue, local_days.date_of(row.day, zone), entered[key], row.answered,
                       row.abandoned, row.flowed, waiting[key])
        )  # fmt: skip
    return found


def call_lines(session: Session, of: Sequence[Day], now: datetime, zone: ZoneInfo) -> list[CallLine]:
    """As `lines`."""
    if not of:
        return []
    closed, open_ = split(session, of, zone)
    ended = store.began(session, open_)
    ended.subtract(unsettled(session, open_, now, zone))
    ended.update({day: counts[books.CALLS] for day, counts in closed.items()})
    booked = {row.day: row for row in store.calls_booked(session, *_ends(of))}
    found = []
    for start in (day.start for day in of):
        row = booked.get(start) or CallsBooked(start, 0, 0)
        found.append(CallLine(local_days.date_of(start, zone), ended[start], row.calls, row.with_outcome))
    return [line for line in found if line.ended or line.booked]


def split(session: Session, of: Sequence[Day], zone: ZoneInfo) -> tuple[dict[int, dict[str, int]], list[Day]]:
    """What is known of those that are closed, by when they begin; and those that are open.

    Before anybody ever called there is nothing to be counted.
    """
    known = books.between(session, zone.key, *_ends(of)) if of else {}
    closed = {day.start: known[day.start] for day in of if day.start in known}
    open_ = [day for day in of if day.start not in closed]
    first = books.earliest(session) if open_ else None
    before = [day for day in open_ if first is None or day.ends <= first]
    return closed | {day.start: {books.CALLS: 0} for day in before}, open_[len(before) :]


def unsettled(session: Session, of: Sequence[Day], now: datetime, zone: ZoneInfo) -> Counter[int]:
    """Calls that go on, or are not in the books yet, by the beginning of the day on which they began."""
    return Counter(
        _start(at, zone)
        for start, end in _stretches(of)
        for at in store.unsettled(session, start, end, now - GRACE)
    )


def _waiting(session: Session, of: Sequence[Day], now: datetime, zone: ZoneInfo) -> Counter[tuple[int, str]]:
    return Counter(
        (_start(at, zone), queue)
        for start, end in _stretches(of)
        for queue, at in store.waiting(session, start, end, now - GRACE)
    )


def ledger_alarm(session: Session, now: datetime) -> list[LedgerLine | CallLine]:
    """Once a day, when the night's calls are over: the last two days. Supervisors are told of a difference.

    Gives the lines that differ, for the log; none when it was done already. Figures that are just being made
    again are waited for.
    """
    zone = zone_of(session)
    local = now.astimezone(zone)
    today = local.date()
    if local.time() < AT:
        return []
    if store.checked(session, CHECKED) >= today.toordinal():
        return []
    if bookkeeping.is_rebuilding(session):
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


def days(start: datetime, end: datetime, zone: ZoneInfo) -> list[Day]:
    """The centre's days that a period touches."""
    if end <= start:
        return []
    first, last = start.astimezone(zone).date(), (end - timedelta(microseconds=1)).astimezone(zone).date()
    begin = [midnight(first + timedelta(n), zone) for n in range((last - first).days + 2)]
    return [Day(_epoch(begins), begins, ends) for begins, ends in pairwise(begin)]


def _stretches(of: Sequence[Day]) -> list[tuple[datetime, datetime]]:
    """Days that follow each other as one, but not too many: no question may take long."""
    found: list[tuple[datetime, datetime]] = []
    for day in of:
        goes_on = found and found[-1][1] == day.begins and day.ends - found[-1][0] <= LONGEST
        found.append((found.pop()[0] if goes_on else day.begins, day.ends))
    return found


def zone_of(session: Session) -> ZoneInfo:
    return ZoneInfo(policies.current(session).timezone)


def _start(at: datetime, zone: ZoneInfo) -> int:
    return local_days.begins(at.astimezone(zone).date(), zone)


def _ends(of: Sequence[Day]) -> tuple[int, int]:
    """When the first begins, and when the last is over."""
    return of[0].start, _epoch(of[-1].ends)


def _epoch(at: datetime) -> int:
    return int(at.timestamp())
