"""The line: places, keeping the first time, leaving once with one result, limits, lonely rooms."""

from __future__ import annotations

import pytest

from ivr.actions import Enqueue
from ivr.events import QueueLeft
from support.rules.waiting import ENOUGH, WRAP_UP_S
from support.services import agents, legs, offers, queues
from tests.support.centre import BILLING, CALLER, NOON, OTHER, TECH, Centre


def place(centre: Centre, sid: str = "CA1") -> queues.Place | None:
    with centre.store.reading() as session:
        return queues.place(session, sid, centre.now)


def wanted(queue: str = "billing", priority: int = 0, seq: int = 9) -> Enqueue:
    return Enqueue(seq, queue, priority, "calm", (), 30, 300, "en-US")


def test_places_are_the_order_of_the_line(centre: Centre) -> None:
    for n in range(3):
        centre.enqueue(f"CA{n}")
        centre.later(10)
    found = [place(centre, f"CA{n}") for n in range(3)]
    assert found == [queues.Place(n, None, 30 - 10 * n) for n in range(3)]
    assert place(centre, "CA404") is None
    centre.begin("CA9")
    assert place(centre, "CA9") is None


def test_priority_goes_before_and_an_offered_caller_keeps_the_place(centre: Centre) -> None:
    centre.enqueue("CA1")
    centre.assign()
    centre.agent("ana")
    centre.assign()
    centre.later(5)
    centre.begin("CA2")
    centre.do(queues.enter, centre.row("CA2"), wanted(priority=1), centre.now)
    assert [getattr(place(centre, sid), "ahead", None) for sid in ("CA1", "CA2")] == [1, 0]


def test_who_comes_back_to_a_queue_keeps_the_first_time(centre: Centre) -> None:
    centre.enqueue("CA1")
    centre.do(queues.close, centre.row().id, "leave", centre.later(60))
    centre.enqueue("CA2", caller=OTHER)
    again = centre.do(queues.enter, centre.row("CA1"), wanted(), centre.later(60))
    assert again.first_entered_at == NOON
    assert again.entered_at == centre.now
    assert [getattr(place(centre, sid), "ahead", None) for sid in ("CA1", "CA2")] == [0, 1]


def test_another_queue_begins_anew(centre: Centre) -> None:
    centre.enqueue("CA1")
    moved = centre.do(queues.enter, centre.row(), wanted("tech"), centre.later(60))
    assert moved.first_entered_at == centre.now
    assert centre.entry(1).result == "moved"


def test_an_unknown_queue_strands_nobody(centre: Centre) -> None:
    centre.begin()
    entry = centre.do(queues.enter, centre.row(), wanted("forgotten"), centre.now)
    assert centre.entry(entry.id).queue == "forgotten"


def test_leaving_counts_once(centre: Centre) -> None:
    entry_id = centre.enqueue()
    left = centre.now
    assert centre.do(queues.leave, centre.row().id, "callback", centre.now)
    assert not centre.do(queues.leave, centre.row().id, "voicemail", centre.later(5))
    centre.do(queues.caller_left, centre.row().id, centre.now)
    assert (centre.entry(entry_id).result, centre.entry(entry_id).left_at) == ("callback", left)


def test_the_wait_has_a_limit(centre: Centre) -> None:
    entry_id = centre.enqueue()
    seq = centre.seq("CA1")
    centre.do(queues.give_up_long_waits, centre.later(299))
    assert centre.orders() == []
    for _ in range(2):
        centre.do(queues.give_up_long_waits, centre.later(1))
    assert centre.orders() == [{"sid": "CA1", "seq": seq, "result": "timeout"}]
    assert getattr(place(centre), "is_over", None) is True
    centre.agent("ana")
    assert centre.assign() == 0
    with centre.store.reading() as session:
        assert queues.is_timing_out(session, "CA1")
        assert not queues.is_timing_out(session, "CA404")
    centre.turn("CA1", QueueLeft(seq, "timeout", 301))
    assert centre.entry(entry_id).result == "timeout"
    assert "voicemail_opened" in centre.kinds()


def test_a_caller_who_rings_at_the_limit_may_still_be_answered(centre: Centre) -> None:
    entry_id = centre.enqueue()
    ana = centre.agent("ana")
    offer_id = centre.offered(ana)
    centre.do(queues.give_up_long_waits, centre.later(301))
    assert centre.orders("leave_queue") == []
    centre.do(offers.accept, offer_id, centre.now)
    assert centre.do(queues.connected, entry_id, "CA1", centre.now)


