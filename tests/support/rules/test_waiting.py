"""Wait estimates: no guess without figures, more people ahead never means sooner."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.rules.waiting import ENOUGH, WRAP_UP_S, estimate_s, spoken_minutes

KNOWN = [100.0] * ENOUGH
times = st.lists(st.floats(0, 7200), min_size=ENOUGH, max_size=50)


@pytest.mark.parametrize(
    ("ahead", "handling_s", "agents", "seconds"),
    [
        (0, KNOWN, 1, 100 + WRAP_UP_S),
        (3, KNOWN, 2, 2 * (100 + WRAP_UP_S)),
        (0, KNOWN, 0, None),
        (0, KNOWN[1:], 3, None),
        (0, [], 3, None),
    ],
)
def test_the_estimate(ahead: int, handling_s: list[float], agents: int, seconds: int | None) -> None:
    assert estimate_s(ahead, handling_s, agents) == seconds


@given(st.integers(0, 100), times, st.integers(1, 50))
def test_further_back_is_never_sooner_and_help_is_never_later(
    ahead: int, handling_s: list[float], agents: int
) -> None:
    here = estimate_s(ahead, handling_s, agents)
    behind, helped = estimate_s(ahead + 1, handling_s, agents), estimate_s(ahead, handling_s, agents + 1)
    assert here is not None
    assert behind is not None
    assert helped is not None
    assert helped <= here <= behind


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 1), (1, 1), (60, 1), (61, 2), (600, 10)])
def test_minutes_are_rounded_up(seconds: int, minutes: int) -> None:
    assert spoken_minutes(seconds) == minutes
