"""How many calls to expect in each half-hour, from how many there were. Pure.

A Poisson regression: each half-hour of the day, each kind of day (a weekday, or a holiday), how the one
differs with the other, and a trend; little data pull a difference towards none. What is closed has no calls:
a half-hour in which this kind of day never had one. Recent weeks count more. A trend is believed for two
weeks beyond what was seen, and only when two weeks were seen; and never to change more than by half.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

SLOTS = 48  # half-hours of a day
WEEKS = 8  # of history that are looked at
_HOLIDAY, _KINDS = 7, 8
_HALF_LIFE_DAYS = 28.0
_TREND_DAYS = 14
_MOST_CHANGE = 1.5  # by a trend, up or down
_SHRINK = 1e-3
_OWN = 0.5  # how freely a kind of day has a profile of its own
_TREND = 0.3
_LONG_AGO = timedelta(days=28)

# A day's calls by half-hour; a day that is not there was not recorded.
History = Mapping[date, Sequence[float]]
Holidays = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Error:
    """`share`: of the calls that came, how many were expected at another time or not at all (WAPE); `calls`:
    the mean of that, a half-hour (MAE). None where no call came."""

    share: float | None
    calls: float


@dataclass(frozen=True, slots=True)
class Past:
    """The last week as it would have been foreseen, and beside it what a week before had been."""

    start: date
    ours: Error
    last_week: Error


@dataclass(frozen=True, slots=True)
class Forecast:
    """`calls`: by day, SLOTS figures each. `notes`: what there was too little of (`NOTES`)."""

    calls: dict[date, tuple[float, ...]]
    notes: tuple[str, ...]
    past: Past | None


NOTES = ("none", "week", "trend", "old", "holiday")


def forecast(history: History, days: Sequence[date], holidays: Holidays = lambda _day: False) -> Forecast:
    """Calls expected on these days, from the days before the first of them."""
    seen = {day: history[day] for day in sorted(history) if not days or day < days[0]}
    if not days or not any(sum(calls) for calls in seen.values()):
        return Forecast(dict.fromkeys(days, (0.0,) * SLOTS), ("none",), None)
    seen = _recent(seen)
    expected = _expect(seen, days, holidays)
    return Forecast(expected, tuple(_notes(seen, days, holidays)), past(seen, holidays))


def past(history: History, holidays: Holidays) -> Past | None:
    """None when there were not two weeks: one to learn from, one to be foreseen."""
    last = max(history)
    week = [last - timedelta(days=back) for back in range(6, -1, -1)]
    before = {day: calls for day, calls in history.items() if day < week[0]}
    same = {day: history.get(day - timedelta(days=7), (0.0,) * SLOTS) for day in week}
    if len([day for day in same if day - timedelta(days=7) in history]) < 7:
        return None
    came = {day: history.get(day, (0.0,) * SLOTS) for day in week}
    return Past(week[0], error(_expect(before, week, holidays), came), error(same, came))


def error(expected: History, came: History) -> Error:
    """Over the days of `came`, half-hour by half-hour."""
    gaps = np.array([np.subtract(expected[day], came[day]) for day in came])
    whole = sum(sum(calls) for calls in came.values())
    return Error(float(np.abs(gaps).sum() / whole) if whole else None, float(np.abs(gaps).mean()))


def _recent(history: History) -> dict[date, Sequence[float]]:
    first = max(history) - timedelta(weeks=WEEKS)
    return {day: calls for day, calls in history.items() if day > first}


def _notes(history: History, days: Sequence[date], holidays: Holidays) -> list[str]:
    notes = []
    if len({day.weekday() for day in history}) < 7:
        notes.append("week")
    if not _has_trend(history):
        notes.append("trend")
    if days[0] - max(history) > _LONG_AGO:
        notes.append("old")
    if any(map(holidays, days)) and not any(map(holidays, history)):
        notes.append("holiday")
    return notes


def _has_trend(history: History) -> bool:
    return (max(history) - min(history)).days >= _TREND_DAYS - 1


def _kind(day: date, holidays: Holidays, known: bool) -> int:
    """A holiday when there were others; else it is like a Sunday."""
    if not holidays(day):
        return day.weekday()
    return _HOLIDAY if known else 6


def _expect(history: History, days: Sequence[date], holidays: Holidays) -> dict[date, tuple[float, ...]]:
    """The regression over half-hours that are open, and what it says of these days."""
    # Only here: it takes a second to import, and most processes never forecast.
    from scipy.sparse import csr_matrix
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import PoissonRegressor

    known = any(map(holidays, history))
    calls = np.array([history[day] for day in history], float)
    kinds = np.array([_kind(day, holidays, known) for day in history])
    is_open = _open(calls, kinds)
    ages = np.array([(day - max(history)).days for day in history], float)
    rows = is_open[kinds]
    if not calls[rows].any():
        return dict.fromkeys(days, (0.0,) * SLOTS)
    trend = _TREND if _has_trend(history) else 0.0
    model = PoissonRegressor(alpha=_SHRINK, solver="newton-cholesky", max_iter=100)
    weights = np.repeat(0.5 ** (-ages / _HALF_LIFE_DAYS), SLOTS)[rows.ravel()]
    with warnings.catch_warnings():
        # Where all half-hours are alike there is nothing to improve: that is no failure.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(csr_matrix(_columns(kinds, ages, trend)[rows.ravel()]), calls[rows], weights)
    asked = np.array([_kind(day, holidays, known) for day in days])
    ahead = np.array([min((day - max(history)).days, _TREND_DAYS) for day in days], float)
    # What a line drawn through two odd weeks would say of the third is no forecast.
    change = np.clip(np.exp(model.coef_[-1] * ahead / 7 * trend), 1 / _MOST_CHANGE, _MOST_CHANGE)
    level = model.predict(_columns(asked, np.zeros(len(days)), trend)).reshape(len(days), SLOTS)
    found = level * is_open[asked] * change[:, None]
    return {day: tuple(map(float, line)) for day, line in zip(days, found, strict=True)}


def _open(calls: np.ndarray, kinds: np.ndarray) -> np.ndarray:
    """(_KINDS, SLOTS): had this kind of day a call then? A weekday never seen is open as the others are."""
    anyday = calls.any(axis=0)
    return np.array(
        [calls[kinds == kind].any(axis=0) if (kinds == kind).any() else anyday for kind in range(_KINDS)]
    )


def _columns(kinds: np.ndarray, ages: np.ndarray, trend: float) -> np.ndarray:
    """A row for each half-hour of each day: its time, its kind of day, both at once, its age in weeks."""
    times = np.tile(np.eye(SLOTS), (len(kinds), 1))
    sorts = np.repeat(np.eye(_KINDS)[kinds], SLOTS, axis=0)
    both = (sorts[:, :, None] * times[:, None, :]).reshape(len(times), -1) * _OWN
    return np.hstack([times, sorts, both, np.repeat(ages / 7 * trend, SLOTS)[:, None]])
