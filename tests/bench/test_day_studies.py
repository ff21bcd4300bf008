"""Simulated days and theory meet; what luck explains is taken off; the same seeds give the same figures."""

from __future__ import annotations

import math
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from bench import day_studies
from bench.day_play import Outcome
from bench.day_studies import STUDIES, Day, Study, compare, measure, one_day, service
from bench.day_theory import Centre, Service, steady, through_day


def test_a_service_level_counts_those_who_gave_up() -> None:
    outcomes = [Outcome(5, True), Outcome(30, True), Outcome(1, False), Outcome(4, True)]
    assert service(outcomes, 20) == Service(0.5, 10.0, 0.25)


def test_every_kind_of_day_is_one_of_about_20_000_calls() -> None:
    for study in STUDIES:
        assert sum(study.hourly) == pytest.approx(20_000, rel=0.01)


def test_a_day_is_that_of_its_seed() -> None:
    assert one_day(0, 5) == one_day(0, 5)
    assert one_day(0, 5) != one_day(0, 6)


def small(load: float, centre: Centre) -> Study:
    return Study("small", [load] * 5, centre, lambda study: through_day(study.hourly, study.centre))


@pytest.mark.parametrize("patience_s", [math.inf, 90.0])
def test_small_days_are_what_theory_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], patience_s: float
) -> None:
    study = small(0.085, Centre(180, 10, patience_s=patience_s))
    monkeypatch.setattr(day_studies, "STUDIES", (study,))
    with ThreadPoolExecutor(1) as pool:
        [(measured, theory)] = compare([0], 200, 1, pool)
    assert measured.plain.mean_wait_s == pytest.approx(theory.mean_wait_s, rel=0.15)
    assert measured.corrected.mean_wait_s == pytest.approx(theory.mean_wait_s, rel=0.15)
    assert measured.corrected.service_level == pytest.approx(theory.service_level, rel=0.04)
    assert measured.corrected.abandoned == pytest.approx(theory.abandoned, rel=0.15)
    assert theory.mean_wait_s < steady(170, study.centre).mean_wait_s  # it began empty
    assert "mean_wait_s" in capsys.readouterr().out


def days(count: int, seed: int = 1) -> list[Day]:
    """The wait is 5 s on average, and grows more than evenly with too much work."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        luck = (chance.gauss(0, 0.1), chance.gauss(0, 0.1))
        squares = (luck[0] ** 2 - 0.01, luck[1] ** 2 - 0.01)
        wait_s = 5 + 10 * sum(luck) + 20 * sum(squares) + chance.gauss(0, 0.01)
        found.append(Day(Service(0.9, wait_s, 0.1), 100, luck, squares))
    return found


def test_luck_is_taken_off() -> None:
    measured = measure(days(200))
    assert measured.spread_s > 1
    assert measured.corrected.mean_wait_s == pytest.approx(5, abs=0.01)
    assert measured.error.mean_wait_s < 0.01
    assert measured.corrected.abandoned == pytest.approx(0.1)


def test_few_days_are_not_corrected() -> None:
    measured = measure(days(5))
    assert measured.corrected.mean_wait_s == pytest.approx(measured.plain.mean_wait_s)
    assert measured.error.mean_wait_s == pytest.approx(measured.spread_s / math.sqrt(4), rel=1e-6)
