"""The calendar and lengths that facts are made with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from support.rules.call_parts import calendar, span

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


@pytest.mark.parametrize(
    ("zone", "at", "began"),
    [
        ("Europe/Lisbon", "2026-03-29T22:59", "2026-03-29T00:00"),
        ("Europe/Lisbon", "2026-03-29T23:01", "2026-03-29T23:00"),
        # The clocks left midnight out: the day began at one.
        ("America/Sao_Paulo", "2018-11-04T03:10", "2018-11-04T03:00"),
        # And were put back at midnight: Saturday had 25 hours.
        ("America/Sao_Paulo", "2018-02-18T02:30", "2018-02-17T02:00"),
        ("Asia/Kolkata", "2026-03-02T18:31", "2026-03-02T18:30"),
    ],
)
def test_days_begin_at_local_midnight(zone: str, at: str, began: str) -> None:
    days = calendar(ZoneInfo(zone))
    assert days[days.quarter(utc(at))] == int(utc(began).timestamp())


def test_a_length_is_whole_milliseconds_and_never_negative() -> None:
    assert span(NOON, NOON + timedelta(days=1, microseconds=1999)) == 86_400_001
    assert span(NOON, NOON - timedelta(seconds=1)) == span(None, NOON) == span(NOON, None) == 0
