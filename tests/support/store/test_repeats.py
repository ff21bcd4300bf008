"""Who called again: the next call of the same customer about the same matter, ties by id."""

from __future__ import annotations

from datetime import timedelta

from support.store import repeats
from support.store.base import Store
from support.store.facts import CallFact
from tests.support.centre import NOON

WEEK = timedelta(days=7)
EVERY = 1 << 62


def call(call_id: int, hours: float, customer: str = "who", matter: str = "bill", legs: int = 1) -> CallFact:
    at = NOON + timedelta(hours=hours)
    return CallFact(
        id=call_id, source="", customer=customer, flow="", version=1, number="", language="", intent="",
        matter=matter, queue="", agent_id=None, day=0, quarter=0, arrived_at=at, entered_at=None,
        rang_at=None, answered_at=None, ended_at=None, outcome="answered", last_step="", menu_ms=0,
        wait_ms=0, ring_ms=0, talk_ms=0, hold_ms=0, wrap_ms=0, stays=1, legs=legs, transfers=0, holds=0,
        repeated_at=None, path=[], receipts=[],
    )  # fmt: skip


def test_the_next_one_and_the_one_before(store: Store) -> None:
    with store.writing() as session:
        session.add_all(
            [
                call(1, 0), call(2, 0), call(3, 5), call(4, 1, "other"), call(5, 2, matter="net"),
                call(6, 500), call(7, 0.5, ""), call(8, 3, legs=0),
            ]
        )  # fmt: skip
        session.flush()
        found = dict(repeats.moved(session, range(1, 9), WEEK, EVERY))
        assert {key: at and (at - NOON) / timedelta(hours=1) for key, at in found.items()} == {1: 0, 2: 3}
        assert repeats.before(session, [2], EVERY) == {1}
        assert repeats.before(session, [3], EVERY) == {8}
        assert repeats.before(session, [3], 6) == {2}
        assert repeats.before(session, [1, 4, 5, 7], EVERY) == set()
        repeats.write(session, list(found.items()))
        assert list(repeats.moved(session, range(1, 9), WEEK, EVERY)) == []
        assert dict(repeats.moved(session, [1], timedelta(0), EVERY)) == {}
        assert dict(repeats.moved(session, [2], timedelta(hours=1), EVERY)) == {2: None}
