"""Gauges: what waits, who is there, what is due, now."""

from __future__ import annotations

from support.services import gauges
from support.services.gauges import Gauges
from tests.support.centre import CALLBACK, OTHER, VOICEMAIL, Centre


def now(centre: Centre) -> Gauges:
    return centre.do(gauges.now, centre.now)


def test_a_centre_where_nothing_happens(centre: Centre) -> None:
    found = now(centre)
    assert found.waiting == {"billing": 0, "tech": 0}
    assert found.longest_wait_s == {"billing": 0.0, "tech": 0.0}
    assert set(found.agents.values()) == {0}
    assert (found.calls, found.orders_due, found.orders_late_s, found.tickets_open) == (0, 0, 0.0, 0)


def test_callers_wait_and_are_answered(centre: Centre) -> None:
    centre.enqueue()
    centre.later(30)
    centre.enqueue("CA2", caller=OTHER)
    centre.later(12)
    found = now(centre)
    assert found.waiting == {"billing": 2, "tech": 0}
    assert found.longest_wait_s == {"billing": 42.0, "tech": 0.0}
    assert found.calls == 2
    ana = centre.agent("ana")
    assert now(centre).agents["available"] == 1
    centre.talking(ana)
    found = now(centre)
    assert found.waiting["billing"] == 1
    assert found.longest_wait_s["billing"] == 12.0
    assert (found.agents["available"], found.agents["on_call"]) == (0, 1)


def test_promised_callbacks_are_apart(centre: Centre) -> None:
    centre.reach(CALLBACK)
    found = now(centre)
    assert (found.waiting["billing"], found.callbacks["billing"], found.callbacks_due["billing"]) == (0, 1, 0)
    centre.later(3600)
    found = now(centre)
    assert (found.callbacks["billing"], found.callbacks_due["billing"]) == (1, 1)


def test_orders_tickets_and_their_promises(centre: Centre) -> None:
    centre.place("check_call", sid="CA9")
    centre.reach(VOICEMAIL)
    centre.end()
    found = now(centre)
    assert found.tickets_open == 1
    assert (found.tickets_late, found.tickets_soon_late) == (0, 0)
    due = found.orders_due
    assert due >= 1
    centre.later(90)
    assert now(centre).orders_late_s == 90.0
    centre.later(30 * 86_400)
    late = now(centre)
    assert late.tickets_late == 1, "a promise of the shipped policies is broken by now"
    assert late.tickets_soon_late == 0
