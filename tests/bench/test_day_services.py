"""The services keep a line as the rule says: the same calls wait just as long."""

from __future__ import annotations

import math

import pytest

from bench.day_play import Call, RuleLine, Stretch, arrivals, play
from bench.day_services import ServicesLine
from support.store.base import Store

SERVES = {number: {"line": 1} for number in range(3)}
ALL_DAY = [Stretch(number, 0.0) for number in SERVES]


@pytest.mark.parametrize("patience_s", [math.inf, 60.0])
def test_the_services_do_what_the_rule_says(store: Store, patience_s: float) -> None:
    calls = arrivals([80], 180, patience_s, 3)[:40]
    by_rule = play(calls, ALL_DAY, RuleLine(SERVES))
    by_services = play(calls, ALL_DAY, ServicesLine(store, SERVES))
    assert [each.answered for each in by_services] == [each.answered for each in by_rule]
    assert [each.wait_s for each in by_services] == pytest.approx([each.wait_s for each in by_rule])
    assert sum(each.wait_s > 0 for each in by_rule) > 5


def test_agents_come_and_go(store: Store) -> None:
    stretches = [Stretch(0, 5.0, 20.0), Stretch(0, 40.0, 50.0)]
    calls = [Call(0.0, 30.0), Call(1.0, 3.0), Call(45.0, 1.0)]
    outcomes = play(calls, stretches, ServicesLine(store, {0: {"line": 1}}))
    assert [each.wait_s for each in outcomes] == [5, 39, 0]
