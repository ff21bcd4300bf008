"""When something that is done every day, week or month falls due, where the centre is. Pure.

Weeks begin on Monday, months on the 1st. A time that a night of clock changes leaves out is an hour later,
one that comes twice is the first: once a day, whatever the clocks do.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Every = Literal["day", "week", "month"]
_FARTHEST = 32  # days from one to the next


def latest(every: Every, at: str, zone: ZoneInfo, now: datetime) -> datetime:
    """The last time that it fell due, now or before. `at`: HH:MM of the zone's clock. UTC."""
    return next(each for each in _around(every, at, zone, now, -1) if each <= now)


def following(every: Every, at: str, zone: ZoneInfo, now: datetime) -> datetime:
    """The first time that it falls due after now. UTC."""
    return next(each for each in _around(every, at, zone, now, 1) if each > now)


def _around(every: Every, at: str, zone: ZoneInfo, now: datetime, step: int) -> list[datetime]:
    """Nearest first, from a day on the other side of now."""
    today = now.astimezone(zone).date()
    days = (today + timedelta(days=step * count) for count in range(-1, _FARTHEST + 1))
    clock = time(int(at[:2]), int(at[3:]))
    return [_moment(day, clock, zone) for day in days if _is_one(every, day)]


def _is_one(every: Every, day: date) -> bool:
    return every == "day" or (day.weekday() == 0 if every == "week" else day.day == 1)


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)
