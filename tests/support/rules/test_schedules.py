"""Due times: each once, in the centre's zone, also in nights when clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.rules import schedules
from support.rules.schedules import Every

LISBON, SAO_PAULO, UTC_ZONE = (ZoneInfo(name) for name in ("Europe/Lisbon", "America/Sao_Paulo", "UTC"))
MOMENTS = st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
ZONES = st.sampled_from([LISBON, SAO_PAULO, ZoneInfo("Pacific/Apia"), ZoneInfo("Australia/Lord_Howe")])


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(("every", "at", "zone", "now", "last", "next_"), [
    ("day", "07:00", UTC_ZONE, "2026-03-04T06:59:59", "2026-03-03T07:00", "2026-03-04T07:00"),
    ("day", "07:00", UTC_ZONE, "2026-03-04T07:00:00", "2026-03-04T07:00", "2026-03-05T07:00"),
    ("day", "07:00", SAO_PAULO, "2026-03-04T09:59:59", "2026-03-03T10:00", "2026-03-04T10:00"),
    ("day", "23:30", SAO_PAULO, "2026-03-04T02:31:00", "2026-03-04T02:30", "2026-03-05T02:30"),
    ("week", "07:00", UTC_ZONE, "2026-03-04T08:00:00", "2026-03-02T07:00", "2026-03-09T07:00"),
    ("week", "07:00", UTC_ZONE, "2026-03-02T06:00:00", "2026-02-23T07:00", "2026-03-02T07:00"),
    ("month", "07:00", UTC_ZONE, "2026-03-01T06:00:00", "2026-02-01T07:00", "2026-03-01T07:00"),
    ("month", "07:00", UTC_ZONE, "2026-12-31T23:00:00", "2026-12-01T07:00", "2027-01-01T07:00"),
    # Lisbon, 29 March 2026: 01:00 becomes 02:00, so 01:30 is not; 25 October: 01:30 comes twice.
    ("day", "01:30", LISBON, "2026-03-29T12:00:00", "2026-03-29T01:30", "2026-03-30T00:30"),
    ("day", "01:30", LISBON, "2026-10-25T01:15:00", "2026-10-25T00:30", "2026-10-26T01:30"),
    ("day", "07:00", LISBON, "2026-03-29T05:59:59", "2026-03-28T07:00", "2026-03-29T06:00"),
])  # fmt: skip
def test_when(every: Every, at: str, zone: ZoneInfo, now: str, last: str, next_: str) -> None:
    assert schedules.latest(every, at, zone, utc(now)) == utc(last)
    assert schedules.following(every, at, zone, utc(now)) == utc(next_)


@given(MOMENTS, ZONES, st.sampled_from(["00:00", "01:30", "02:15", "07:00", "23:59"]))
def test_every_day_has_one(now: datetime, zone: ZoneInfo, at: str) -> None:
    last, next_ = schedules.latest("day", at, zone, now), schedules.following("day", at, zone, now)
    assert last <= now < next_
    assert timedelta(hours=22) <= next_ - last <= timedelta(hours=50), "Apia once had no Friday"
    assert schedules.latest("day", at, zone, next_) == next_
    assert schedules.following("day", at, zone, last) == next_


@given(MOMENTS, ZONES, st.sampled_from(["week", "month"]))
def test_weeks_and_months_leave_nothing_out(now: datetime, zone: ZoneInfo, every: Every) -> None:
    last, next_ = (each(every, "07:00", zone, now) for each in (schedules.latest, schedules.following))
    assert last <= now < next_
    assert schedules.latest(every, "07:00", zone, next_ - timedelta(seconds=1)) == last
