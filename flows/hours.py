"""When a department is open: days, spans that may cross midnight, holidays, the zone's own clock."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

Hours = Mapping[str, str | list[str]]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLOSED = "closed"
_SPAN = re.compile(r"^(\d\d):(\d\d)-(\d\d):(\d\d)$")
_DATE = re.compile(r"^\d{4}-\d\d-\d\d$")
_DAY_MINUTES = 24 * 60
_LOOK_AHEAD_DAYS = 400
_OPEN_DAYS = 8


def is_open(hours: Hours, at: datetime, timezone: str) -> bool:
    """Whether these hours are open at a moment (`at` must know its zone).

    A span that crosses midnight belongs to the day on which it begins: a Friday's 22:00-02:00 is open on
    Saturday at 01:00, even when Saturday is a holiday.
    """
    local = at.astimezone(ZoneInfo(timezone))
    minute = local.hour * 60 + local.minute
    # Yesterday too: a span that began then may still be open.
    for back in (0, 1):
        day = local.date() - timedelta(days=back)
        now = minute + back * _DAY_MINUTES
        if any(opens <= now < closes for opens, closes in spans_on(hours, day)):
            return True
    return False


def next_opening(hours: Hours, at: datetime, timezone: str) -> datetime | None:
    """The first moment from `at` on that is open, in the zone's time; None when 400 days have none."""
    zone = ZoneInfo(timezone)
    local = at.astimezone(zone)
    if is_open(hours, at, timezone):
        return local
    for ahead in range(_LOOK_AHEAD_DAYS):
        day = local.date() + timedelta(days=ahead)
        for opens, _ in spans_on(hours, day):
            # By way of UTC: an hour that the clocks skip becomes the first one that exists.
            wall = datetime.combine(day, time(), zone) + timedelta(minutes=opens)
            moment = datetime.fromtimestamp(wall.timestamp(), zone)
            if moment > local:
                return moment
    return None


def closing(hours: Hours, at: datetime, timezone: str) -> datetime | None:
    """When the opening at a moment ends; None when it is closed then, or does not end within 8 days."""
    zone = ZoneInfo(timezone)
    here = at.astimezone(zone)
    for _ in range(2 * _OPEN_DAYS):
        later = _end_of_span(hours, here, zone)
        if later is None:
            return here if here > at else None
        here = later
    return None


def _end_of_span(hours: Hours, local: datetime, zone: ZoneInfo) -> datetime | None:
    """The end of the longest span that is open at a moment; None when there is none."""
    minute = local.hour * 60 + local.minute
    ends = [
        datetime.combine(local.date() - timedelta(days=back), time(), zone) + timedelta(minutes=closes)
        for back in (0, 1)
        for opens, closes in spans_on(hours, local.date() - timedelta(days=back))
        if opens <= minute + back * _DAY_MINUTES < closes
    ]
    return max((datetime.fromtimestamp(end.timestamp(), zone) for end in ends), default=None)


def spans_on(hours: Hours, day: date) -> list[tuple[int, int]]:
    """The spans that begin on a day, as minutes after its midnight, the earliest first."""
    special = hours.get(day.isoformat())
    if special is not None:
        return sorted(_spans(special))
    if _is_holiday(hours, day):
        return []
    name = day.weekday()
    return sorted(
        span for key, value in hours.items() if name in (days_of(key) or ()) for span in _spans(value)
    )


def days_of(key: str) -> tuple[int, ...] | None:
    """The weekdays (0 is Monday) that a key names; none for a date or `holidays`; None if it is no day."""
    if key == "holidays":
        return ()
    if _DATE.match(key):
        try:
            date.fromisoformat(key)
        except ValueError:
            return None
        return ()
    first, dash, last = key.partition("-")
    if first not in DAYS or (dash and last not in DAYS):
        return None
    start = DAYS.index(first)
    length = (DAYS.index(last) - start) % 7 + 1 if dash else 1
    return tuple((start + i) % 7 for i in range(length))


def parse_span(text: str) -> tuple[int, int]:
    """`08:00-18:00` as minutes after midnight; past 1440 when it crosses midnight. Raises ValueError."""
    match = _SPAN.match(text)
    if not match:
        raise ValueError(f"'{text[:40]}' is not opening hours; write them like 08:00-18:00")
    h1, m1, h2, m2 = (int(part) for part in match.groups())
    opens, closes = h1 * 60 + m1, h2 * 60 + m2
    if max(m1, m2) > 59 or opens >= _DAY_MINUTES or closes > _DAY_MINUTES:
        raise ValueError(f"'{text}' has a time that does not exist; a day goes from 00:00 to 24:00")
    if opens == closes:
        raise ValueError(f"'{text}' opens and closes at once; the whole day is 00:00-24:00")
    return opens, closes if closes > opens else closes + _DAY_MINUTES


def _spans(value: str | list[str]) -> Iterator[tuple[int, int]]:
    for text in [value] if isinstance(value, str) else value:
        if text != CLOSED:
            yield parse_span(text)


def _is_holiday(hours: Hours, day: date) -> bool:
    code = hours.get("holidays")
    return isinstance(code, str) and day in _holidays(code, day.year)


# A pure function of its arguments; computing a year's holidays takes about a millisecond.
@lru_cache(maxsize=256)
def _holidays(code: str, year: int) -> frozenset[date]:
    country, _, part = code.partition("-")
    import holidays  # of all countries, 8 MB: only where a flow asks for some

    return frozenset(holidays.country_holidays(country, subdiv=part or None, years=year))
