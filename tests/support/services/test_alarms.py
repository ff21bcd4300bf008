"""What others are told of alarms: that one began, once, and that it ended, once."""

from __future__ import annotations

from typing import Any

import pytest

from support.services import alarms, hooks, policies
from support.store import api
from support.store.base import Store
from tests.support.centre import OTHER, Centre

HEAD = "ramal policies: 1\nwallboard:\n"
LONG = "  - {figure: longest_wait, above: 60, level: alarm, hook: true}\n"
UNTOLD = "  - {figure: waiting, above: 0}\n"
URL = "https://crm.example.com/ramal"


@pytest.fixture(autouse=True)
def watched(centre: Centre) -> None:
    centre.do(policies.publish, HEAD + LONG + UNTOLD, None, centre.now)
    centre.do(hooks.add, URL, ["wallboard.*"], None, centre.now, inside=False)


def told(store: Store) -> list[dict[str, Any]]:
    """What was sent, oldest first."""
    with store.reading() as session:
        return [each.payload["data"] for each in reversed(api.deliveries(session, 1, 50))]


def look(centre: Centre) -> bool:
    """One round of a worker."""
    are_other = centre.do(alarms.are_other, centre.now)
    if are_other:
        centre.do(alarms.tell, centre.now)
    return are_other


def test_the_beginning_and_the_end_are_told_once(centre: Centre) -> None:
    centre.enqueue()
    centre.later(60)
    assert not look(centre)
    centre.later(1)
    assert look(centre)
    for _ in range(3):
        centre.later(5)
        assert not look(centre)
    centre.end()
    assert look(centre)
    assert not look(centre)
    alarm = {"queue": "billing", "figure": "longest_wait", "level": "alarm", "above": 60.0, "value": 61.0}
    began = alarm | {"began_at": "2026-03-02T12:01:01Z"}
    assert told(centre.store) == [
        began | {"state": "began", "ended_at": None},
        began | {"state": "ended", "ended_at": "2026-03-02T12:01:16Z"},
    ]


def test_whoever_looks_too_tells_nothing_twice(centre: Centre) -> None:
    """Another worker, or this one after a crash."""
    centre.enqueue()
    centre.later(61)
    assert centre.do(alarms.are_other, centre.now)
    for _ in range(2):
        centre.do(alarms.tell, centre.now)
    assert [each["state"] for each in told(centre.store)] == ["began"]


def test_what_nobody_wants_to_hear_is_not_read(centre: Centre) -> None:
    centre.do(policies.publish, HEAD + UNTOLD, None, centre.now)
    centre.enqueue()
    assert not look(centre)
    assert told(centre.store) == []


def test_an_alarm_whose_watch_is_gone_has_ended(centre: Centre) -> None:
    centre.enqueue()
    centre.later(61)
    look(centre)
    centre.do(policies.publish, HEAD + UNTOLD, None, centre.now)
    assert look(centre)
    assert [each["state"] for each in told(centre.store)] == ["began", "ended"]
    assert not look(centre)


def test_a_second_queue_is_an_alarm_of_its_own(centre: Centre) -> None:
    centre.enqueue("CA1")
    centre.enqueue("CA2", "2", OTHER)
    centre.later(61)
    look(centre)
    centre.end("CA1")
    look(centre)
    assert [(each["queue"], each["state"]) for each in told(centre.store)] == [
        ("billing", "began"),
        ("tech", "began"),
        ("billing", "ended"),
    ]
