"""Reads of an agent's page: the newest conversation, who handled which call."""

from __future__ import annotations

from support.services import offers, wrap_up
from support.store import cards as store
from tests.support.centre import CALLBACK, CALLER, NOON, OTHER, Centre


def test_the_last_conversation_is_the_one_that_ended_last(centre: Centre) -> None:
    ana = centre.agent("ana")
    assert centre.do(store.last_handled, ana) is None
    for sid, leg in (("CA1", "AG1"), ("CA2", "AG2")):
        centre.enqueue(sid)
        offer_id = centre.talking(ana, sid, leg)
        centre.do(offers.finish, offer_id, centre.later(60))
        last = centre.do(store.last_handled, ana)
        assert last
        assert last.id == offer_id
        centre.do(wrap_up.ready, ana, centre.later(10))
    times = centre.do(store.handled_since, ana, NOON)
    assert [(end - begin).total_seconds() for begin, end in times] == [70, 70]
    calls = [centre.row(sid).id for sid in ("CA1", "CA2")]
    assert centre.do(store.handlers, [*calls, 404]) == dict.fromkeys(calls, ("ana", ""))


def test_an_open_promise_is_found_by_number(centre: Centre) -> None:
    centre.reach(CALLBACK)
    found = centre.do(store.open_callback, CALLER)
    assert found
    assert found.queue == "billing"
    assert centre.do(store.open_callback, OTHER) is None
    assert centre.do(store.answers, centre.row().id) == []
