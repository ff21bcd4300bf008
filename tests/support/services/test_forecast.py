"""A forecast from the centre's own figures: what it is learnt from, what if, and what is not known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from support.rules import local_days
from support.services import forecast, policies
from support.services.forecast import Wish
from support.store.base import Store
from support.store.rollups import Rollup

ZONE = ZoneInfo("America/Sao_Paulo")
MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 30, 15, tzinfo=UTC)  # a Monday, four weeks later
TEXT = """ramal policies: 1
timezone: America/Sao_Paulo
hours: {office: {mon-fri: "08:00-18:00", holidays: BR}}
"""
OFFERED = 12  # a half-hour


@pytest.fixture(autouse=True)
def at_home(store: Store) -> None:
    with store.writing() as session:
        policies.publish(session, TEXT, None, NOW)


def opened(store: Store, days: int, queue: str = "sales") -> None:
    """Office hours of so many days from MONDAY, closed at weekends; calls of 100 s, one in four lost."""
    rows = []
    for ahead in range(days):
        day = MONDAY + timedelta(days=ahead)
        if day.weekday() > 4:
            continue
        start = local_days.begins(day, ZONE)
        rows += [
            Rollup(
                grain="q", dim="", value="", queue=queue, start=start + quarter * 900, offered=OFFERED // 2
            )
            for quarter in range(32, 72)
        ]
        rows.append(
            Rollup(
                grain="d", dim="", value="", queue=queue, start=start, offered=240, answered=180,
                abandoned=60, handled=180, wrapped=180, talk_ms=180 * 80_000, hold_ms=0, wrap_ms=180 * 20_000,
                wait_answered_ms=180 * 10_000, wait_abandoned_ms=60 * 30_000,
            )
        )  # fmt: skip
    with store.writing() as session:
        session.add_all(rows)


def basis(store: Store, first: date = date(2026, 3, 30), days: int = 7, *queues: str) -> forecast.Basis:
    with store.reading() as session:
        return forecast.basis(session, queues, first, days, NOW)


def test_what_history_tells(store: Store) -> None:
    opened(store, 28)
    known = basis(store)
    assert (known.first, known.last) == (MONDAY, date(2026, 3, 27))
    assert known.aht_s == pytest.approx(100)
    assert known.patience_s == pytest.approx((180 * 10 + 60 * 30) / 60)
    assert (known.goal, known.within_s) == (80, 20)
    assert known.came == {}
    assert sum(known.forecast.calls[date(2026, 3, 30)]) == pytest.approx(240, rel=0.05)
    assert sum(known.forecast.calls[date(2026, 4, 5)]) == 0


def test_holidays_of_the_policies(store: Store) -> None:
    opened(store, 28)
    known = basis(store)
    assert known.holidays == {date(2026, 4, 3)}  # Good Friday
    assert known.forecast.notes == ("holiday",)
    assert sum(known.forecast.calls[date(2026, 4, 3)]) == 0


def test_days_that_are_over_are_foreseen_as_they_were_then(store: Store) -> None:
    opened(store, 28)
    known = basis(store, date(2026, 3, 23))
    assert known.last == date(2026, 3, 20)
    assert sum(known.came[date(2026, 3, 23)]) == 240
    assert date(2026, 3, 29) not in known.came  # nothing is known of the last weekend


def test_today_is_not_over(store: Store) -> None:
    opened(store, 35)
    known = basis(store)
    assert known.last == date(2026, 3, 27)
    assert known.came == {}


def test_one_queue_of_several(store: Store) -> None:
    opened(store, 28)
    opened(store, 14, "tech")
    assert sum(basis(store, MONDAY, 7).came[MONDAY]) == 480
    known = basis(store, date(2026, 3, 30), 7, "tech")
    assert known.last == date(2026, 3, 13)
    with store.reading() as session:
        assert forecast.queues(session) == []


def test_agents_for_a_wish(store: Store) -> None:
    opened(store, 28)
    known = basis(store)
    usual = forecast.plan(known, forecast.usual(known))
    more = forecast.plan(known, Wish(100, 0.8, 20, 60, calls=2.0, shrinkage=0.3))
    monday, doubled = usual[0], more[0]
    assert monday.slots[20].agents.agents == 2
    assert (monday.slots[20].agents.service_level or 0) >= 0.8
    assert monday.slots[10].agents.agents == 0
    assert doubled.calls == pytest.approx(2 * monday.calls)
    assert doubled.slots[20].agents.agents > monday.slots[20].agents.agents
    assert doubled.slots[20].rostered > doubled.slots[20].agents.agents
    assert monday.hours == sum(slot.rostered for slot in monday.slots) / 2
    assert monday.came is None


def test_without_history_nothing_is_expected(store: Store) -> None:
    known = basis(store)
    assert known.forecast.notes == ("none",)
    assert (known.first, known.aht_s, known.patience_s) == (None, None, None)
    assert forecast.usual(known) == Wish(forecast.AHT_S, 0.8, 20, None)
    assert all(day.calls == 0 and day.hours == 0 for day in forecast.plan(known, forecast.usual(known)))


def test_the_night_on_which_clocks_go_back(store: Store) -> None:
    """An hour comes twice there: its calls are counted in the same half-hours."""
    with store.writing() as session:
        policies.publish(session, "ramal policies: 1\ntimezone: Europe/Madrid\n", None, NOW)
        zone, night = ZoneInfo("Europe/Madrid"), date(2025, 10, 26)
        start = local_days.begins(night, zone)
        session.add(Rollup(grain="d", dim="", value="", queue="sales", start=start, offered=100))
        session.add_all(
            Rollup(grain="q", dim="", value="", queue="sales", start=start + quarter * 900, offered=1)
            for quarter in range(100)
        )
    came = basis(store, night, 1).came[night]
    assert sum(came) == 100
    assert (came[3], came[4], came[5], came[6]) == (2, 4, 4, 2)
