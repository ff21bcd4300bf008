"""Days of the centre's clock as moments: where they begin, across nights on which clocks change. Pure.

Moments are Unix seconds. A day begins at its first midnight; where clocks skip midnight, right after it.
"""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo
from functools import lru_cache


@lru_cache(maxsize=20_000)
def begins(day: date, zone: tzinfo) -> int:
    return int(datetime.combine(day, time(), tzinfo=zone).timestamp())


@lru_cache(maxsize=20_000)
def date_of(moment: int, zone: tzinfo) -> date:
    return datetime.fromtimestamp(moment, zone).date()


@lru_cache(maxsize=20_000)
def month_of(moment: int, zone: tzinfo) -> int:
    """When the month of this moment began."""
    return begins(date_of(moment, zone).replace(day=1), zone)


def hour_of(quarter: int, day: int) -> int:
    """When the hour of a quarter began: hours are counted from midnight, wherever the zone puts that."""
    return quarter - (quarter - day) % 3600


def offset_of(moment: int, zone: tzinfo) -> int:
    """Seconds by which the clock is ahead of UTC."""
    ahead = datetime.fromtimestamp(moment, zone).utcoffset()
    return int(ahead.total_seconds()) if ahead else 0
