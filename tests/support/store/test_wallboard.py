"""The wallboard's questions: callers and promises apart, each ticket once, alarms remembered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from support.services import ticket_changes
from support.store import queues as queue_store
from support.store import wallboard as store
from support.store.base import Session
from tests.support.centre import NOON, OTHER, TECH, Centre
from tests.support.promised import place, promise
from tests.support.promising import opened, publish, sweep


def test_callers_wait_and_promises_come_before_the_next(centre: Centre) -> None:
    centre.begin("CA9", OTHER)
    promise(centre, "CA9", OTHER)
    centre.enqueue("CA1")
    centre.later(10)
    centre.enqueue("CA2", caller="+5511966665555")
    centre.enqueue("CA3", TECH, "+5511955554444")
    assert centre.do(store.waiting, centre.now) == {
        "billing": (2, NOON, 3),
        "tech": (1, centre.now, 1),
    }
    entry_id = place(centre, OTHER).id
    with centre.store.writing() as session:
        entry = queue_store.entry(session, entry_id)
        assert entry
        entry.not_before = centre.now + timedelta(seconds=60)
    assert centre.do(store.waiting, centre.now)["billing"] == (2, NOON, 2)
    assert centre.do(store.waiting, centre.later(60))["billing"] == (2, NOON, 3)


def test_only_promises_wait(centre: Centre) -> None:
    centre.begin()
    promise(centre)
    assert centre.do(store.waiting, centre.now) == {"billing": (0, None, 1)}


def test_promises_whose_time_has_come(centre: Centre) -> None:
    centre.begin()
    promise(centre)
    assert centre.do(store.callbacks_due, centre.now) == {"billing": 1}
    centre.begin("CA2", OTHER)
    promise(centre, "CA2", OTHER, at=centre.now + timedelta(hours=2))
    assert centre.do(store.callbacks_due, centre.now) == {"billing": 1}


def test_a_ticket_with_two_broken_promises_is_one(centre: Centre) -> None:
    publish(centre)
    opened(centre)
    opened(centre, queue="tech")
    assert centre.do(store.breaching, centre.now) == {}
    assert centre.do(store.breaching, centre.later(50 * 60)) == {"billing": (0, 1), "tech": (0, 1)}
    assert centre.do(store.breaching, centre.later(11 * 3600)) == {"billing": (1, 0), "tech": (1, 0)}
    sweep(centre)
    assert centre.do(store.breaching, centre.now)["billing"] == (1, 0)


def test_what_is_solved_is_not_late(centre: Centre) -> None:
    publish(centre)
    number = opened(centre)
    centre.later(11 * 3600)
    centre.do(ticket_changes.change_status, number, "solved", None, centre.now)
    assert centre.do(store.breaching, centre.now) == {}


def test_what_was_told_is_remembered(centre: Centre) -> None:
    assert centre.do(store.told) == centre.do(store.told_locked) == {}
    states: tuple[dict[str, Any], ...] = ({"a": {"queue": "billing"}}, {"b": {}}, {})
    for state in states:
        centre.do(store.keep_told, state, centre.now)
        assert centre.do(store.told) == centre.do(store.told_locked) == state


def test_what_is_told_is_not_shared(centre: Centre) -> None:
    """Whoever changes what they were given changes nothing that is kept."""

    def change(session: Session) -> None:
        store.told(session)["a"] = 1

    centre.do(store.keep_told, {"b": 1}, centre.now)
    centre.do(change)
    assert centre.do(store.told) == {"b": 1}
