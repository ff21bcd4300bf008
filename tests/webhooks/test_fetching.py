"""A flow's HTTP request, seen from the call: it asks every second, and goes on in any case."""

from __future__ import annotations

from typing import Any

import pytest

from support.store import orders
from tests.webhooks.door import BASE, Door


def answered(door: Door, state: str, **result: Any) -> None:
    (order,) = door.orders("fetch")
    with door.store.writing() as session:
        assert orders.finish(
            session, order.id, state, door.now, "" if state == "done" else "Timeout", **result
        )


def test_the_call_asks_until_there_is_an_answer(door: Door) -> None:
    assert door.reach("5").names == ["Pause", "Redirect"]
    answer = door.call("fetched", seq=2)
    assert answer.names == ["Pause", "Redirect"]
    assert answer.verb("Redirect").text == f"{BASE}/twilio/fetched?seq=2"
    answered(door, "done", ok=True, values={"tier": "gold"})
    found = door.call("fetched", seq=2)
    assert found.names == ["Say", "Gather", "Redirect"]
    assert found.verbs[0].text == "Tier gold"


@pytest.mark.parametrize("value", ["<Hangup/>", "a\x07b", "\U0001f600" * 200, "{caller.number}"])
def test_what_a_web_service_answers_is_only_words(door: Door, value: str) -> None:
    door.reach("5")
    answered(door, "done", ok=True, values={"tier": value})
    said = door.call("fetched", seq=2).verbs[0].text
    assert said.startswith("Tier ")
    assert "+5511" not in said, "values are not filled in a second time"


def test_a_failed_request_goes_the_other_way(door: Door) -> None:
    door.reach("5")
    answered(door, "failed")
    assert door.call("fetched", seq=2).names == ["Say", "Record"]


def test_a_worker_that_never_comes_strands_nobody(door: Door) -> None:
    door.reach("5")
    door.later(60)
    assert door.call("fetched", seq=2).names == ["Say", "Record"]


def test_a_caller_who_hangs_up_meanwhile(door: Door) -> None:
    door.reach("5")
    assert door.call("fetched", seq=2, CallStatus="completed").names == []
    assert door.outcome() == "abandoned_menu"
