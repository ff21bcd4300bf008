"""`split`: fair lots, always the same for a call."""

from __future__ import annotations

from collections import Counter

import pytest

from flows.flow import Flow
from ivr.steps.split import drawn
from tests.ivr.conftest import Call, build

SHARES = {"a": 0, "b": 30, "c": 70}
ENDS = {name: {"hang up": True} for name in SHARES}


def way(flow: Flow, call_id: str) -> str:
    return Call(flow, call_id=call_id).begin().state.path[-1]


def test_shares_are_kept_within_chance() -> None:
    flow = build({"draw": {"split": SHARES}, **ENDS})
    counted = Counter(way(flow, f"call {number}") for number in range(2000))
    assert counted["a"] == 0
    # Four standard deviations of 2000 draws at 0.3 are 82.
    assert abs(counted["b"] - 600) < 82
    assert sum(counted.values()) == 2000


@pytest.mark.parametrize("call_id", ["1", "call-2", "ação", "\ud800"])
def test_a_call_always_draws_the_same(call_id: str) -> None:
    assert drawn(call_id, "draw") == drawn(call_id, "draw")
    assert 0 <= drawn(call_id, "draw") <= 99


def test_two_splits_of_a_call_are_independent() -> None:
    both = [(drawn(f"call {n}", "one") < 50) == (drawn(f"call {n}", "two") < 50) for n in range(1000)]
    assert 400 < sum(both) < 600


def test_the_exit_is_named_by_its_share() -> None:
    call = Call(build({"draw": {"split": {"b": 0, "c": 100}}, **ENDS})).begin()
    assert ("draw", "100%") in call.reply.exits
