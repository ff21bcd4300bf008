"""Queues and agents now."""

from __future__ import annotations

from flask.testing import FlaskClient

from support.store.queues import QueueEntry
from tests.console.centre import Centre, post


def test_a_waiting_caller_and_an_agent_are_seen(centre: Centre, ana: FlaskClient) -> None:
    call_id, now = centre.call(), centre.clock()
    with centre.store.writing() as session:
        session.add(
            QueueEntry(
                call_id=call_id,
                queue="billing",
                seq=1,
                at_most_s=60,
                entered_at=now,
                first_entered_at=now,
                place_at=now,
            )
        )
    centre.clock.advance(95)
    page = ana.get("/wallboard").text
    assert "1:35" in page
    assert "nobody free" in page
    post(ana, "/desk/presence", {"presence": "available"})
    part = ana.get("/wallboard/now").text
    assert "nobody free" not in part
    assert "<html" not in part
    assert "Available" in part


def test_callers_numbers_are_masked(centre: Centre, ana: FlaskClient) -> None:
    centre.offer(centre.call())
    page = ana.get("/wallboard").text
    assert "+55119****7777" in page
    assert "98888" not in page
