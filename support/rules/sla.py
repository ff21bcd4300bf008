"""Business time: when a promise is due and how much of it is used, in opening hours with holidays.

Pure. The hours are `flows.hours`' own, read by the wall clock of their zone: an hour that the clocks skip
does not count, one that they repeat counts twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flows.hours import Hours, spans_on
from flows.policies import Choice, Escalation, Policies, Target

PRIORITIES = ("low", "normal", "high", "urgent")
MAX_CLOSED_DAYS = 400  # hours that do not open for so long will not open
_DAY = timedelta(days=1)
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Calendar:
    """When time counts. `hours` None: every hour of every day."""

    hours: Hours | None = None
    timezone: str = "UTC"


def due(start: datetime, seconds: int, calendar: Calendar) -> datetime | None:
    """The first moment at which so many seconds that count are over since `start`, in UTC.

    None when the hours do not open for 400 days.
    """
    left = timedelta(seconds=seconds)
    if calendar.hours is None or seconds <= 0:
        return start.astimezone(UTC) + max(left, timedelta())
    for begin, end in _spans(calendar, start):
        if left <= end - begin:
            return begin + left
        left -= end - begin
    return None


def elapsed(start: datetime, end: datetime, calendar: Calendar) -> int:
    """Whole seconds that count from `start` to `end`; 0 when the end is not after the start."""
    if end <= start:
        return 0
    if calendar.hours is None:
        return int((end - start).total_seconds())
    total = timedelta()
    for begin, stop in _spans(calendar, start):
        if begin >= end:
            break
        total += min(stop, end) - begin
    return int(total.total_seconds())


def _spans(calendar: Calendar, start: datetime) -> Iterator[Span]:
    """Open spans in UTC from `start` on: in order, none empty, no moment in two of them."""
    assert calendar.hours is not None
    zone = ZoneInfo(calendar.timezone)
    reached = start.astimezone(UTC)
    day = start.astimezone(zone).date() - _DAY  # a span of yesterday may go on past midnight
    quiet = 0
    while quiet < MAX_CLOSED_DAYS:
        quiet += 1
        for begin, end in _of_day(calendar.hours, day, zone):
            if end > reached:
                yield max(begin, reached), end
                reached, quiet = end, 0
        day += _DAY


def _of_day(hours: Hours, day: date, zone: ZoneInfo) -> list[Span]:
    midnight = datetime.combine(day, time())
    walls = [
        (midnight + timedelta(minutes=opens), midnight + timedelta(minutes=closes))
        for opens, closes in spans_on(hours, day)
    ]
    return sorted(span for begin, end in walls for span in _instants(begin, end, zone))


def _instants(begin: datetime, end: datetime, zone: ZoneInfo) -> Iterator[Span]:
    """The moments at which the wall clock of a zone is in a span: two spans where it is put back in it."""
    before, after = _offset(begin - _DAY, zone), _offset(end + _DAY, zone)
    if before == after:
        yield (begin - before).replace(tzinfo=UTC), (end - before).replace(tzinfo=UTC)
        return
    change = _change(begin - _DAY, end + _DAY, zone)
    first = (begin - before).replace(tzinfo=UTC), min((end - before).replace(tzinfo=UTC), change)
    second = max((begin - after).replace(tzinfo=UTC), change), (end - after).replace(tzinfo=UTC)
    yield from (span for span in (first, second) if span[0] < span[1])


def _offset(utc: datetime, zone: ZoneInfo) -> timedelta:
    return utc.replace(tzinfo=UTC).astimezone(zone).utcoffset() or timedelta()


def _change(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the zone's offset changes between two moments of UTC without a zone."""
    before = _offset(low, zone)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    return high.replace(tzinfo=UTC)


def choose(promises: Sequence[Choice], queue: str, priority: str) -> str:
    """The name of the target that holds for tickets of this queue and priority, or ""."""
    fits = (
        each.target for each in promises if each.queue in (None, queue) and each.priority in (None, priority)
    )
    return next(fits, "")


def calendar_of(policies: Policies, target: Target) -> Calendar:
    return Calendar(policies.hours.get(target.hours) if target.hours else None, policies.timezone)


def raised(priority: str, to: str | None) -> str:
    """The higher of two priorities."""
    return max(priority, to or priority, key=PRIORITIES.index)


def warn_after(target_s: int, percent: int) -> int:
    """Seconds of the promise after which somebody is warned."""
    return target_s * percent // 100


def step_due(breached_at: datetime, step: Escalation, calendar: Calendar) -> datetime:
    """When a step of the escalation is taken; at once where the hours never come."""
    return due(breached_at, step.after, calendar) or breached_at
