"""Holds: what is wanted stands in the entry, whatever order of orders carries it out."""

from __future__ import annotations

from support.services import conversations, holds
from tests.support.centre import Centre


def test_orders_do_what_is_wanted_when_they_come(centre: Centre) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    centre.talking(ana)
    assert centre.do(holds.wanted, 1) == ("CA1", False)
    centre.do(conversations.hold, ana, centre.now)
    assert centre.do(holds.wanted, 1) == ("CA1", True)
    centre.do(conversations.resume, ana, centre.now)
    before = len(centre.orders("hold_caller"))
    centre.do(holds.done, 1, False, centre.now)
    assert len(centre.orders("hold_caller")) == before
    centre.do(holds.done, 1, True, centre.now)
    assert len(centre.orders("hold_caller")) == before + 1, "an older order was carried out last"


def test_nobody_is_held_who_is_not_there(centre: Centre) -> None:
    centre.enqueue()
    assert centre.do(holds.wanted, 1) is None
    assert centre.do(holds.wanted, 99) is None
    centre.do(holds.done, 99, True, centre.now)
    assert centre.orders("hold_caller") == []
