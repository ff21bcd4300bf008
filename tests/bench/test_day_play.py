"""A simulated day: who waits how long, by hand; nothing is lost; the same seed gives the same day."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import pytest

from bench.day_play import Call, Outcome, RuleLine, Stretch, arrivals, play


def played(calls: Sequence[Call], stretches: Sequence[Stretch], *queues: str) -> list[Outcome]:
    serves = {each.agent: dict.fromkeys(queues or ("line",), 1) for each in stretches}
    return play(calls, stretches, RuleLine(serves))


ALL_DAY = [Stretch(0, 0.0)]


def test_one_agent_serves_one_after_the_other() -> None:
    calls = [Call(0.0, 10.0), Call(1.0, 10.0), Call(2.0, 10.0), Call(50.0, 10.0)]
    assert [each.wait_s for each in played(calls, ALL_DAY)] == [0, 9, 18, 0]


def test_a_head_start_overtakes() -> None:
    calls = [Call(0.0, 10.0), Call(1.0, 10.0), Call(2.0, 10.0, ahead_s=90)]
    assert [each.wait_s for each in played(calls, ALL_DAY)] == [0, 19, 8]


def test_who_has_no_patience_gives_up_and_takes_nobodys_place() -> None:
    calls = [Call(0.0, 10.0), Call(1.0, 10.0, patience_s=5), Call(2.0, 10.0, patience_s=9)]
    assert played(calls, ALL_DAY) == [Outcome(0, True), Outcome(5, False), Outcome(8, True)]


def test_whoever_is_answered_at_the_last_moment_does_not_give_up() -> None:
    calls = [Call(0.0, 10.0), Call(1.0, 10.0, patience_s=9)]
    assert played(calls, ALL_DAY) == [Outcome(0, True), Outcome(9, True)]


def test_agents_come_and_go_and_finish_what_they_have_begun() -> None:
    stretches = [Stretch(0, 5.0, 20.0), Stretch(0, 40.0, 50.0)]
    calls = [Call(0.0, 30.0), Call(1.0, 3.0), Call(45.0, 1.0)]
    assert [each.wait_s for each in played(calls, stretches)] == [5, 39, 0]


def test_a_stretch_that_begins_during_a_call_is_not_a_second_agent() -> None:
    stretches = [Stretch(0, 0.0, 5.0), Stretch(0, 6.0)]
    assert [each.wait_s for each in played([Call(0.0, 10.0), Call(7.0, 1.0)], stretches)] == [0, 3]


def test_agents_take_only_what_they_serve() -> None:
    calls = [Call(0.0, 10.0, queue="a"), Call(1.0, 1.0, queue="b", patience_s=3), Call(2.0, 1.0, queue="a")]
    assert played(calls, ALL_DAY, "a") == [Outcome(0, True), Outcome(3, False), Outcome(8, True)]


def test_a_call_that_nobody_ever_takes_is_told() -> None:
    with pytest.raises(RuntimeError, match="1 calls were left"):
        played([Call(0.0, 1.0, queue="other")], ALL_DAY)


class Twice(RuleLine):
    """Gives every call to an agent without looking."""

    def offer(self, at_s: float) -> list[tuple[int, int]]:
        return [(0, 0)]


def test_an_agent_with_two_calls_is_told() -> None:
    with pytest.raises(RuntimeError, match="twice"):
        play([Call(0.0, 10.0), Call(1.0, 1.0)], ALL_DAY, Twice({0: {"line": 1}}))


def test_a_day_is_that_of_its_seed() -> None:
    first, again, other = (arrivals([500, 900], 180, 60, seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_arrivals_have_the_rates_and_means_asked_for() -> None:
    calls = arrivals([20_000, 10_000], 180, 60, 7)
    early = [call for call in calls if call.at_s < 3600]
    assert len(early) == pytest.approx(20_000, rel=0.03)
    assert len(calls) - len(early) == pytest.approx(10_000, rel=0.04)
    assert sum(call.handling_s for call in calls) / len(calls) == pytest.approx(180, rel=0.03)
    assert sum(call.patience_s for call in calls) / len(calls) == pytest.approx(60, rel=0.03)
    assert [call.at_s for call in calls] == sorted(call.at_s for call in calls)


def test_who_waits_for_ever_has_no_end_of_patience() -> None:
    assert {call.patience_s for call in arrivals([100], 180, math.inf, 1)} == {math.inf}


@pytest.mark.parametrize("seed", range(5))
def test_a_line_never_idles_and_equals_are_served_in_order(seed: int) -> None:
    calls = [Call(call.at_s, call.handling_s) for call in arrivals([120], 180, math.inf, seed)]
    team = random.Random(seed).randrange(3, 8)
    outcomes = played(calls, [Stretch(number, 0.0) for number in range(team)])
    free_at = [0.0] * team
    for call, outcome in zip(calls, outcomes, strict=True):
        begins = max(call.at_s, min(free_at))
        assert call.at_s + outcome.wait_s == pytest.approx(begins)
        free_at[free_at.index(min(free_at))] = begins + call.handling_s
