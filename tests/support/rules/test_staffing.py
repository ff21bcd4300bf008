"""Agents for a load: against the reference for Erlang C, against the chain itself for Erlang A."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import day_theory
from support.rules.staffing import Expected, Goal, Line, erlang_b, expected, needed, rostered

GOAL = Goal(0.8, 20)


@pytest.mark.parametrize(
    ("load", "agents", "blocked"),
    # published tables of Erlang's loss formula
    [(1, 1, 0.5), (1, 2, 0.2), (5, 10, 0.0184), (10, 10, 0.2146), (20, 30, 0.0085), (100, 117, 0.0098)],
)
def test_the_loss_formula(load: float, agents: int, blocked: float) -> None:
    assert erlang_b(load, agents) == pytest.approx(blocked, abs=5e-5)


def test_a_worked_example_of_erlang_c() -> None:
    # 0.2 calls a second of 4 minutes and 55 agents: 48 erlangs, 87.3 % busy, 8.2 s, 84.6 % within 15 s.
    found = expected(Line(720, 240), 55, 15)
    assert found.service_level == pytest.approx(0.846, abs=5e-4)
    assert found.asa_s == pytest.approx(8.2, abs=0.05)
    assert found.occupancy == pytest.approx(0.873, abs=5e-4)


@pytest.mark.parametrize("agents", [9, 10, 12, 20])
def test_erlang_c_is_the_reference_s(agents: int) -> None:
    theirs = day_theory.erlang_c(170, day_theory.Centre(180, agents, 20))
    ours = expected(Line(170, 180), agents, 20)
    assert ours.service_level == pytest.approx(theirs.service_level)
    assert ours.asa_s == pytest.approx(theirs.mean_wait_s)


@settings(max_examples=40, deadline=None)
@given(
    st.floats(1, 900), st.sampled_from([30, 180, 600]), st.integers(1, 60),
    st.sampled_from([20, 120, 900, 3600]), st.sampled_from([0, 10, 20, 120]),
)  # fmt: skip
def test_erlang_a_is_the_chain_s(
    per_hour: float, handling_s: int, agents: int, patience_s: int, within_s: int
) -> None:
    theirs = day_theory.steady(per_hour, day_theory.Centre(handling_s, agents, within_s, patience_s))
    ours = expected(Line(per_hour, handling_s, patience_s), agents, within_s)
    assert ours.service_level == pytest.approx(theirs.service_level, abs=1e-6)
    assert ours.abandoned == pytest.approx(theirs.abandoned, abs=1e-6)
    # Little's law: who waits is answered or gives up at the rate of patience.
    assert 0 <= (ours.occupancy or 0) <= 1


def test_patience_far_shorter_than_handling() -> None:
    """Once the wait's density was looked at too coarsely for it."""
    theirs = day_theory.steady(2, day_theory.Centre(600, 1, 0, 20))
    assert expected(Line(2, 600, 20), 1, 0).abandoned == pytest.approx(theirs.abandoned, abs=1e-9)


def test_endless_patience_is_erlang_c() -> None:
    ever, nearly = expected(Line(170, 180), 10, 20), expected(Line(170, 180, 1e8), 10, 20)
    assert nearly.service_level == pytest.approx(ever.service_level, abs=1e-4)
    assert nearly.asa_s == pytest.approx(ever.asa_s, rel=1e-3)


@pytest.mark.parametrize("patience_s", [None, 120.0])
@pytest.mark.parametrize("per_hour", [0.5, 20, 300, 3000])
def test_the_fewest_that_do(per_hour: float, patience_s: float | None) -> None:
    line = Line(per_hour, 240, patience_s)
    found = needed(line, GOAL)
    assert (found.service_level or 0) >= GOAL.share
    fewer = expected(line, found.agents - 1, GOAL.within_s)
    assert (fewer.service_level or 0) < GOAL.share


def test_callers_who_give_up_need_fewer_agents() -> None:
    assert needed(Line(300, 240, 60), GOAL).agents < needed(Line(300, 240), GOAL).agents


def test_no_calls_need_nobody_and_have_no_service_level() -> None:
    assert needed(Line(0, 240), GOAL) == Expected(0, None, None, None, None)
    assert expected(Line(0, 240), 3, 20).occupancy == 0.0


def test_nobody_answers_without_agents() -> None:
    assert expected(Line(10, 240, 60), 0, 20).abandoned == 1.0
    assert expected(Line(10, 240), 0, 20).service_level == 0.0


def test_too_few_agents_have_no_steady_line() -> None:
    found = expected(Line(100, 360), 9, 20)
    assert (found.service_level, found.asa_s, found.occupancy) == (0.0, None, 1.0)


def test_a_goal_that_nobody_reaches_ends_at_the_most() -> None:
    assert needed(Line(10_000, 3600), GOAL, most=50).agents == 50
    assert needed(Line(10, 60), Goal(1.0, 0), most=64).agents <= 64


@pytest.mark.parametrize("per_hour", [1e-6, 40_000])
def test_extremes_stay_figures(per_hour: float) -> None:
    found = expected(Line(per_hour, 3600, 1), 500, 3600)
    assert 0 <= (found.service_level or 0) <= 1
    assert 0 <= (found.abandoned or 0) <= 1


def test_shrinkage_rounds_up() -> None:
    assert [rostered(7, 0.3), rostered(10, 0.0), rostered(0, 0.5)] == [10, 10, 0]
