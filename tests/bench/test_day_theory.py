"""The theory against the reference, against itself in its limits, and against what can be done by hand."""

from __future__ import annotations

import math

import pytest

from bench.day_theory import Centre, Service, erlang_c, steady, through_day


def near(found: Service, wanted: Service, rel: float) -> bool:
    figures = [(each.service_level, each.mean_wait_s, each.abandoned) for each in (found, wanted)]
    return figures[0] == pytest.approx(figures[1], rel=rel, abs=1e-9)


@pytest.mark.parametrize(
    ("per_hour", "agents"), [(10, 1), (60, 4), (1600, 100), (1900, 100), (1980, 100), (90, 5)]
)
def test_without_patience_it_is_erlang_c_of_the_reference(per_hour: float, agents: int) -> None:
    centre = Centre(180, agents)
    assert near(steady(per_hour, centre), erlang_c(per_hour, centre), 1e-6)


def test_one_agent_by_hand() -> None:
    """M/M/1: load .5; the wait is 1/(m-l) less a service, P(wait > t) = load exp(-(m-l)t)."""
    found = erlang_c(30, Centre(60, 1, within_s=20))
    assert found.mean_wait_s == pytest.approx(60)
    assert found.service_level == pytest.approx(1 - 0.5 * math.exp(-20 / 120))


@pytest.mark.parametrize("patience_s", [1e6, 1e8, 1e10])
def test_endless_patience_is_erlang_c(patience_s: float) -> None:
    patient = steady(1900, Centre(180, 100, patience_s=patience_s))
    endless = erlang_c(1900, Centre(180, 100))
    assert patient.mean_wait_s == pytest.approx(endless.mean_wait_s, rel=max(4e3 / patience_s, 1e-6))
    assert patient.service_level == pytest.approx(endless.service_level, rel=max(1e3 / patience_s, 1e-6))
    assert patient.abandoned == pytest.approx(patient.mean_wait_s / patience_s)


def test_patience_as_long_as_handling_is_a_line_without_end_of_agents() -> None:
    """Then everybody leaves at the same rate, so the number present is Poisson: known without any chain."""
    load, agents, mean = 5.0, 4, 60.0
    found = steady(load / mean * 3600, Centre(mean, agents, patience_s=mean))
    chances = [math.exp(-load) * load**n / math.factorial(n) for n in range(60)]
    queued = sum(max(n - agents, 0) * chance for n, chance in enumerate(chances))
    assert found.mean_wait_s == pytest.approx(queued * mean / load)
    assert found.abandoned == pytest.approx(queued / load)


def test_no_patience_at_all_is_a_loss_system() -> None:
    found = steady(100, Centre(180, 5, patience_s=1e-3))
    loss = 1.0
    for agents in range(1, 6):
        loss = 5 * loss / (agents + 5 * loss)
    assert found.abandoned == pytest.approx(loss, rel=1e-3)
    assert found.service_level == pytest.approx(1 - loss, rel=1e-3)


def test_more_load_than_agents_has_no_steady_state() -> None:
    with pytest.raises(ValueError, match="no steady state"):
        erlang_c(2000, Centre(180, 100))


@pytest.mark.parametrize("patience_s", [math.inf, 100.0])
def test_a_long_day_of_one_load_is_the_steady_one(patience_s: float) -> None:
    centre = Centre(180, 10, patience_s=patience_s)
    assert near(through_day([150] * 72, centre), steady(150, centre), 0.03)


def test_who_calls_an_empty_centre_does_not_wait() -> None:
    found = through_day([1], Centre(60, 20))
    assert found.service_level == pytest.approx(1)
    assert found.mean_wait_s == pytest.approx(0, abs=1e-9)


def test_an_overload_for_an_hour_is_worked_off_afterwards() -> None:
    """As of a fluid: 600 calls too many gather in an hour and are gone after another."""
    found = through_day([1200], Centre(60, 10))
    assert found.mean_wait_s == pytest.approx(3600 * 600 / 1200, rel=0.02)
