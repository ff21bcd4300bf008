"""Tapes: one open recording of a leg at most, and what is known of it."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from support.store import calls as call_store
from support.store import tapes as store
from tests.support.centre import Centre


def tape(centre: Centre, leg: str = "CA1", sid: str | None = None) -> store.Tape:
    return store.Tape(
        call_id=centre.row().id, queue="billing", leg_sid=leg, sid=sid,
        created_at=centre.now, changed_at=centre.now,
    )  # fmt: skip


def test_a_leg_has_one_open_tape(centre: Centre) -> None:
    centre.begin()
    with centre.store.writing() as session:
        first = tape(centre, sid="RE1")
        session.add(first)
        session.flush()
        assert store.open_of_leg(session, "CA1") is first
        assert store.seen_of_leg(session, "CA1") is first
        assert store.seen_of_leg(session, "CA2") is None
        assert store.running(session) == [first.id]
        assert store.tape(session, first.id) is first
        first.closed_at, first.state = centre.now, "over"
        session.flush()
        assert store.open_of_leg(session, "CA1") is None
        assert store.last_of_leg(session, "CA1") is first
        assert store.running(session) == []
        session.add(tape(centre))
        session.flush()
        assert store.of_calls(session, [centre.row().id, 99])[centre.row().id].sid is None
        assert store.known_sids(session, "CA1") == {"RE1"}


def test_a_second_open_one_is_refused_by_the_database(centre: Centre) -> None:
    centre.begin()
    with pytest.raises(IntegrityError), centre.store.writing() as session:
        session.add_all([tape(centre), tape(centre)])


def test_the_last_fact_of_some_kinds(centre: Centre) -> None:
    centre.begin()
    kinds = ("recording_agreed", "recording_refused")
    call_id = centre.row().id
    with centre.store.writing() as session:
        assert store.last_fact(session, call_id, kinds) == ""
        for kind in (*kinds, "silent"):
            call_store.append(session, call_id, centre.now, [(kind, {})])
        assert store.last_fact(session, call_id, kinds) == "recording_refused"


def test_conversations_that_are_going_on(centre: Centre) -> None:
    centre.enqueue()
    agent = centre.agent("Ana")
    began = centre.now
    centre.talking(agent)
    with centre.store.reading() as session:
        found = store.untaped(session, ["billing"], began, centre.now)
        assert [each.call_id for each in found] == [centre.row().id]
        assert store.untaped(session, ["tech"], began, centre.now) == []
    centre.end()
    with centre.store.reading() as session:
        assert store.untaped(session, ["billing"], began, centre.now) == []
