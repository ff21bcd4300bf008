"""Counts of this moment are asked in few statements, and the same ones however much there is."""

from __future__ import annotations

from support.services import gauges
from support.store import gauges as store
from tests.support.centre import BILLING, Centre
from tests.support.statements import statements


def test_nothing_is_counted_where_nothing_is(centre: Centre) -> None:
    assert centre.do(store.lines) == {}
    assert centre.do(store.promised, centre.now) == {}
    assert centre.do(store.orders_due, centre.now) == (0, None)
    assert centre.do(store.tickets, centre.now) == (0, 0, 0)


def test_a_busy_centre_asks_no_more_than_an_empty_one(centre: Centre) -> None:
    with statements(centre.store) as before:
        centre.do(gauges.now, centre.now)
    for count in range(5):
        centre.enqueue(f"CA{count}", BILLING, f"+55119888877{count:02}")
        centre.agent(f"agent{count}")
    with statements(centre.store) as after:
        centre.do(gauges.now, centre.now)
    assert len(after) == len(before)
