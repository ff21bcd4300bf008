"""Calls to expect: weekdays, closed hours, trends, holidays, too little of everything, and its error."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from support.rules.forecast import SLOTS, error, forecast, past

MONDAY = date(2026, 3, 2)
Days = dict[date, tuple[float, ...]]


def day_of(level: float, opens: int = 16, closes: int = 36) -> tuple[float, ...]:
    return tuple(level if opens <= slot < closes else 0.0 for slot in range(SLOTS))


def weeks(number: int, growth: float = 1.0) -> Days:
    """Mondays have 20 calls a half-hour, other days 10, Saturdays only the morning, Sundays none."""
    found = {}
    for ahead in range(7 * number):
        day = MONDAY + timedelta(days=ahead)
        level = (20 if day.weekday() == 0 else 10) * growth ** (ahead / 7)
        closes = {5: 24, 6: 0}.get(day.weekday(), 36)
        found[day] = day_of(level, 16, closes)
    return found


def after(history: Days, number: int = 7) -> list[date]:
    return [max(history) + timedelta(days=ahead + 1) for ahead in range(number)]


def test_a_week_like_the_others() -> None:
    history = weeks(4)
    found = forecast(history, after(history))
    assert found.notes == ()
    for day, calls in found.calls.items():
        assert calls == pytest.approx(history[day - timedelta(days=7)], rel=0.1)


def test_closed_half_hours_have_no_calls() -> None:
    history = weeks(4)
    found = forecast(history, after(history)).calls
    sunday = after(history)[6]
    assert sum(found[sunday]) == 0
    assert all(found[day][slot] == 0 for day in found for slot in (0, 15, 36, 47))


def test_a_trend_goes_on_for_two_weeks_only() -> None:
    history = weeks(6, growth=1.1)
    found = forecast(history, after(history, 35)).calls
    mondays = [found[day][20] for day in after(history, 35) if day.weekday() == 0]
    assert mondays[0] == pytest.approx(20 * 1.1**6, rel=0.05)
    assert mondays[1] / mondays[0] > 1.05
    assert mondays[2] / mondays[1] < 1.1
    assert mondays[3] == mondays[4]


def test_a_sudden_rise_is_not_continued_for_ever() -> None:
    """The second week was a hundred times the first: once the next were to be so much more again."""
    history = weeks(2, growth=100.0)
    days = after(history, 14)
    found = forecast(history, days).calls
    assert found[days[0]][20] <= 1.5 * 20 * 100 ** (13 / 7)
    assert found[days[7]][20] / found[days[0]][20] <= 1.5


def test_one_week_has_no_trend_and_no_past() -> None:
    history = weeks(1)
    found = forecast(history, after(history))
    assert found.notes == ("trend",)
    assert found.past is None
    assert found.calls[after(history)[0]][20] == pytest.approx(20, rel=0.15)


def test_a_weekday_never_seen_is_like_the_others() -> None:
    history = {MONDAY + timedelta(days=ahead): day_of(12) for ahead in range(3)}
    found = forecast(history, [MONDAY + timedelta(days=4)])
    assert found.notes == ("week", "trend")
    assert found.calls[MONDAY + timedelta(days=4)] == pytest.approx(day_of(12), rel=0.05)


@pytest.mark.parametrize("history", [{}, {MONDAY: (0.0,) * SLOTS}])
def test_without_history_there_is_nothing_to_expect(history: Days) -> None:
    found = forecast(history, [MONDAY + timedelta(days=7)])
    assert found.notes == ("none",)
    assert found.past is None
    assert sum(found.calls[MONDAY + timedelta(days=7)]) == 0


def test_what_comes_later_is_not_known() -> None:
    history = weeks(4)
    known = {day: calls for day, calls in history.items() if day < MONDAY + timedelta(days=21)}
    assert forecast(history, after(known)) == forecast(known, after(known))


def test_no_days_asked() -> None:
    assert forecast(weeks(2), []).calls == {}


def test_history_of_long_ago_is_said_to_be() -> None:
    assert forecast(weeks(3), [MONDAY + timedelta(days=200)]).notes == ("old",)


def test_a_holiday_is_like_other_holidays() -> None:
    history = weeks(4)
    quiet, next_quiet = MONDAY + timedelta(days=9), after(history)[3]
    history[quiet] = day_of(2)
    found = forecast(history, after(history), {quiet, next_quiet}.__contains__)
    assert found.calls[next_quiet][20] == pytest.approx(2, rel=0.3)
    assert found.calls[after(history)[2]][20] == pytest.approx(10, rel=0.1)
    assert found.notes == ()


def test_the_first_holiday_is_like_a_sunday() -> None:
    history = weeks(4)
    quiet = after(history)[3]
    found = forecast(history, after(history), {quiet}.__contains__)
    assert sum(found.calls[quiet]) == 0
    assert found.notes == ("holiday",)


def test_the_error_counts_calls_expected_wrongly() -> None:
    found = error({MONDAY: day_of(10)}, {MONDAY: day_of(8)})
    assert found.share == pytest.approx(0.25)
    assert found.calls == pytest.approx(2 * 20 / SLOTS)
    assert error({MONDAY: day_of(10)}, {MONDAY: day_of(0)}).share is None


def test_noise_is_foreseen_better_than_by_the_week_before() -> None:
    chance = np.random.default_rng(1)
    history = {day: tuple(map(float, chance.poisson(calls))) for day, calls in weeks(6).items()}
    found = past(history, lambda _day: False)
    assert found is not None
    assert found.start == MONDAY + timedelta(days=35)
    assert (found.ours.share or 1) < (found.last_week.share or 0)
