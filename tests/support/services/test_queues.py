"""The line: places, keeping the first time, leaving once with one result, limits, lonely rooms."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ivr.actions import Enqueue
from ivr.events import QueueLeft
from support.rules.waiting import ENOUGH
from support.services import agents, customers, offers, queues
from support.store import queues as store
from tests.support.centre import BILLING, CALLER, FLOW, NOON, OTHER, TECH, Centre
from tests.support.statements import statements


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
    assert [(each.ahead, each.waited_s, each.queue) for each in found if each] == [
        (0, 30, "billing"), (1, 20, "billing"), (2, 10, "billing"),
    ]  # fmt: skip
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
    centre.do(offers.finish, offer_id, centre.now)
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
    centre.do(offers.finish, offer_id, centre.now)
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
    centre.do(agents.set_presence, ana, "away", centre.now)
    centre.agent("bia", presence="wrap_up")
    centre.agent("caio", presence="wrap_up")
    centre.enqueue("CA8")
    centre.enqueue("CA9")
    assert getattr(place(centre, "CA9"), "estimate_s", None) == 100 + offers.WRAP_UP_S


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


SETTINGS = """{title: Billing, tiers: {vip: {priority: 2}, gold: {ahead: 90s}}, skills: {english: 3},
    relax: {every: 30s, by: 2}, sticky_days: 30, overflow: {to: tech, after: 2m}}"""


def declare(centre: Centre, settings: str = SETTINGS) -> None:
    centre.publish(FLOW.replace("{title: {en-US: Billing, pt-BR: Faturas}}", settings))


@pytest.mark.parametrize(("tier", "priority", "ahead_s"), [("vip", 2, 0), ("gold", 0, 90), ("tin", 0, 0)])
def test_a_tier_is_worth_what_the_queue_says(centre: Centre, tier: str, priority: int, ahead_s: int) -> None:
    declare(centre)
    centre.do(customers.keep, CALLER, centre.now, tier=tier)
    entry = centre.entry(centre.enqueue())
    assert (entry.priority, (entry.first_entered_at - entry.place_at).total_seconds()) == (priority, ahead_s)


def test_a_head_start_overtakes_who_came_a_minute_before_and_nobody_else(centre: Centre) -> None:
    declare(centre)
    centre.do(customers.keep, OTHER, centre.now, tier="gold")
    centre.enqueue("CA1")
    centre.later(60)
    centre.enqueue("CA2")
    centre.later(60)
    centre.enqueue("CA3", caller=OTHER)
    assert [getattr(place(centre, sid), "ahead", None) for sid in ("CA1", "CA2", "CA3")] == [0, 2, 1]


def test_the_line_says_what_its_agents_need(centre: Centre) -> None:
    declare(centre)
    entry = centre.entry(centre.enqueue())
    assert (entry.skills, entry.relax_every_s, entry.relax_by) == ({"english": 3}, 30, 2)


def test_who_talked_with_them_lately_is_remembered(centre: Centre) -> None:
    declare(centre, "{title: Billing, sticky_days: 30}")
    ana = centre.agent("ana")
    centre.enqueue("CA1")
    centre.talking(ana)
    centre.end("CA1")
    centre.later(29 * 86400)
    assert centre.entry(centre.enqueue("CA2")).sticky_agent_id == ana
    assert centre.entry(centre.enqueue("CA3", caller=OTHER)).sticky_agent_id is None
    centre.later(2 * 86400)
    assert centre.entry(centre.enqueue("CA4")).sticky_agent_id is None


def test_a_slow_line_overflows_and_the_place_is_kept(centre: Centre) -> None:
    declare(centre)
    first = centre.enqueue("CA1")
    centre.do(queues.overflow, centre.later(119))
    assert centre.entry(first).state == "waiting"
    centre.do(queues.overflow, centre.later(1))
    assert centre.entry(first).result == "overflow"
    found = place(centre)
    assert found
    assert (found.queue, found.line.title) == ("tech", {"*": "Technical support"})
    moved = centre.entry(first + 1)
    assert (moved.queue, moved.from_queue, moved.first_entered_at) == ("tech", "billing", NOON)
    assert moved.skills == {}
    left = [data for kind, data in centre.facts() if kind == "queue_left"]
    assert [(fact["queue"], fact["result"], fact.get("to")) for fact in left] == [
        ("billing", "overflow", "tech")
    ]
    centre.do(queues.overflow, centre.later(600))
    assert centre.entry(first + 1).state == "waiting"


def test_moving_withdraws_what_rings_and_counts_nothing_against_the_agent(centre: Centre) -> None:
    ana = centre.agent("ana")
    entry_id = centre.enqueue()
    centre.offered(ana)
    with centre.store.writing() as session:
        entry = store.entry(session, entry_id)
        assert entry
        queues.requeue(session, entry, "tech", "moved", centre.now, only_agent_id=ana, only_for_s=20)
    assert (centre.presence(ana), centre.offer(ana)) == ("available", None)
    moved = centre.entry(entry_id + 1)
    assert (moved.only_agent_id, moved.only_until) == (ana, centre.later(20))


def test_who_waits_when_the_queue_closes_goes_on(centre: Centre) -> None:
    centre.begin()
    closing = replace(wanted(), closes_at=centre.later(0) + timedelta(seconds=60))
    centre.do(queues.enter, centre.row(), closing, centre.now)
    centre.do(queues.give_up_long_waits, centre.later(59))
    assert centre.orders("leave_queue") == []
    centre.do(queues.give_up_long_waits, centre.later(1))
    assert [order["result"] for order in centre.orders("leave_queue")] == ["timeout"]


def test_supervisors_see_the_line_as_it_is_served(centre: Centre) -> None:
    """It was shown by when people came, whatever head start their tier had given them."""
    declare(centre)
    centre.do(customers.keep, OTHER, centre.now, tier="gold")
    first = centre.enqueue("CA1")
    centre.later(60)
    second = centre.enqueue("CA2", caller=OTHER)
    with centre.store.reading() as session:
        assert [each.id for each in store.in_line(session, "billing")] == [second, first]


def test_every_queue_is_looked_at_at_once(centre: Centre) -> None:
    def looked(count: int) -> int:
        with centre.store.writing() as session:
            for n in range(count):
                session.add(store.Queue(name=f"q{count}-{n}", title={"*": "Q"}, settings={}))
        centre.agent(f"agent{count}", *(f"q{count}-{n}" for n in range(count)))
        with centre.store.reading() as session, statements(centre.store) as asked:
            assert len(queues.overview(session, centre.now, centre.now)) >= count
        return len(asked)

    assert looked(2) == looked(9)


def test_to_join_a_line_costs_few_statements(centre: Centre) -> None:
    """Every caller does it while they wait for an answer, and SQLite has one writer."""
    centre.agent("ana")
    centre.begin("CA2", OTHER)
    row = centre.row("CA2")
    with statements(centre.store) as asked:
        centre.do(queues.enter, row, wanted(), centre.now)
    words = [statement.split(maxsplit=1)[0] for statement, _ in asked if "queue" in statement]
    assert words == ["SELECT"] * 6 + ["INSERT"]
    with centre.store.reading() as session, statements(centre.store) as asked:
        assert queues.place(session, "CA2", centre.now)
    assert len([each for each, _ in asked if each.startswith("SELECT")]) <= 7
    assert not any("FOR" in each and "UPDATE" in each for each, _ in asked), "nobody waits for who only looks"
