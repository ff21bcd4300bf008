"""Days of a report's period."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from console import report_days, report_filters
from console.report_filters import Filters
from tests.console.centre import Centre

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)


def asked(centre: Centre, zone: str, **given: str) -> Filters:
    with centre.app.test_request_context("/"):
        return report_filters.read(MultiDict(given), NOW, ZoneInfo(zone))


def test_days_are_as_long_as_the_clocks_make_them(centre: Centre) -> None:
    filters = asked(centre, "Europe/Lisbon", **{"from": "2026-03-28", "to": "2026-03-30"})
    first, second, third = report_days.midnights(filters)
    assert (second - first, third - second) == (24 * 3600, 23 * 3600)
    with centre.app.test_request_context("/"):
        assert len(report_days.labels(filters)) == 3


def test_heads_say_the_day_and_a_row_leads_to_it(centre: Centre) -> None:
    filters = asked(centre, "UTC", **{"from": "2026-03-28", "to": "2026-03-28"})
    with centre.app.test_request_context("/"):
        assert report_days.heads(filters) == [(date(2026, 3, 28), "Sat 28 Mar 2026")]
    assert report_days.is_one_day(filters)
    assert report_days.narrow(date(2026, 3, 28)) == {"from": "2026-03-28", "to": "2026-03-28"}
