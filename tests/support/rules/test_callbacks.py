"""Quiet hours in the customer's own zone, spacing, attempts."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.rules import callbacks
from support.rules.callbacks import Hours, Plan

LISBON, AZORES = ZoneInfo("Europe/Lisbon"), ZoneInfo("Atlantic/Azores")
TOKYO, NEW_YORK = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")
ZONES = [LISBON, AZORES, TOKYO, NEW_YORK, ZoneInfo("America/Sao_Paulo"), ZoneInfo("Asia/Kolkata")]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "where", "hours", "expected"),
    [
        ("2026-03-02 12:00", [LISBON], Hours(), "2026-03-02 12:00"),
        ("2026-03-02 08:59", [LISBON], Hours(), "2026-03-02 09:00"),
        ("2026-03-02 21:00", [LISBON], Hours(), "2026-03-03 09:00"),
        ("2026-07-02 20:00", [LISBON], Hours(), "2026-07-03 08:00"),  # summer time
        ("2026-03-02 09:30", [LISBON, AZORES], Hours(), "2026-03-02 10:00"),  # an hour behind the mainland
        ("2026-03-02 21:30", [AZORES, LISBON], Hours(), "2026-03-03 10:00"),
        ("2026-03-06 22:00", [LISBON], Hours(weekdays_only=True), "2026-03-09 09:00"),
        ("2026-03-07 12:00", [LISBON], Hours(weekdays_only=True), "2026-03-09 09:00"),
        ("2026-03-02 23:00", [LISBON], Hours(time(20), time(2)), "2026-03-02 23:00"),
        ("2026-03-02 03:00", [LISBON], Hours(time(20), time(2)), "2026-03-02 20:00"),
        ("2026-03-02 12:00", [TOKYO, NEW_YORK], Hours(time(9), time(12)), None),  # never both awake
        ("2026-03-29 00:30", [LISBON], Hours(time(1, 30), time(3)), "2026-03-29 01:30"),  # 1:30 is skipped
    ],
)
def test_the_first_moment_at_which_a_customer_may_be_rung(
    at: str, where: list[ZoneInfo], hours: Hours, expected: str | None
) -> None:
    found = callbacks.next_awake(utc(at), where, hours)
    assert found == (utc(expected) if expected else None)


times = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@given(times, st.lists(st.sampled_from(ZONES), min_size=1, max_size=3), st.booleans())
def test_it_is_never_before_and_always_inside(at: datetime, where: list[ZoneInfo], weekdays: bool) -> None:
    hours = Hours(weekdays_only=weekdays)
    found = callbacks.next_awake(at, where, hours)
    if found is None:
        return
    assert found >= at
    assert callbacks.next_awake(found, where, hours) == found
    for zone in where:
        local = found.astimezone(zone)
        assert time(9) <= local.time() < time(21)
        assert not weekdays or local.weekday() < 5


@pytest.mark.parametrize(
    ("number", "ours", "expected"),
    [
        ("+12025550199", "", {"America/New_York"}),
        ("+351912345678", "", {"Europe/Lisbon"}),
        ("+351291234567", "", {"Europe/Lisbon"}),
        ("+5511988887777", "", {"America/Sao_Paulo"}),
        ("nonsense", "+5511988887777", {"America/Sao_Paulo"}),
        ("nonsense", "", {"UTC"}),
    ],
)
def test_where_a_number_is(number: str, ours: str, expected: set[str]) -> None:
    assert {zone.key for zone in callbacks.zones(number, ours)} >= expected


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (None, "2026-03-02 12:00"),
        ("2026-03-02 15:30", "2026-03-02 15:30"),
        ("2026-03-02 10:00", "2026-03-02 12:00"),  # past already
        ("2026-03-03 05:00", "2026-03-03 09:00"),  # nobody is woken, not even on request
    ],
)
def test_the_first_try(chosen: str | None, expected: str) -> None:
    wanted = utc(chosen) if chosen else None
    assert callbacks.first_try(utc("2026-03-02 12:00"), wanted, [LISBON], Plan()) == utc(expected)


@pytest.mark.parametrize(
    ("at", "made", "expected"),
    [
        ("2026-03-02 12:00", 1, "2026-03-02 12:15"),
        ("2026-03-02 20:50", 2, "2026-03-03 09:00"),
        ("2026-03-02 12:00", 3, None),
        ("2026-03-02 12:00", 4, None),
    ],
)
def test_the_next_try(at: str, made: int, expected: str | None) -> None:
    found = callbacks.next_try(utc(at), made, [LISBON], Plan())
    assert found == (utc(expected) if expected else None)


def test_a_promise_of_last_week_is_for_people() -> None:
    promised = utc("2026-03-02 12:00")
    assert not callbacks.is_stale(promised, promised + timedelta(days=7))
    assert callbacks.is_stale(promised, promised + timedelta(days=7, seconds=1))


def test_a_clock_as_flows_write_it() -> None:
    assert callbacks.clock("09:30") == time(9, 30)
