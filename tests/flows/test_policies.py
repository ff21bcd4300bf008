"""Spans of a policies file: as in flows, and days."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.policies import Policies, parse_span
from flows.policy_file import SHIPPED, load


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("90d", 7_776_000), ("4h", 14_400), ("30m", 1800), ("5 s", 5), (" 2 d ", 172_800)],
)
def test_spans(written: str, seconds: int) -> None:
    assert parse_span(written) == seconds


@pytest.mark.parametrize("written", ["", "d", "-1d", "1.5h", "4 hours", "99999d", "four"])
def test_what_is_no_span(written: str) -> None:
    with pytest.raises(ValueError, match="write it like 30m, 4h or 90d"):
        parse_span(written)


@given(st.integers(0, 9999), st.sampled_from("smhd"))
def test_a_span_is_its_number_of_units(number: int, unit: str) -> None:
    assert parse_span(f"{number}{unit}") == number * {"s": 1, "m": 60, "h": 3600, "d": 86_400}[unit]


def test_what_we_ship_promises_every_priority_something() -> None:
    shipped = load(SHIPPED).policies
    assert isinstance(shipped, Policies)
    assert shipped.promises[-1].queue is shipped.promises[-1].priority is None
    assert shipped.urgent_words.keys() == {"pt-BR", "en-US", "es-ES"}
