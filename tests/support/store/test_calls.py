"""Calls and their events: locked, appended to, listed, and found when nobody hears of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.errors import Refused
from support.store import calls
from tests.support.centre import CALLER, NOON, OTHER, Centre


def test_a_row_is_found_as_it_was_saved(centre: Centre) -> None:
    centre.begin()
    with centre.store.writing() as session:
        row = calls.lock(session, "CA1")
        assert row
        calls.save(session, row.id, queue="tech", updated_at=NOON + timedelta(seconds=5))
        found = calls.find(session, "CA1")
        assert found
        assert (found.queue, found.caller, found.started_at) == ("tech", CALLER, NOON)
        assert calls.lock(session, "CA404") is None
        assert calls.find(session, "CA404") is None
    with centre.store.reading() as session:
        assert calls.find(session, "CA1") == found


def test_a_call_is_created_once(centre: Centre) -> None:
    centre.begin()
    row = centre.row()
    again = calls.Call(
        sid="CA1", caller="", called="", version_id=row.version_id, state={}, reply=[],
        started_at=NOON, updated_at=NOON,
    )  # fmt: skip
    with centre.store.writing() as session:
        with pytest.raises(Refused):
            calls.create(session, again)
        calls.save(session, row.id, queue="billing")  # the transaction goes on
    assert centre.row().queue == "billing"


def test_events_keep_their_order(centre: Centre) -> None:
    centre.begin()
    before = len(centre.facts())
    with centre.store.writing() as session:
        calls.append(session, centre.row().id, NOON, [("one", {"n": 1}), ("two", {})])
        calls.append(session, centre.row().id, NOON, [])
        calls.append(session, centre.row().id, NOON - timedelta(days=1), [("three", {})])
    assert centre.facts()[before:] == [("one", {"n": 1}), ("two", {}), ("three", {})]


def test_recent_calls(centre: Centre) -> None:
    for n in range(4):
        centre.begin(f"CA{n}", OTHER if n % 2 else CALLER)
    with centre.store.reading() as session:
        assert [call.id for call in calls.recent(session)] == [4, 3, 2, 1]
        assert [call.id for call in calls.recent(session, caller=OTHER)] == [4, 2]
        assert [call.id for call in calls.recent(session, limit=1, before_id=3)] == [2]


def test_quiet_calls(centre: Centre) -> None:
    centre.begin("CA1")
    centre.begin("CA2")
    centre.end("CA2")
    with centre.store.reading() as session:
        assert [call.sid for call in calls.live_and_quiet(session, NOON + timedelta(seconds=1))] == ["CA1"]
        assert calls.live_and_quiet(session, NOON) == []


def test_legs(centre: Centre) -> None:
    centre.enqueue()
    offer_id = centre.talking(centre.agent("ana"), leg="AG1")
    with centre.store.writing() as session:
        leg = calls.leg(session, "AG1")
        assert leg
        assert calls.leg_seen(session, "AG1") is leg
        assert calls.legs_of_offer(session, offer_id) == [leg]
        assert calls.leg(session, "AG404") is None
