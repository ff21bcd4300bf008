"""Calls and how they ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from console.words import midnight
from tests.console.centre import START, Centre


def test_today_is_counted_and_yesterday_is_not(centre: Centre, sue: FlaskClient) -> None:
    centre.call(sid="CA1", outcome="answered", ended_at=START + timedelta(seconds=65))
    centre.call(sid="CA2", outcome="answered", ended_at=START, started_at=START - timedelta(days=1))
    page = sue.get("/reports").text
    assert "<div><dt>Answered</dt><dd>1</dd></div>" in page
    assert "1:05" in page
    assert page.count('href="/calls/') == 2


def test_a_long_list_goes_on_where_the_page_ended(centre: Centre, sue: FlaskClient) -> None:
    for index in range(52):
        centre.call(sid=f"CA{index}")
    assert 'href="/calls/2"' not in sue.get("/reports").text
    assert 'href="/calls/2"' in sue.get("/reports?before=3").text


def test_no_call_yet(sue: FlaskClient) -> None:
    assert "No calls yet" in sue.get("/reports").text


@pytest.mark.parametrize(
    ("now", "zone", "began"),
    [
        (
            datetime(2026, 3, 2, 2, 59, tzinfo=UTC),
            "America/Sao_Paulo",
            datetime(2026, 3, 1, 3, 0, tzinfo=UTC),
        ),
        (datetime(2026, 3, 2, 3, 0, tzinfo=UTC), "America/Sao_Paulo", datetime(2026, 3, 2, 3, 0, tzinfo=UTC)),
        (datetime(2026, 3, 29, 12, 0, tzinfo=UTC), "Europe/Lisbon", datetime(2026, 3, 29, 0, 0, tzinfo=UTC)),
    ],
)
def test_today_begins_at_midnight_where_the_centre_is(now: datetime, zone: str, began: datetime) -> None:
    assert midnight(now, ZoneInfo(zone)) == began
