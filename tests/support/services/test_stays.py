"""The log names the stay and the offer of each fact, and says it once."""

from __future__ import annotations

from typing import Any

from flows.policies import Metrics, Service
from support.services import agents, conversations, holds, offers, policies, queues
from support.store import queues as queue_store
from tests.support.centre import Centre


def facts_of(centre: Centre, *kinds: str) -> list[tuple[str, dict[str, Any]]]:
    return [(kind, data) for kind, data in centre.facts() if kind in kinds]


def test_a_stay_begins_with_what_counts_as_good_service(centre: Centre) -> None:
    entry_id = centre.enqueue()
    [(_, fact)] = facts_of(centre, "queue_entered")
    assert (fact["entry"], fact["queue"], fact["from"]) == (entry_id, "billing", "")
    assert (fact["target_s"], fact["short_s"]) == (20, 5)
    assert "callback" not in fact


def test_a_changed_threshold_holds_for_later_stays(centre: Centre) -> None:
    centre.enqueue("CA1")
    text = "ramal policies: 1\nmetrics: {short_abandon: 10s, queues: {billing: {within: 45s}}}\n"
    centre.do(policies.publish, text, None, centre.now)
    centre.enqueue("CA2", caller="+5511977776666")
    first = dict(centre.facts("CA1"))["queue_entered"]
    second = dict(centre.facts("CA2"))["queue_entered"]
    assert (first["target_s"], first["short_s"]) == (20, 5)
    assert (second["target_s"], second["short_s"]) == (45, 10)


def test_a_queue_s_own_words_come_before_the_centre_s() -> None:
    said = Metrics(goal=70, short_abandon=3, queues={"billing": Service(goal=90)})
    assert (said.of("billing").goal, said.of("billing").short_abandon) == (90, 3)
    assert said.of("tech").goal == 70


def test_every_fact_of_a_conversation_names_the_stay_and_the_offer(centre: Centre) -> None:
    entry_id = centre.enqueue()
    ana = centre.agent("ana")
    offer_id = centre.talking(ana)
    centre.do(agents.hang_up, ana, centre.now)
    named = facts_of(centre, "offered", "accepted", "agent_connected")
    assert [kind for kind, _ in named] == ["offered", "accepted", "agent_connected"]
    for _, fact in named:
        assert (fact["agent"], fact["entry"], fact["offer"]) == (ana, entry_id, offer_id)


def test_who_hangs_up_in_the_line_leaves_it_once_and_who_rang_is_told_off(centre: Centre) -> None:
    entry_id = centre.enqueue()
    ana = centre.agent("ana")
    offer_id = centre.offered(ana)
    centre.end()
    assert facts_of(centre, "queue_left") == [
        ("queue_left", {"queue": "billing", "entry": entry_id, "result": "hangup"})
    ]
    assert facts_of(centre, "withdrawn") == [
        ("withdrawn", {"agent": ana, "entry": entry_id, "offer": offer_id})
    ]


def test_who_hangs_up_on_hold_was_lost_on_hold(centre: Centre) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    centre.talking(ana)
    centre.do(conversations.hold, ana, centre.now)
    centre.later(60)
    centre.end()
    [(_, fact)] = facts_of(centre, "queue_left")
    assert (fact["result"], fact["held"]) == ("answered", "agent")
    assert dict(centre.facts())["call_ended"]["outcome"] == "abandoned_hold"


def test_who_hangs_up_as_we_lose_the_agent_was_answered(centre: Centre) -> None:
    entry_id = centre.enqueue()
    ana = centre.agent("ana")
    centre.talking(ana)
    with centre.store.writing() as session:
        entry = queue_store.entry(session, entry_id)
        assert entry
        holds.hold(session, entry, "lost", centre.now)
    centre.end()
    assert dict(centre.facts())["call_ended"]["outcome"] == "answered"


def test_an_agent_who_cannot_be_reached_makes_no_failed_call(centre: Centre) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    centre.do(offers.fail, centre.offered(ana), "failed", centre.now)
    assert "not_reached" in centre.kinds()
    centre.do(queues.leave, centre.row().id, "timeout", centre.now)
    centre.end()
    assert dict(centre.facts())["call_ended"]["outcome"] == "overflow"
