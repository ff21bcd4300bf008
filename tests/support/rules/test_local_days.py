"""The centre's days: where they begin when clocks change. `test_periods` has the strange nights."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from support.rules.local_days import begins, date_of, hour_of, month_of, offset_of

MADRID = ZoneInfo("Europe/Madrid")


def test_days_and_months() -> None:
    midnight = int(datetime(2026, 7, 14, 22, tzinfo=UTC).timestamp())
    assert begins(date(2026, 7, 15), MADRID) == midnight
    assert date_of(midnight, MADRID) == date(2026, 7, 15)
    assert date_of(midnight - 1, MADRID) == date(2026, 7, 14)
    assert month_of(midnight, MADRID) == int(datetime(2026, 6, 30, 22, tzinfo=UTC).timestamp())
    assert offset_of(midnight, MADRID) == 7200


def test_hours_are_counted_from_midnight() -> None:
    assert hour_of(10_000 * 900, 9_999 * 900) == 9_999 * 900
    assert hour_of(10_003 * 900, 9_999 * 900) == 10_003 * 900
