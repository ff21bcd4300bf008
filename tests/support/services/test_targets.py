"""Whom a call can be given to."""

from __future__ import annotations

import pytest

from support.errors import Refused
from support.services import targets
from tests.support.centre import Centre


def test_everybody_else_the_free_ones_first(centre: Centre) -> None:
    ana = centre.agent("ana")
    centre.agent("bia", presence="away")
    centre.agent("zoe", "tech")
    found = centre.do(targets.targets, ana, centre.now)
    assert [(each.name, each.presence) for each in found.agents] == [("zoe", "available"), ("bia", "away")]
    assert [(each.name, each.free) for each in found.queues] == [("billing", 0), ("tech", 1)]


def test_the_best_of_a_queue_is_by_rank_then_by_idleness(centre: Centre) -> None:
    ana = centre.agent("ana")
    centre.agent("late", rank=2)
    first = centre.agent("first")
    assert centre.do(targets.best_of, ana, "billing").id == first
    with pytest.raises(Refused):
        centre.do(targets.best_of, ana, "tech")


def test_one_cannot_call_oneself_or_the_busy(centre: Centre) -> None:
    ana, bia = centre.agent("ana"), centre.agent("bia", presence="on_call")
    for value in (str(ana), str(bia), "99", "", "²"):
        with pytest.raises(Refused):
            centre.do(targets.free_agent, ana, value)


def test_numbers_are_of_our_own_countries(centre: Centre) -> None:
    centre.enqueue()
    entry = centre.entry(1)
    assert centre.do(targets.number_of, entry, "+55 11 3000-2000") == "+551130002000"
    for raw in ("+12025550123", "1130002000", "", "+55"):
        with pytest.raises(Refused):
            centre.do(targets.number_of, entry, raw)