def test_a_lonely_caller_is_fetched_from_the_room(centre: Centre) -> None:
    entry_id = centre.enqueue()
    offer_id = centre.talking(centre.agent("ana"))
    centre.do(legs.report, "AG1", offer_id, "completed", 4, centre.now)
    centre.do(queues.free_the_lonely, centre.later(queues.LONELY_S))
    assert centre.orders("leave_queue") == []
    for _ in range(2):
        centre.do(queues.free_the_lonely, centre.later(1))
    assert [order["result"] for order in centre.orders("leave_queue")] == ["answered"]
    assert centre.entry(entry_id).state == "timing_out"


def test_who_hangs_up_in_a_lonely_room_was_answered(centre: Centre) -> None:
    """It counted as abandoned, although an agent had talked with them."""
    entry_id = centre.enqueue()
    offer_id = centre.talking(centre.agent("ana"))
    centre.do(legs.report, "AG1", offer_id, "completed", 4, centre.now)
    centre.do(queues.free_the_lonely, centre.later(queues.LONELY_S + 1))
    centre.end()
    assert centre.entry(entry_id).result == "answered"
    assert centre.call().outcome == "answered"


def test_two_in_conversation_are_not_lonely(centre: Centre) -> None:
    centre.enqueue()
    centre.talking(centre.agent("ana"))
    centre.do(queues.free_the_lonely, centre.later(600))
    assert centre.orders("leave_queue") == []


@pytest.mark.parametrize("sid", ["CA2", "CA404"])
def test_nobody_else_comes_into_the_room(centre: Centre, sid: str) -> None:
    entry_id = centre.enqueue("CA1")
    centre.begin("CA2")
    centre.do(offers.accept, centre.offered(centre.agent("ana")), centre.now)
    assert centre.do(queues.connected, entry_id, sid, centre.now) is None
    assert centre.do(queues.connected, 404, "CA1", centre.now) is None


def test_coming_in_twice_is_one_conversation(centre: Centre) -> None:
    entry_id = centre.enqueue()
    centre.talking(centre.agent("ana"))
    before = centre.facts()
    assert centre.do(queues.connected, entry_id, "CA1", centre.later(5))
    assert centre.facts() == before


def talk(centre: Centre, agent: int, sid: str, seconds: int) -> None:
    centre.enqueue(sid)
    offer_id = centre.talking(agent, sid, f"AG-{sid}")
    centre.later(seconds)
    centre.end(sid)
    centre.do(offers.finish, offer_id, centre.now)
    centre.do(agents.seen, agent, centre.later(offers.WRAP_UP_S))
    centre.do(agents.look_after, centre.now)


def test_the_estimate_comes_from_the_last_conversations(centre: Centre) -> None:
    ana = centre.agent("ana")
    for n in range(ENOUGH):
        assert getattr(place(centre, "CA-none"), "estimate_s", None) is None
        talk(centre, ana, f"CA{n}", 100)
    centre.agent("bia")
    centre.enqueue("CA8")
    centre.enqueue("CA9")
    assert getattr(place(centre, "CA9"), "estimate_s", None) == round(2 * (100 + WRAP_UP_S) / 2)


def test_the_overview_counts_everybody_once(centre: Centre) -> None:
    ana, _ = centre.agent("ana", "billing", "tech"), centre.agent("bia", "tech", presence="away")
    talk(centre, ana, "CA0", 50)
    centre.enqueue("CA1")
    centre.end("CA1")
    centre.enqueue("CA2", TECH)
    centre.later(40)
    centre.enqueue("CA3", TECH, OTHER)
    with centre.store.reading() as session:
        billing, tech = queues.overview(session, centre.now, centre.now.replace(hour=0, minute=0), "pt-BR")
    assert (billing.title, billing.waiting, billing.answered_today, billing.abandoned_today) == (
        "Faturas",
        0,
        1,
        1,
    )
    assert (tech.waiting, tech.longest_wait_s, tech.available, tech.away) == (2, 40, 1, 1)


def test_titles(centre: Centre) -> None:
    with centre.store.reading() as session:
        assert queues.titles(session, "pt-BR") == {"billing": "Faturas", "tech": "Technical support"}


def test_leaving_by_an_answer_that_counts(centre: Centre) -> None:
    entry_id = centre.enqueue(key=BILLING, caller=CALLER)
    centre.turn("CA1", QueueLeft(centre.seq("CA1"), "answered", 10))
    assert centre.entry(entry_id).result == "answered"
    with centre.store.reading() as session:
        assert queues.open_state(session, centre.row().id) == ""
