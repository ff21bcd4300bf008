"""Orders: claimed by one, finished once, found again by the question that placed them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.store import orders
from tests.support.centre import FETCH, NOON, Centre

MINUTE = timedelta(minutes=1)


def test_a_claimed_order_belongs_to_one_until_the_lease_is_over(centre: Centre) -> None:
    order_id = centre.place("check_call", sid="CA1")
    order = centre.do(orders.claim, NOON, NOON + MINUTE)
    assert order
    assert (order.id, order.attempts, order.payload) == (order_id, 1, {"sid": "CA1"})
    assert centre.do(orders.claim, NOON + MINUTE / 2, NOON + 2 * MINUTE) is None
    again = centre.do(orders.claim, NOON + MINUTE, NOON + 2 * MINUTE)
    assert again
    assert again.attempts == 2


def test_an_order_placed_in_hand_is_nobody_elses_until_then(centre: Centre) -> None:
    with centre.store.writing() as session:
        placed = orders.place_in_hand(session, "next_document", NOON, NOON + MINUTE, sid="CA1")
    assert centre.do(orders.claim, NOON + MINUTE / 2, NOON + 2 * MINUTE) is None
    order = centre.do(orders.claim, NOON + MINUTE, NOON + 2 * MINUTE)
    assert order
    assert (order.id, order.attempts, order.interrupted) == (placed.id, 2, True)


def test_nothing_is_due(centre: Centre) -> None:
    assert centre.do(orders.next_due) is None
    assert centre.do(orders.claim, NOON, NOON + MINUTE) is None
    centre.place("check_call", sid="CA1")
    assert centre.do(orders.claim, NOON - MINUTE, NOON) is None
    assert centre.do(orders.next_due) == NOON


@pytest.mark.parametrize("state", ["done", "failed"])
def test_an_order_is_finished_once(centre: Centre, state: str) -> None:
    order_id = centre.place("check_call", sid="CA1")
    with centre.store.writing() as session:
        assert orders.finish(session, order_id, state, NOON, "e" * 999)
        assert not orders.finish(session, order_id, "done", NOON + MINUTE)
    centre.do(orders.postpone, order_id, NOON + MINUTE, "late")
    order = centre.do(orders.order, order_id)
    assert order
    assert (order.state, order.done_at, len(order.error)) == (state, NOON, 300)
    assert centre.do(orders.next_due) is None


def test_an_order_of_a_call_s_question(centre: Centre) -> None:
    seq = centre.reach(FETCH).seq
    call_id = centre.row().id
    found = centre.do(orders.of_call, call_id, "fetch", seq)
    assert found
    assert found.payload["seq"] == seq
    assert centre.do(orders.of_call, call_id, "fetch", seq + 1) is None
    assert centre.do(orders.of_call, call_id, "check_call", seq) is None


def test_placing_an_order_wakes_the_worker_after_the_commit(centre: Centre) -> None:
    told: list[frozenset[str]] = []
    centre.store.listener = told.append
    with centre.store.writing() as session:
        orders.place(session, "check_call", NOON, sid="CA1")
        assert told == []
    assert told == [frozenset({"orders"})]


def test_who_takes_over_from_a_dead_worker_is_told(centre: Centre) -> None:
    order_id = centre.place("send_message", message_id=1)
    first = centre.do(orders.claim, NOON, NOON + MINUTE)
    assert first
    assert not first.interrupted
    after_a_death = centre.do(orders.claim, NOON + MINUTE, NOON + 2 * MINUTE)
    assert after_a_death
    assert after_a_death.interrupted

    centre.do(orders.postpone, order_id, NOON + 3 * MINUTE, "429")
    after_a_refusal = centre.do(orders.claim, NOON + 3 * MINUTE, NOON + 4 * MINUTE)
    assert after_a_refusal
    assert not after_a_refusal.interrupted


def test_orders_of_some_kinds_are_taken_apart(centre: Centre) -> None:
    slow = centre.place("process_recording", recording_id=1)
    quick = centre.place("check_call", sid="CA1")
    assert centre.do(orders.next_due, ["send_message"]) is None
    assert centre.do(orders.next_due, (), ["process_recording"]) == NOON
    first = centre.do(orders.claim, NOON, NOON + MINUTE, (), ["process_recording"])
    assert first
    assert first.id == quick
    then = centre.do(orders.claim, NOON, NOON + MINUTE, ["process_recording"])
    assert then
    assert then.id == slow


def test_an_order_for_later_waits(centre: Centre) -> None:
    assert not centre.do(orders.is_waiting, "list_recordings")
    centre.do(orders.place_at, "list_recordings", NOON, NOON + MINUTE)
    assert centre.do(orders.is_waiting, "list_recordings")
    assert centre.do(orders.claim, NOON, NOON + MINUTE) is None
    assert centre.do(orders.claim, NOON + MINUTE, NOON + 2 * MINUTE)


def test_only_what_is_in_hand_is_held_longer(centre: Centre) -> None:
    order_id = centre.place("process_recording", recording_id=1)
    centre.do(orders.extend, [order_id], NOON + MINUTE)
    assert centre.do(orders.next_due) == NOON
    centre.do(orders.claim, NOON, NOON + MINUTE)
    centre.do(orders.extend, [order_id], NOON + 2 * MINUTE)
    assert centre.do(orders.next_due) == NOON + 2 * MINUTE
