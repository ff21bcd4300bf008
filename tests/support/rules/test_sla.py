"""Business time, held against a walk minute by minute through the hours that flows have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.hours import Hours, is_open
from flows.policies import Choice, Escalation
from support.rules import sla
from support.rules.sla import Calendar, due, elapsed

MINUTE = timedelta(minutes=1)
OFFICE: Hours = {"mon-fri": "08:00-18:00", "sat": "09:00-13:00", "holidays": "BR-SP"}
SAO_PAULO = Calendar(OFFICE, "America/Sao_Paulo")
ALWAYS = Calendar()

HOURS: tuple[Hours, ...] = (
    OFFICE,
    {"mon-sun": "22:00-06:00"},
    {"fri-sat": "20:00-04:00", "sun": ["00:30-03:30", "01:15-02:45"]},
    {"mon-fri": ["08:00-12:00", "13:00-17:30"], "mon": "07:00-09:00"},
    {"mon-sun": "00:00-24:00"},
    {"sun": "02:15-02:45", "mon": "00:00-00:20"},
    {"mon-fri": "09:00-17:00", "2026-03-30": "closed", "2026-10-24": "23:00-05:00", "holidays": "PT"},
)
ZONES = (
    "America/Sao_Paulo",
    "Europe/Lisbon",
    "America/New_York",
    "Australia/Lord_Howe",
    "UTC",
    "Asia/Kolkata",
)
# Clocks change at 28 and 29 March and 24 and 25 October in Lisbon, 8 March and 1 November in New York.
STARTS = (
    datetime(2026, 3, 6, tzinfo=UTC), datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 4, 3, tzinfo=UTC),
    datetime(2026, 10, 23, tzinfo=UTC), datetime(2026, 10, 30, tzinfo=UTC),
    datetime(2026, 12, 24, tzinfo=UTC),
)  # fmt: skip
moments = st.builds(
    lambda start, minutes, seconds: start + timedelta(minutes=minutes, seconds=seconds),
    st.sampled_from(STARTS), st.integers(0, 3 * 1440), st.integers(0, 59),
)  # fmt: skip


def walked(start: datetime, end: datetime, calendar: Calendar) -> int:
    """Open seconds, by asking of each minute whether it is one: slow, and plainly right."""
    total, here = timedelta(), start
    while here < end:
        there = min(here.replace(second=0, microsecond=0) + MINUTE, end)
        if is_open(calendar.hours or {}, here, calendar.timezone):
            total += there - here
        here = there
    return int(total.total_seconds())


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(HOURS), st.sampled_from(ZONES), moments, st.integers(0, 4 * 86_400))
def test_elapsed_is_what_a_walk_counts(hours: Hours, zone: str, start: datetime, length: int) -> None:
    end = start + timedelta(seconds=length)
    calendar = Calendar(hours, zone)
    assert elapsed(start, end, calendar) == walked(start, end, calendar)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(HOURS), st.sampled_from(ZONES), moments, st.integers(1, 60 * 3600))
def test_due_is_the_first_moment_at_which_the_time_is_used(
    hours: Hours, zone: str, start: datetime, seconds: int
) -> None:
    calendar = Calendar(hours, zone)
    end = due(start, seconds, calendar)
    assert end is not None
    assert elapsed(start, end, calendar) == seconds
    assert elapsed(start, end - timedelta(seconds=1), calendar) == seconds - 1


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(HOURS), st.sampled_from(ZONES), moments, st.integers(0, 90_000), st.integers(0, 90_000)
)
def test_a_pause_of_no_length_changes_nothing(
    hours: Hours, zone: str, start: datetime, used: int, more: int
) -> None:
    calendar = Calendar(hours, zone)
    middle = due(start, used, calendar)
    whole = due(start, used + more, calendar)
    assert middle
    assert whole
    assert elapsed(start, middle, calendar) + elapsed(middle, whole, calendar) == used + more


@pytest.mark.parametrize(
    ("start", "seconds", "end"),
    [
        ("2026-03-02T10:00", 4 * 3600, "2026-03-02T14:00"),
        ("2026-03-02T10:00", 8 * 3600, "2026-03-02T18:00"),  # the last moment of the day is in time
        ("2026-03-02T10:00", 8 * 3600 + 1, "2026-03-03T08:00:01"),
        ("2026-03-06T17:30", 3600, "2026-03-07T09:30"),  # Friday to Saturday
        ("2026-03-07T12:59", 3600, "2026-03-09T08:59"),  # over Sunday
        ("2026-03-08T03:00", 60, "2026-03-09T08:01"),
        ("2026-12-24T17:00", 2 * 3600, "2026-12-26T10:00"),  # over Christmas, to a Saturday
        ("2026-03-02T07:00", 0, "2026-03-02T07:00"),
    ],
)
def test_due_in_an_office_of_sao_paulo(start: str, seconds: int, end: str) -> None:
    zone = ZoneInfo("America/Sao_Paulo")
    begin, wanted = (datetime.fromisoformat(each).replace(tzinfo=zone) for each in (start, end))
    assert due(begin, seconds, SAO_PAULO) == wanted


def test_without_hours_every_second_counts() -> None:
    start = STARTS[0]
    assert due(start, 90, ALWAYS) == start + timedelta(seconds=90)
    assert elapsed(start, start + timedelta(seconds=90), ALWAYS) == 90
    assert elapsed(start, start - MINUTE, ALWAYS) == 0


def test_hours_that_never_open_again_have_no_end() -> None:
    assert due(STARTS[0], 60, Calendar({"2020-01-01": "08:00-18:00"}, "UTC")) is None
    assert elapsed(STARTS[0], STARTS[-1], Calendar({"mon": "closed"}, "UTC")) == 0


def test_the_first_promise_that_fits_holds() -> None:
    promises = [
        Choice(queue="vip", target="now"),
        Choice(priority="high", target="soon"),
        Choice(target="usual"),
    ]
    assert sla.choose(promises, "vip", "low") == "now"
    assert sla.choose(promises, "billing", "high") == "soon"
    assert sla.choose(promises, "billing", "low") == "usual"
    assert sla.choose(promises[:2], "billing", "low") == ""


def test_priorities_are_raised_and_never_lowered() -> None:
    assert sla.raised("normal", "high") == "high"
    assert sla.raised("urgent", "high") == "urgent"
    assert sla.raised("low", None) == "low"


def test_steps_wait_in_the_same_hours() -> None:
    friday = datetime(2026, 3, 6, 20, 30, tzinfo=UTC)  # 17:30 there
    assert sla.step_due(friday, Escalation(after=3600), SAO_PAULO) == datetime(2026, 3, 7, 12, 30, tzinfo=UTC)
    assert sla.step_due(friday, Escalation(), SAO_PAULO) == friday
    assert sla.warn_after(400, 75) == 300
