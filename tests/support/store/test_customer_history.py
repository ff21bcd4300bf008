"""Moments of all kinds, before a moment."""

from __future__ import annotations

from support.store import customer_history
from tests.support.centre import CALLER, NOTICE, OTHER, Centre


def test_only_of_these_numbers_and_only_before(centre: Centre) -> None:
    for index in range(3):
        centre.reach(NOTICE, f"CA{index}", CALLER)
        centre.later(10)
    centre.reach(NOTICE, "CA9", OTHER)
    with centre.store.reading() as session:
        found = customer_history.moments(session, [CALLER], None, 2)
        assert [each.ref for each in found] == [3, 2]
        assert [each.ref for each in customer_history.moments(session, [CALLER], found[-1][:3], 9)] == [1]
