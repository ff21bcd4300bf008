"""When a customer wants to be called: from keys or words to a moment, and whether we call then. Pure.

Days and hours are those of the main flow's zone; where the customer is, is looked at when the call is made.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flows.hours import is_open
from flows.queues import Callbacks
from ivr import lines, spoken
from ivr.context import Context

LATEST = timedelta(days=7)
SATURDAY = 5


def typed(context: Context, digits: str) -> datetime | None:
    """`1530` is today's or, when that has passed, tomorrow's; None when it is no time."""
    if len(digits) != 4 or not digits.isascii() or not digits.isdigit():
        return None
    hour, minute = int(digits[:2]), int(digits[2:])
    return _next(context, time(hour, minute)) if hour < 24 and minute < 60 else None


def said(context: Context, text: str) -> datetime | None:
    """A time, and a day unless it is the next time of this name; None without a time."""
    found = spoken.read("time", text, context.language, context.today)
    if found is None:
        return None
    named = spoken.read("date", text, context.language, context.today)
    at = time.fromisoformat(found)
    if named is None:
        return _next(context, at)
    day = date.fromisoformat(named)
    # Far from now a moment may not exist in every zone, and we call within a week.
    return _moment(context, day, at) if abs(day - context.today) < timedelta(days=366) else None


def fits(context: Context, queue: str, moment: datetime) -> bool:
    """Whether we call at this moment: soon enough, and within the hours of the queue and of its callbacks."""
    if not context.now < moment <= context.now + LATEST:
        return False
    hours = lines.opening(context, queue)
    if hours is not None and not is_open(hours, moment, context.flow.timezone):
        return False
    line = lines.settings(context, queue)
    kept = line.callbacks if line else Callbacks()
    local = moment.astimezone(_zone(context))
    is_late = kept.days == "weekdays" and local.weekday() >= SATURDAY
    return not is_late and kept.from_ <= local.strftime("%H:%M") < kept.until


def local(context: Context, moment: datetime) -> tuple[str, str]:
    """The day and the time where the flow is: 2026-03-02, 15:30."""
    here = moment.astimezone(_zone(context))
    return here.date().isoformat(), here.strftime("%H:%M")


def _next(context: Context, at: time) -> datetime:
    today = _moment(context, context.today, at)
    return today if today > context.now else _moment(context, context.today + timedelta(days=1), at)


def _moment(context: Context, day: date, at: time) -> datetime:
    return datetime.combine(day, at, _zone(context)).astimezone(UTC)


def _zone(context: Context) -> ZoneInfo:
    try:
        return ZoneInfo(context.flow.timezone)
    except (ValueError, ZoneInfoNotFoundError):
        return ZoneInfo("UTC")
