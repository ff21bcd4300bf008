"""Nothing in a request makes the reading of it raise: odd values become harmless ones."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from webhooks import requests as asked

APP = Flask("requests")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("12", 12), ("12.7", 12), (" 7 ", 7), ("-3", -3), ("", 5), ("abc", 5), ("nan", 5), ("inf", 5),
        ("-inf", 5), ("1e400", 5), ("9" * 400, 5), (str(2**31), 5), (str(2**31 - 1), 2**31 - 1),
        ("0x10", 5), ("1,000", 5), ("\x00", 5), ("²", 5), ("١٢", 12),
    ],
)  # fmt: skip
def test_whole_numbers(raw: str, expected: int) -> None:
    with APP.test_request_context("/?" + urlencode({"seq": raw}), method="POST", data={"n": raw}):
        assert asked.whole("n", 5) == expected
        assert asked.asked("seq", 5) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("0.93", 0.93),
        ("0", 0.0),
        ("1.0", 1.0),
        ("", 0.5),
        ("high", 0.5),
        ("nan", 0.5),
        ("-0.1", 0.5),
        ("7", 0.5),
    ],
)
def test_confidence_is_between_0_and_1(raw: str, expected: float) -> None:
    with APP.test_request_context("/", method="POST", data={"Confidence": raw}):
        assert asked.fraction("Confidence", 0.5) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("+5511988887777", "+5511988887777"), ("anonymous", ""), ("Unknown", ""), ("+266696687", ""),
        ("", ""), ("unknown", ""), ("Restricted", ""), ("client:agent_7", ""), ("sip:ana@example.com", ""),
        ("+", ""), ("+55 11 98888-7777", "+5511988887777"),
        ("0", ""), ("\x00+5511988887777", "+5511988887777"),
    ],
)  # fmt: skip
def test_who_calls(raw: str, expected: str) -> None:
    with APP.test_request_context("/", method="POST", data={"From": raw}):
        assert asked.caller() == expected


def test_what_was_called_may_be_no_number() -> None:
    with APP.test_request_context("/", method="POST", data={"To": "sip:line@example.com"}):
        assert asked.called() == "sip:line@example.com"


@pytest.mark.parametrize("status", ["completed", "busy", "failed", "no-answer", "canceled"])
def test_a_call_that_is_over(status: str) -> None:
    with APP.test_request_context("/", method="POST", data={"CallStatus": status}):
        assert asked.is_over()


@pytest.mark.parametrize("status", ["", "in-progress", "ringing", "COMPLETED?", "completed\nx", "\x00"])
def test_a_call_that_is_not(status: str) -> None:
    with APP.test_request_context("/", method="POST", data={"CallStatus": status}):
        assert not asked.is_over()


@given(st.text(), st.integers(min_value=1, max_value=300))
def test_text_is_bounded_and_without_nul(value: str, limit: int) -> None:
    data = urlencode({"Body": value}, errors="replace")
    kind = "application/x-www-form-urlencoded"
    with APP.test_request_context("/", method="POST", data=data, content_type=kind):
        found = asked.text("Body", limit)
    assert len(found) <= limit
    assert "\x00" not in found
