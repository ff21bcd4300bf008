"""How a period is covered by months, days, hours and quarters that were added up already. Pure.

A period is half-open and in Unix seconds. Quarters begin on multiples of 900; hours, days and months as the
centre's clock has them (`local_days`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from support.rules.local_days import begins, date_of, hour_of, month_of, offset_of

QUARTER = 900
_SPANS = ("quarter", "hour", "day", "week", "month", "hour_of_day", "weekday")
BY_TIME = frozenset(_SPANS)


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of a period, all of one grain: q, h, d or m."""

    grain: str
    start: int
    end: int


def rounded(start: int, end: int, zone: tzinfo, grain: str) -> tuple[int, int]:
    """The whole quarters (q) or hours (h) in which the period lies; (start, start) when it is none."""
    if end <= start:
        return start, start
    last = -(-end // QUARTER) * QUARTER
    first = start // QUARTER * QUARTER
    if grain == "q":
        return first, last
    begun = hour_beginning(last, zone)
    return hour_beginning(first, zone), begun if begun == last else begun + 3600


def hour_beginning(moment: int, zone: tzinfo) -> int:
    return hour_of(moment // QUARTER * QUARTER, begins(date_of(moment, zone), zone))


def cover(start: int, end: int, zone: tzinfo, grains: str) -> list[Part]:
    """The period in the largest of `grains` (some of "qhdm", finest first), in order of time.

    It must begin and end with one of the finest.
    """
    if end <= start:
        return []
    finer, grain = grains[:-1], grains[-1]
    if not finer:
        return [Part(grain, start, end)]
    first, last = _next(start, zone, grain), _previous(end, zone, grain)
    if first >= last:
        return cover(start, end, zone, finer)
    before = cover(start, first, zone, finer)
    return [*before, Part(grain, first, last), *cover(last, end, zone, finer)]


def _next(moment: int, zone: tzinfo, grain: str) -> int:
    """The first beginning of a day or month that is not before this moment."""
    if grain == "h":
        begun = hour_beginning(moment, zone)
        return begun if begun == moment else begun + 3600
    begun = _previous(moment, zone, grain)
    return begun if begun == moment else after(begun, zone, grain)


def _previous(moment: int, zone: tzinfo, grain: str) -> int:
    if grain == "h":
        return hour_beginning(moment, zone)
    return begins(date_of(moment, zone), zone) if grain == "d" else month_of(moment, zone)


def after(moment: int, zone: tzinfo, grain: str) -> int:
    """When the quarter, hour, day or month that begins at this moment ends."""
    if grain in "qh":
        return moment + (QUARTER if grain == "q" else 3600)
    day = date_of(moment, zone)
    return begins(day + timedelta(days=1) if grain == "d" else _next_month(day), zone)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def grains_by(by: str, kept: str) -> str:
    """Of the grains that are kept, those whose rows each lie in one group of a split by time."""
    largest = {"quarter": "q", "hour": "h", "hour_of_day": "h", "month": "m"}.get(by, "d")
    return kept[: kept.index(largest) + 1] if largest in kept else kept[0]


def group_of(by: str, moment: int, zone: tzinfo) -> int:
    """The group of a split by time in which the row that begins at this moment is.

    A moment for quarter, hour, day, week (Monday) and month; 0 to 23 for hour_of_day, 0 (Monday) to 6 for
    weekday.
    """
    day = date_of(moment, zone)
    if by == "quarter":
        return moment
    if by == "hour":
        return hour_beginning(moment, zone)
    if by == "hour_of_day":
        return (moment + offset_of(moment, zone)) // 3600 % 24
    if by == "weekday":
        return day.weekday()
    if by == "week":
        return begins(day - timedelta(days=day.weekday()), zone)
    return begins(day if by == "day" else day.replace(day=1), zone)


def offsets(start: int, end: int, zone: tzinfo) -> Sequence[tuple[int, int]]:
    """(from when, seconds ahead of UTC) within a period, by whole hours; the first is of its start."""
    found = [(start, offset_of(start, zone))]
    for moment in range(start // 86_400 * 86_400 + 86_400, end + 86_400, 86_400):
        if offset_of(moment, zone) != found[-1][1]:
            found.append(_change(moment - 86_400, moment, zone))
    return found


def _change(before: int, later: int, zone: tzinfo) -> tuple[int, int]:
    """When, to the quarter, the clock changed between two moments."""
    old = offset_of(before, zone)
    while later - before > QUARTER:
        middle = (before + later) // 2 // QUARTER * QUARTER
        before, later = (middle, later) if offset_of(middle, zone) == old else (before, middle)
    return later, offset_of(later, zone)
