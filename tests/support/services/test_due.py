"""Promises as time passes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from support import sweeper
from support.services import due, parties
from support.store import callbacks as store
from tests.support.centre import CALLBACK, NOON, Centre
from tests.support.promised import in_room, place, promise, promised


def test_a_chosen_time_comes(centre: Centre) -> None:
    centre.begin()
    centre.agent("ana")
    promise(centre, at=NOON + timedelta(hours=1))
    centre.later(3599)
    centre.do(due.look_after, centre.now)
    assert centre.assign() == 0
    centre.later(1)
    centre.do(due.look_after, centre.now)
    assert promised(centre).state == "due"
    assert centre.assign() == 1


def test_what_is_due_rests_at_night(centre: Centre) -> None:
    """Until nine in the evening in Sao Paulo, which is midnight UTC; then from nine in the morning."""
    centre.begin()
    promise(centre)
    centre.later(12 * 3600)
    centre.do(due.look_after, centre.now)
    morning = datetime(2026, 3, 3, 12, tzinfo=UTC)
    assert (promised(centre).state, promised(centre).next_try_at) == ("promised", morning)
    assert place(centre).not_before == morning
    centre.agent("ana")
    assert centre.assign() == 0
    centre.later(12 * 3600)
    centre.do(due.look_after, centre.now)
    assert (promised(centre).state, place(centre).not_before) == ("due", None)
    assert place(centre).first_entered_at == NOON


def test_promised_at_night_is_for_the_morning(centre: Centre) -> None:
    centre.later(13 * 3600)
    centre.begin()
    promise(centre)
    assert place(centre).not_before == datetime(2026, 3, 3, 12, tzinfo=UTC)


def test_a_promise_from_before_there_were_places_gets_one(centre: Centre) -> None:
    centre.reach(CALLBACK)
    centre.end()
    with centre.store.writing() as session:
        entry = store.place_of(session, promised(centre).id)
        assert entry
        session.delete(entry)
    centre.do(due.look_after, centre.now)
    centre.do(due.look_after, centre.now)
    assert (place(centre).state, place(centre).first_entered_at) == ("waiting", NOON)
    assert promised(centre).state == "due"


def test_after_a_week_it_is_for_people(centre: Centre) -> None:
    centre.begin()
    promise(centre)
    centre.later(7 * 86400 + 1)
    centre.do(due.look_after, centre.now)
    assert (promised(centre).state, place(centre).result) == ("expired", "expired")


def test_reserved_for_an_offer_that_ended_unsaid(centre: Centre) -> None:
    centre.begin()
    promise(centre)
    with centre.store.writing() as session:
        made = store.callback(session, promised(centre).id)
        assert made
        made.state = "reserved"
    centre.do(due.look_after, centre.now)
    assert promised(centre).state == "due"


def test_a_try_of_which_nothing_was_heard_is_over(centre: Centre) -> None:
    centre.begin()
    promise(centre)
    agent = centre.agent("ana")
    in_room(centre, agent)
    centre.later(61)
    centre.do(parties.overdue, centre.now)
    assert promised(centre).state == "dialling"
    centre.do(due.look_after, centre.now)
    assert (promised(centre).state, promised(centre).attempts) == ("missed", 1)
    assert centre.presence(agent) == "available"


def test_nothing_changes_while_nothing_is_due(centre: Centre) -> None:
    centre.begin()
    promise(centre, at=NOON + timedelta(hours=1))
    agent = centre.agent("ana")
    with centre.store.writing() as session:
        due.look_after(session, centre.now)
        assert not session.dirty
        assert session.info.get("topics", set()) == set()
    centre.later(3600)
    centre.do(due.look_after, centre.now)
    in_room(centre, agent)
    centre.do(due.look_after, centre.now)
    assert promised(centre).state == "dialling"


def test_a_place_is_never_given_up_for_waiting_long(centre: Centre) -> None:
    centre.begin()
    promise(centre)
    centre.later(3 * 86400)
    centre.do(sweeper.sweep, centre.now)
    assert place(centre).state == "waiting"
