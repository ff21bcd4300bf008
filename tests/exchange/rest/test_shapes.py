"""Shapes that all resources share: pages and dates (reference 5.1)."""

from __future__ import annotations

import pytest
from flask import Flask

from exchange.records import Callback
from exchange.rest import shapes


def page(query: str, count: int) -> shapes.Json:
    with Flask("t").test_request_context(f"/x.json?{query}"):
        return shapes.page("things", list(range(count)), lambda n: {"n": n})


@pytest.mark.parametrize(
    ("query", "count", "first", "number", "following"),
    [
        ("", 0, None, 0, False),
        ("PageSize=2", 5, 0, 2, True),
        ("PageSize=2&Page=2", 5, 4, 1, False),
        ("", 60, 0, 50, True),
    ],
)
def test_pages(query: str, count: int, first: int | None, number: int, following: bool) -> None:
    body = page(query, count)
    assert [t["n"] for t in body["things"]][:1] == ([] if first is None else [first])
    assert len(body["things"]) == number
    assert (body["next_page_uri"] is not None) == following
    if following:
        assert "PageToken" in body["next_page_uri"]


def test_filters_stay_in_the_links() -> None:
    assert "Status=completed" in page("PageSize=1&Status=completed", 3)["next_page_uri"]


@pytest.mark.parametrize(
    ("query", "passes"),
    [
        ("", True),
        ("StartTime=2026-03-02", True),
        ("StartTime=2026-03-03", False),
        ("StartTime%3E=2026-03-02", True),
        ("StartTime%3E=2026-03-03", False),
        ("StartTime%3C=2026-03-01", False),
    ],
)
def test_date_filters_are_utc_days(query: str, passes: bool) -> None:
    with Flask("t").test_request_context(f"/x.json?{query}"):
        assert shapes.on_day("StartTime", 1_772_442_000.0) is passes


def test_callback_with_repeated_events() -> None:
    data = {"StatusCallback": "https://cc.example/s", "StatusCallbackEvent": ["ringing", "answered"]}
    with Flask("t").test_request_context("/", method="POST", data=data):
        expected = Callback("https://cc.example/s", "POST", frozenset({"ringing", "answered"}))
        assert shapes.callback("StatusCallback") == expected
