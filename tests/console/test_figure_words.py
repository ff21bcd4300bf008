"""Amounts and places of sums in a formula read as people write them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from console import figure_words as words
from tests.console.centre import Centre


@pytest.fixture(autouse=True)
def _page(centre: Centre) -> Iterator[None]:
    with centre.app.test_request_context("/"):
        yield


def test_amounts() -> None:
    read = [
        words.amount("answered", 1234),
        words.amount("talk_ms", 61_000),
        words.amount("estimate_bias_ms", -5000),
    ]
    assert read == ["1,234", "1:01", "−0:05"]


def test_a_formula_with_its_numbers() -> None:
    inputs = {"answered_in": 60, "answered": 80, "abandoned": 20, "short": 5}
    assert words.counted("service_level_ours", inputs) == "60 ÷ (80 + 20 − 5)"
    assert words.counted("asa", {"wait_answered_ms": 90_000, "answered": 3}) == "1:30 ÷ 3"
    assert words.counted("answered", {"answered": 3}) == words.counted("callback_time", {}) == ""
    assert (
        words.counted("nps", {"nps_promoters": 5, "nps_detractors": 2, "nps_answers": 9})
        == "100 × (5 − 2) ÷ 9"
    )


def test_places() -> None:
    assert words.place("service_level_ours", "short") == "below the line, taken off"
    assert words.place("service_level_ours", "answered_in") == "above the line"
    assert words.place("occupancy", "on_call_ms") == "above and below the line"
    assert words.place("handle_time", "talk_ms") == "added up"
    assert words.place("intent_accuracy", "heard") == "above and below the line"
    assert words.place("nps", "nps_detractors") == "above the line, taken off"
    assert words.place("nothing", "heard") == ""


def test_words_for_what_nobody_named() -> None:
    assert (words.left_out("x"), words.why("y"), words.lengths("z")) == ("x", "y", {})
    assert list(words.lengths("legs")) == ["ring_ms", "talk_ms", "hold_ms", "wrap_ms"]
