"""Wait estimates: no guess without figures, more people ahead never means sooner."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.rules.waiting import ENOUGH, PRIOR_S, PRIOR_WEIGHT, estimate_s, hands, spoken_minutes

KNOWN = [100.0] * ENOUGH
times = st.lists(st.floats(0, 7200), min_size=ENOUGH, max_size=50)


@pytest.mark.parametrize(
    ("ahead", "handling_s", "agents", "free", "seconds"),
    [
        (0, KNOWN, 1, 0, 100),
        (3, KNOWN, 2, 0, 200),
        (3, KNOWN, 2, 1, 150),
        (1, KNOWN, 2, 2, 0),
        (0, KNOWN, 0.5, 0, 200),
        (0, KNOWN, 0, 0, None),
        (0, KNOWN[1:], 3, 0, None),
        (0, [], 3, 0, None),
    ],
)
def test_the_estimate(
    ahead: int, handling_s: list[float], agents: float, free: int, seconds: int | None
) -> None:
    assert estimate_s(ahead, handling_s, agents, free, prior_s=100) == seconds


def test_few_conversations_say_less_than_many() -> None:
    few, many = (estimate_s(0, [600.0] * count, 1) for count in (ENOUGH, 50))
    assert few == round((ENOUGH * 600 + PRIOR_WEIGHT * PRIOR_S) / (ENOUGH + PRIOR_WEIGHT))
    assert few is not None
    assert many is not None
    assert few < many < 600


@given(st.integers(0, 100), times, st.integers(1, 50), st.integers(0, 5))
def test_further_back_is_never_sooner_and_help_is_never_later(
    ahead: int, handling_s: list[float], agents: int, free: int
) -> None:
    here = estimate_s(ahead, handling_s, agents, free)
    others = (
        estimate_s(ahead + 1, handling_s, agents, free),
        estimate_s(ahead, handling_s, agents + 1, free),
        estimate_s(ahead, handling_s, agents, free + 1),
    )
    assert here is not None
    behind, helped, freed = (each if each is not None else -1 for each in others)
    assert 0 <= helped <= here <= behind
    assert 0 <= freed <= here


def test_what_agents_are_worth_to_a_queue() -> None:
    team = [{"billing"}, {"billing", "tech"}, {"billing", "tech", "sales"}, {"tech"}]
    assert hands("billing", team, busy=set()) == 3
    assert hands("billing", team, busy={"tech"}) == 1 + 0.5 + 0.5
    assert hands("billing", team, busy={"billing", "tech", "sales"}) == pytest.approx(1 + 1 / 2 + 1 / 3)
    assert hands("post", team, busy={"tech"}) == 0


@pytest.mark.parametrize(("ahead", "agents"), [(0, 1), (3, 2), (9, 5)])
def test_the_estimate_is_right_on_average(ahead: int, agents: int) -> None:
    """Against a line that is played: agents busy for random times, first come first served."""
    draw, mean = random.Random(7), 100.0
    waits = []
    for _ in range(3000):
        ends = sorted(draw.expovariate(1 / mean) for _ in range(agents))
        for _ in range(ahead):
            ends = sorted([*ends[1:], ends[0] + draw.expovariate(1 / mean)])
        waits.append(ends[0])
    told = estimate_s(ahead, [mean] * 50, agents, prior_s=mean)
    assert told == pytest.approx(sum(waits) / len(waits), rel=0.05)


@pytest.mark.parametrize(
    ("seconds", "minutes"),
    [(0, 1), (1, 1), (60, 1), (61, 2), (600, 10), (601, 15), (1800, 30), (1801, 40), (6000, 100)],
)
def test_minutes_are_rounded_up(seconds: int, minutes: int) -> None:
    assert spoken_minutes(seconds) == minutes
