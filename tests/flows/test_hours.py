"""Opening hours, on the zone's own clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.hours import Hours, closing, days_of, is_open, next_opening, parse_span, spans_on

SAO_PAULO = "America/Sao_Paulo"
OFFICE: Hours = {"mon-fri": ["08:00-12:00", "13:00-18:00"], "sat": "09:00-13:00", "holidays": "BR-SP"}
BAR: Hours = {"fri-sat": "22:00-02:00"}


def at(text: str, zone: str = SAO_PAULO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("hours", "moment", "expected"),
    [
        (OFFICE, "2026-03-02T07:59", False),
        (OFFICE, "2026-03-02T08:00", True),
        (OFFICE, "2026-03-02T11:59", True),
        (OFFICE, "2026-03-02T12:00", False),
        (OFFICE, "2026-03-02T13:00", True),
        (OFFICE, "2026-03-02T18:00", False),
        (OFFICE, "2026-03-07T12:59", True),
        (OFFICE, "2026-03-08T10:00", False),
        (OFFICE, "2026-09-07T10:00", False),  # Independence Day
        (OFFICE, "2026-07-09T10:00", False),  # a holiday of São Paulo only
        ({**OFFICE, "holidays": "BR"}, "2026-07-09T10:00", True),
        (BAR, "2026-03-06T21:59", False),
        (BAR, "2026-03-06T22:00", True),
        (BAR, "2026-03-07T01:59", True),
        (BAR, "2026-03-08T01:59", True),
        (BAR, "2026-03-08T02:00", False),
        (BAR, "2026-03-09T01:00", False),
        ({"mon": "00:00-24:00"}, "2026-03-02T23:59", True),
        ({"mon": "00:00-24:00"}, "2026-03-03T00:00", False),
        ({"sat-mon": "10:00-11:00"}, "2026-03-01T10:30", True),
        ({"sat-mon": "10:00-11:00"}, "2026-03-03T10:30", False),
        ({"mon-fri": "08:00-18:00", "2026-03-02": "closed"}, "2026-03-02T10:00", False),
        ({"mon-fri": "08:00-18:00", "2026-03-02": "10:00-11:00"}, "2026-03-02T10:30", True),
        ({**OFFICE, "2026-09-07": "10:00-12:00"}, "2026-09-07T10:00", True),  # a date is before holidays
        ({}, "2026-03-02T10:00", False),
    ],
)
def test_is_open(hours: Hours, moment: str, expected: bool) -> None:
    assert is_open(hours, at(moment), SAO_PAULO) is expected
    assert is_open(hours, at(moment).astimezone(UTC), SAO_PAULO) is expected


def test_summer_and_winter_keep_the_clock_on_the_wall() -> None:
    hours: Hours = {"mon-fri": "09:00-17:00"}
    assert is_open(hours, datetime(2026, 1, 5, 14, 0, tzinfo=UTC), "America/New_York")  # 9:00 in winter
    assert not is_open(hours, datetime(2026, 1, 5, 13, 59, tzinfo=UTC), "America/New_York")
    assert is_open(hours, datetime(2026, 7, 6, 13, 0, tzinfo=UTC), "America/New_York")  # 9:00 in summer
    assert not is_open(hours, datetime(2026, 7, 6, 12, 59, tzinfo=UTC), "America/New_York")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-03-02T10:00", "2026-03-02T10:00"),  # open now
        ("2026-03-02T12:30", "2026-03-02T13:00"),
        ("2026-03-07T13:00", "2026-03-09T08:00"),
        ("2026-09-05T13:00", "2026-09-08T08:00"),  # over the weekend and a holiday
    ],
)
def test_next_opening(moment: str, expected: str) -> None:
    assert next_opening(OFFICE, at(moment), SAO_PAULO) == at(expected)


def test_never_opening() -> None:
    assert next_opening({}, at("2026-03-02T10:00"), SAO_PAULO) is None
    assert next_opening({"2025-01-01": "08:00-18:00"}, at("2026-03-02T10:00"), SAO_PAULO) is None


def test_opening_in_an_hour_that_the_clocks_skip() -> None:
    opens = next_opening(
        {"sun": "02:30-05:00"}, at("2026-03-08T00:00", "America/New_York"), "America/New_York"
    )
    assert opens is not None
    assert is_open({"sun": "02:30-05:00"}, opens, "America/New_York")
    assert opens.hour == 3


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))
ZONES = st.sampled_from(
    [SAO_PAULO, "America/New_York", "Europe/Lisbon", "Asia/Kolkata", "Australia/Lord_Howe"]
)


@settings(deadline=None)
@given(MOMENTS, ZONES, st.sampled_from([OFFICE, BAR, {"sun": "01:00-03:00", "wed": "23:30-24:00"}]))
def test_next_opening_is_open_and_nothing_before_it_is(moment: datetime, zone: str, hours: Hours) -> None:
    opens = next_opening(hours, moment, zone)
    assert opens is not None
    assert opens >= moment
    assert is_open(hours, opens, zone)
    halfway = moment + (opens - moment) / 2
    assert opens - moment < timedelta(minutes=1) or not is_open(hours, halfway, zone)


@pytest.mark.parametrize("text", ["8-18", "08:00-24:01", "24:00-08:00", "08:60-09:00", "10:00-10:00", ""])
def test_spans_that_cannot_be(text: str) -> None:
    with pytest.raises(ValueError, match=r"write them|does not exist|whole day"):
        parse_span(text)


@pytest.mark.parametrize(
    ("key", "days"),
    [("mon", (0,)), ("mon-fri", (0, 1, 2, 3, 4)), ("sat-mon", (5, 6, 0)), ("sun-sun", (6,)), ("holidays", ()),
     ("2026-12-24", ()), ("2026-13-24", None), ("monday", None), ("mon-", None), ("", None)],
)  # fmt: skip
def test_days(key: str, days: tuple[int, ...] | None) -> None:
    assert days_of(key) == days


def test_spans_of_a_day_are_in_order() -> None:
    assert spans_on({"mon": ["13:00-18:00", "08:00-12:00"]}, date(2026, 3, 2)) == [(480, 720), (780, 1080)]


@pytest.mark.parametrize(
    ("hours", "moment", "expected"),
    [
        ({"mon-fri": "08:00-18:00"}, "2026-03-02T17:59", "2026-03-02T18:00"),
        ({"mon-fri": "08:00-18:00"}, "2026-03-02T18:00", None),
        ({"mon-fri": ["08:00-12:00", "12:00-18:00"]}, "2026-03-02T09:00", "2026-03-02T18:00"),
        ({"mon": "22:00-02:00"}, "2026-03-03T01:00", "2026-03-03T02:00"),
        ({"mon": "00:00-24:00", "tue": "00:00-03:00"}, "2026-03-02T09:00", "2026-03-03T03:00"),
        ({"mon-sun": "00:00-24:00"}, "2026-03-02T09:00", None),
        ({}, "2026-03-02T09:00", None),
    ],
)
def test_closing(hours: Hours, moment: str, expected: str | None) -> None:
    assert closing(hours, at(moment), SAO_PAULO) == (at(expected) if expected else None)
