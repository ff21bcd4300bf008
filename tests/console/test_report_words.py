"""How periods, values and names of reports read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import pytest
from werkzeug.datastructures import MultiDict

from console import report_words
from console.report_filters import Filters, read
from console.report_parts import Plain, Unit
from tests.console.centre import Centre

ZONE = ZoneInfo("America/Sao_Paulo")


@pytest.fixture(autouse=True)
def words(centre: Centre) -> Iterator[None]:
    with centre.app.test_request_context("/reports"):
        yield


def filters(query: str) -> Filters:
    return read(MultiDict(parse_qsl(query)), datetime(2026, 3, 4, 13, tzinfo=UTC), ZONE)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "count", "–"), (None, "share", "–"), (0, "count", "0"), (1234567, "count", "1,234,567"),
        (2.5, "count", "2.5"), (0.12345, "share", "12.3 %"), (61, "seconds", "1:01"),
        (-61, "seconds", "−1:01"),
        (-0.2, "seconds", "0:00"), (4.25, "score", "4.2"), (-75, "score", "−75.0"), ("x", "text", "x"),
        (date(2026, 3, 2), "text", "Mon 2 Mar 2026"),
        (datetime(2026, 3, 2, 2, 30, tzinfo=UTC), "moment", "1 Mar 2026, 23:30"),
    ],
)  # fmt: skip
def test_values(value: Plain, unit: Unit, text: str) -> None:
    assert report_words.said(value, unit, ZONE) == text


def test_beside_a_chart_there_is_less_room() -> None:
    assert report_words.axis(0.25, "share") == "25 %"
    assert report_words.axis(90, "seconds") == "1:30"


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("period=today", "Wed 4 Mar 2026"),
        ("period=yesterday", "Tue 3 Mar 2026"),
        ("from=2026-02-27&to=2026-03-01", "Fri 27 Feb 2026 – Sun 1 Mar 2026"),
        ("from=2026-03-02T10:00&to=2026-03-02T10:15", "Mon 2 Mar 2026, 10:00 – 10:15"),
        ("from=2026-03-02T22:00&to=2026-03-03T06:00", "Mon 2 Mar 2026, 22:00 – Tue 3 Mar 2026, 06:00"),
        ("from=2026-03-02T22:00&to=2026-03-03T00:00", "Mon 2 Mar 2026, 22:00 – 00:00"),
    ],
)
def test_periods(query: str, text: str) -> None:
    found = filters(query)
    assert report_words.period(found, found.period) == text


def test_a_day_says_its_year_where_there_are_two() -> None:
    assert report_words.row_day(date(2026, 3, 2), filters("period=week")) == "Mon 2 Mar"
    both = filters("from=2025-12-31&to=2026-01-01")
    assert report_words.row_day(date(2025, 12, 31), both) == "Wed 31 Dec 2025"


def test_names_of_what_is_gone_or_unknown() -> None:
    names = report_words.Names(
        {"billing": "Billing"}, {3: "Ana", -4: "Old Agent", -5: "?"}, {"acme": "Acme line"}
    )
    said = [
        names.of("queue", "billing"), names.of("queue", "gone"), names.of("queue", ""),
        names.of("agent", "3"),
        names.of("agent", "-4"), names.of("agent", "-5"),
        names.of("agent", "9"), names.of("agent", ""), names.of("flow", "acme"), names.of("flow", "old"),
        names.of("intent", ""), names.of("number", "+551140028922"), names.of("language", "pt-BR"),
    ]  # fmt: skip
    assert said == [
        "Billing", "gone", "None", "Ana", "Old Agent", "Unknown",
        "9", "Unknown", "Acme line", "old", "Unknown", "+55 11 4002-8922",
        "Portuguese (Brazil)",
    ]  # fmt: skip


def test_the_week_begins_on_monday() -> None:
    assert report_words.weekdays() == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def test_every_period_that_is_offered_is_one() -> None:
    for name in report_words.periods():
        assert not filters(f"period={name}").problems
    for name in report_words.comparisons():
        assert not filters(f"period=lastweek&compare={name}").problems
