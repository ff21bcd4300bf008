"""When a customer may be rung back, and when again. Pure.

A customer is rung inside the queue's hours as their own clock shows them (rule pt-ctr-outbound-hours and its
like). A number may belong to several zones: then it must be the right time of day in all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import timezone

STALE = timedelta(days=7)
_UNKNOWN = "Etc/Unknown"
_TRIES = 100  # jumps to the next morning of some zone: more than a fortnight of them


@dataclass(frozen=True, slots=True)
class Hours:
    """From `start` until just before `end`, where the customer is. An end before the start is tomorrow's."""

    start: time = time(9)
    end: time = time(21)
    weekdays_only: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """How often a customer is rung, how far apart, and when at all."""

    attempts: int = 3
    spacing_s: int = 900
    hours: Hours = Hours()


def zones(number: str, ours: str = "") -> tuple[ZoneInfo, ...]:
    """Where this number may be; unknown, where our own number is; UTC when even that says nothing."""
    return _zones(number) or _zones(ours) or (ZoneInfo("UTC"),)


def next_awake(at: datetime, where: Sequence[ZoneInfo], hours: Hours) -> datetime | None:
    """The first moment from `at` on when it is within the hours in every zone; None when there is none."""
    for _ in range(_TRIES):
        late = next((zone for zone in where if not _inside(at.astimezone(zone), hours)), None)
        if late is None:
            return at
        at = _next_start(at, late, hours.start)
    return None


def first_try(
    now: datetime, chosen: datetime | None, where: Sequence[ZoneInfo], plan: Plan
) -> datetime | None:
    """As soon as it may be, or at the time that the customer chose, moved into the hours."""
    return next_awake(max(now, chosen or now), where, plan.hours)


def next_try(now: datetime, made: int, where: Sequence[ZoneInfo], plan: Plan) -> datetime | None:
    """After a try that reached nobody; `made` counts it too. None when that was the last."""
    if made >= plan.attempts:
        return None
    return next_awake(now + timedelta(seconds=plan.spacing_s), where, plan.hours)


def is_stale(promised_for: datetime, now: datetime) -> bool:
    """So late that people must look at it: nobody expects this call any more."""
    return now - promised_for > STALE


def clock(text: str) -> time:
    """`09:30` as flows write it."""
    hours, minutes = text.split(":")
    return time(int(hours), int(minutes))


def _inside(local: datetime, hours: Hours) -> bool:
    if hours.weekdays_only and local.weekday() >= 5:
        return False
    at = local.time()
    if hours.start < hours.end:
        return hours.start <= at < hours.end
    return at >= hours.start or at < hours.end


def _next_start(at: datetime, zone: ZoneInfo, start: time) -> datetime:
    local = at.astimezone(zone)
    day = local.date() if local.time() < start else local.date() + timedelta(days=1)
    return datetime.combine(day, start, zone).astimezone(UTC)


@lru_cache(maxsize=4096)
def _zones(number: str) -> tuple[ZoneInfo, ...]:
    try:
        names = timezone.time_zones_for_number(phonenumbers.parse(number, None))
        return tuple(ZoneInfo(name) for name in names if name != _UNKNOWN)
    except (phonenumbers.NumberParseException, ZoneInfoNotFoundError):
        return ()
