"""Offers: every way one can end, from the first ring to the end of wrap-up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from support.errors import NotFound, Refused
from support.services import agents, calls, legs, offers, queues, rooms
from support.store import agents as agent_store
from support.store import queues as store
from tests.support.centre import NOON, OTHER, TECH, Centre

Ending = Callable[[Centre, int, int], None]  # centre, offer, agent


def state_of(centre: Centre, offer_id: int) -> str:
    with centre.store.reading() as session:
        offer = store.offer(session, offer_id)
    assert offer
    return offer.state


def test_a_waiting_call_rings_one_free_agent(centre: Centre) -> None:
    entry_id = centre.enqueue()
    ana, bia = centre.agent("ana"), centre.agent("bia")
    assert centre.assign() == 1
    assert (centre.presence(ana), centre.presence(bia)) == ("reserved", "available")
    assert centre.entry(entry_id).state == "offered"
    offer = centre.offer(ana)
    assert offer
    assert centre.orders("ring_agent") == [{"offer_id": offer.id}]
    assert ("offered", {"agent": ana, "entry": entry_id, "offer": offer.id}) in centre.facts()
    assert centre.assign() == 0


@pytest.mark.parametrize("presence", ["offline", "away", "reserved", "on_call", "wrap_up"])
def test_only_available_agents_are_rung(centre: Centre, presence: str) -> None:
    centre.enqueue()
    centre.agent("ana", presence=presence)
    assert centre.assign() == 0


def test_only_agents_of_the_queue_are_rung(centre: Centre) -> None:
    centre.enqueue()
    centre.agent("ana", "tech")
    assert centre.assign() == 0


def lose_desk(centre: Centre, _offer: int, _agent: int) -> None:
    centre.later(agents.VANISHED_AFTER_S + 1)
    centre.do(agents.look_after, centre.now)


def decline(centre: Centre, _offer: int, agent: int) -> None:
    centre.do(agents.decline, agent, centre.now)


def leave_desk(centre: Centre, _offer: int, agent: int) -> None:
    centre.do(agents.set_presence, agent, "away", centre.now, "lunch")


def let_ring(centre: Centre, _offer: int, _agent: int) -> None:
    centre.do(offers.expire, centre.later(offers.RING_S))


def phone_says(status: str) -> Ending:
    def report(centre: Centre, offer: int, _agent: int) -> None:
        centre.do(legs.report, "AG1", offer, status, 3, centre.now)

    return report


def hang_up(centre: Centre, _offer: int, _agent: int) -> None:
    centre.end()


def choose_voicemail(centre: Centre, _offer: int, _agent: int) -> None:
    centre.do(queues.leave, centre.row().id, "voicemail", centre.now)


@pytest.mark.parametrize(
    ("ending", "state", "entry", "presence", "reason"),
    [
        (decline, "declined", "waiting", "away", "declined"),
        (leave_desk, "declined", "waiting", "away", "lunch"),
        (let_ring, "missed", "waiting", "away", "missed"),
        (phone_says("no-answer"), "missed", "waiting", "away", "missed"),
        (phone_says("busy"), "declined", "waiting", "away", "declined"),
        (phone_says("failed"), "failed", "waiting", "away", "phone not connected"),
        (phone_says("canceled"), "missed", "waiting", "away", "missed"),
        (phone_says("completed"), "missed", "waiting", "away", "missed"),
        (lose_desk, "missed", "waiting", "away", "desk lost"),
        (hang_up, "withdrawn", "left", "available", ""),
        (choose_voicemail, "withdrawn", "left", "available", ""),
    ],
)
def test_how_ringing_ends(
    centre: Centre, ending: Ending, state: str, entry: str, presence: str, reason: str
) -> None:
    entry_id = centre.enqueue()
    ana = centre.agent("ana")
    offer_id = centre.offered(ana)
    ending(centre, offer_id, ana)
    assert state_of(centre, offer_id) == state
    assert centre.offer(ana) is None
    assert centre.entry(entry_id).state == entry
    assert centre.entry(entry_id).first_entered_at == NOON
    assert centre.presence(ana) == presence
    with centre.store.reading() as session:
        desk = agents.desk(session, 1, centre.now)
    assert desk
    assert desk.reason == reason
    with pytest.raises(Refused):
        centre.do(offers.accept, offer_id, centre.now)


def test_a_missed_caller_is_first_for_the_next_agent(centre: Centre) -> None:
    first = centre.enqueue("CA1")
    ana = centre.agent("ana")
    offer_id = centre.offered(ana)
    centre.later(10)
    centre.enqueue("CA2", caller=OTHER)
    centre.do(offers.fail, offer_id, "declined", centre.now)
    bia = centre.agent("bia")
    centre.assign()
    offer = centre.offer(bia)
    assert offer
    assert offer.entry_id == first


def test_an_accepted_call_is_brought_to_the_agent(centre: Centre) -> None:
    entry_id = centre.enqueue()
    ana = centre.agent("ana")
    offer_id = centre.offered(ana)
    accepted = centre.do(offers.accept, offer_id, centre.now)
    assert accepted == offers.Accepted(offers.room(entry_id), entry_id, "CA1")
    assert centre.presence(ana) == "on_call"
    assert centre.entry(entry_id).state == "connecting"
    assert centre.orders("join_caller") == [{"sid": "CA1", "entry_id": entry_id}]


def test_accepting_twice_brings_the_caller_once(centre: Centre) -> None:
    centre.enqueue()
    offer_id = centre.offered(centre.agent("ana"))
    first = centre.do(offers.accept, offer_id, centre.now)
    before = centre.facts()
    assert centre.do(offers.accept, offer_id, centre.now) == first
    assert len(centre.orders("join_caller")) == 1
    assert centre.facts() == before


def test_accepting_nothing(centre: Centre) -> None:
    with pytest.raises(NotFound):
        centre.do(offers.accept, 404, centre.now)


def test_an_accepted_offer_cannot_be_missed_any_more(centre: Centre) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    offer_id = centre.offered(ana)
    centre.do(offers.accept, offer_id, centre.now)
    centre.do(offers.expire, centre.later(60))
    centre.do(offers.fail, offer_id, "declined", centre.now)
    assert state_of(centre, offer_id) == "accepted"
    assert centre.presence(ana) == "on_call"


def test_the_agent_goes_before_the_caller_came_in(centre: Centre) -> None:
    entry_id = centre.enqueue()
    ana = centre.agent("ana")
    offer_id = centre.offered(ana)
    centre.do(offers.accept, offer_id, centre.now)
    centre.do(legs.report, "AG1", offer_id, "completed", 3, centre.now)
    assert centre.presence(ana) == "wrap_up"
    entry = centre.entry(entry_id)
    assert (entry.state, entry.first_entered_at, entry.answered_at) == ("waiting", NOON, None)
    assert centre.do(queues.connected, entry_id, "CA1", centre.now) is None
    bia = centre.agent("bia")
    centre.assign()
    assert centre.offer(bia)


def test_a_conversation_and_wrap_up(centre: Centre) -> None:
    entry_id = centre.enqueue()
    ana = centre.agent("ana")
    centre.later(15)
    offer_id = centre.talking(ana)
    assert centre.entry(entry_id).answered_at == centre.now
    connected = {"agent": ana, "entry": entry_id, "offer": offer_id, "queue": "billing"}
    assert ("agent_connected", {**connected, "waited_s": 15}) in centre.facts()
    centre.later(60)
    centre.do(agents.hang_up, ana, centre.now)
    centre.do(legs.report, "AG1", offer_id, "completed", 4, centre.now)
    assert (centre.presence(ana), state_of(centre, offer_id)) == ("wrap_up", "done")
    centre.do(agents.seen, ana, centre.now)
    centre.do(agents.look_after, centre.later(offers.WRAP_UP_S - 1))
    assert centre.presence(ana) == "wrap_up"
    centre.do(agents.look_after, centre.later(1))
    assert centre.presence(ana) == "available"


def test_finishing_twice_is_one_wrap_up(centre: Centre) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    offer_id = centre.talking(ana)
    centre.do(offers.finish, offer_id, centre.now)
    before = centre.facts()
    centre.do(offers.finish, offer_id, centre.later(20))
    assert centre.facts() == before
    centre.do(agents.look_after, centre.later(10))
    assert centre.presence(ana) == "available"


def test_the_caller_hangs_up_in_the_middle_of_the_conversation(centre: Centre) -> None:
    entry_id = centre.enqueue()
    ana = centre.agent("ana")
    offer_id = centre.talking(ana)
    centre.end()
    assert centre.entry(entry_id).result == "answered"
    assert centre.orders("hang_up_leg") == [{"sid": "AG1"}]
    assert centre.presence(ana) == "on_call"
    centre.do(rooms.room_closed, entry_id, centre.now)
    assert (centre.presence(ana), state_of(centre, offer_id)) == ("wrap_up", "done")


def test_whoever_is_to_ring(centre: Centre) -> None:
    centre.enqueue()
    offer_id = centre.offered(centre.agent("ana"))
    with centre.store.reading() as session:
        assert offers.ring_details(session, offer_id) == offers.Ringing(
            "client:agent_1", "+551140028922", offers.RING_S + 5, is_phone=False
        )
        assert offers.ring_details(session, 404) is None
    centre.end()
    with centre.store.reading() as session:
        assert offers.ring_details(session, offer_id) is None


def test_a_leg_that_rings_for_an_offer_that_is_over_is_hung_up(centre: Centre) -> None:
    centre.enqueue()
    offer_id = centre.offered(centre.agent("ana"))
    centre.end()
    centre.do(offers.leg_placed, offer_id, "AG1", centre.now)
    assert centre.orders("hang_up_leg") == [{"sid": "AG1"}]
    centre.do(offers.leg_placed, 404, "AG2", centre.now)


def test_a_leg_that_appears_after_the_accepting_agent_s_caller_left_is_hung_up(centre: Centre) -> None:
    """The agent answered before we knew their leg, and the caller went: nobody would have ended that leg."""
    centre.enqueue()
    offer_id = centre.offered(centre.agent("ana"))
    centre.do(offers.accept, offer_id, centre.now)
    centre.end()
    centre.do(offers.leg_placed, offer_id, "AG1", centre.now)
    assert centre.orders("hang_up_leg") == [{"sid": "AG1"}]


def test_reports_of_a_dead_leg_order_nothing(centre: Centre) -> None:
    """Each late report of a leg whose offer was over hung the leg up once more."""
    centre.enqueue()
    offer_id = centre.offered(centre.agent("ana"))
    centre.do(legs.report, "AG1", offer_id, "no-answer", 3, centre.now)
    before = len(centre.orders())
    for sequence in (0, 1, 3, 4):
        centre.do(legs.report, "AG1", offer_id, "completed", sequence, centre.now)
    assert len(centre.orders()) == before


def test_a_caller_refused_at_the_agent_s_door_does_not_stop_the_whole_line(centre: Centre) -> None:
    """With the offer still open, the next assignment broke on the unique index, for every caller."""
    first = centre.enqueue("CA1")
    ana, bia = centre.agent("ana"), centre.agent("bia")
    offer_id = centre.offered(ana)
    centre.do(legs.report, "AG1", offer_id, "in-progress", 2, centre.now)
    centre.do(offers.accept, offer_id, centre.now)
    centre.do(queues.back_to_line, first, centre.now)
    assert centre.entry(first).state == "waiting"
    assert centre.orders("hang_up_leg") == [{"sid": "AG1"}]
    assert centre.assign() == 1
    offer = centre.offer(bia)
    assert offer
    assert offer.entry_id == first
    assert centre.presence(ana) == "wrap_up"


def test_a_vanished_offer_tells_desks_and_lines(centre: Centre) -> None:
    told: list[frozenset[str]] = []
    centre.enqueue(key=TECH)
    ana = centre.agent("ana", "tech")
    centre.store.listener = told.append
    offer_id = centre.offered(ana)
    assert {f"desk:{ana}", "queues", "agents", "orders"} <= told[-1]
    centre.do(offers.fail, offer_id, "missed", centre.now)
    assert {f"desk:{ana}", "waiting"} <= told[-1]
    centre.do(calls.end, centre.shelf, "CA1", "completed", centre.now)
    assert "queues" in told[-1]


def settle(centre: Centre, queue: str = "billing", **settings: Any) -> None:
    """What the flow that declares this queue says of it."""
    with centre.store.writing() as session:
        row = session.get(store.Queue, queue)
        assert row
        row.settings = settings


def agent_row(centre: Centre, agent_id: int) -> agent_store.Agent:
    with centre.store.reading() as session:
        agent = session.get(agent_store.Agent, agent_id)
    assert agent
    return agent


def test_a_queue_says_how_long_its_agents_are_rung(centre: Centre) -> None:
    settle(centre, ring=45)
    centre.enqueue()
    offer_id = centre.offered(centre.agent("ana"))
    details = centre.do(offers.ring_details, offer_id)
    assert details
    assert details.timeout_s == 50
    centre.do(offers.expire, centre.later(44))
    assert state_of(centre, offer_id) == "ringing"
    centre.do(offers.expire, centre.later(1))
    assert state_of(centre, offer_id) == "missed"


def test_no_time_for_wrap_up_is_available_at_once(centre: Centre) -> None:
    settle(centre, wrap_up=0)
    centre.enqueue()
    ana = centre.agent("ana")
    offer_id = centre.talking(ana)
    centre.do(offers.finish, offer_id, centre.later(60))
    assert centre.presence(ana) == "available"
    assert agent_row(centre, ana).idle_since == centre.now
    assert centre.kinds().count("wrapped_up") == 1


def test_a_withdrawn_offer_counts_for_nothing(centre: Centre) -> None:
    """Neither the time of waiting for a call nor the turn in the round is lost by who could not answer."""
    centre.enqueue()
    ana = centre.agent("ana")
    centre.later(9)
    centre.offered(ana)
    centre.end()
    assert agent_row(centre, ana).idle_since == NOON
    assert agent_row(centre, ana).last_offered_at is None


@pytest.mark.parametrize("ending", [decline, let_ring])
def test_who_was_asked_has_had_the_turn(centre: Centre, ending: Ending) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    ending(centre, centre.offered(ana), ana)
    assert agent_row(centre, ana).last_offered_at == NOON


@pytest.mark.parametrize(
    ("endpoint", "address"),
    [
        ("", "client:agent_1"),
        ("sip:ana@pbx.example.com", "sip:ana@pbx.example.com"),
        ("+5511955554444", "+5511955554444"),
    ],
)
def test_the_agent_s_own_telephone_rings(centre: Centre, endpoint: str, address: str) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    with centre.store.writing() as session:
        session.get_one(agent_store.Agent, ana).endpoint = endpoint
    offer_id = centre.offered(ana)
    details = centre.do(offers.ring_details, offer_id)
    assert details
    assert (details.address, details.is_phone) == (address, endpoint.startswith("+"))


@pytest.mark.parametrize("endpoint", ["+12025550123", "+99999"])
def test_no_telephone_abroad_is_rung(centre: Centre, endpoint: str) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    with centre.store.writing() as session:
        session.get_one(agent_store.Agent, ana).endpoint = endpoint
    offer_id = centre.offered(ana)
    with pytest.raises(Refused):
        centre.do(offers.ring_details, offer_id)


def test_skills_decide_until_they_are_not_needed_any_more(centre: Centre) -> None:
    entry_id = centre.enqueue()
    with centre.store.writing() as session:
        entry = store.entry(session, entry_id)
        assert entry
        entry.skills, entry.relax_every_s, entry.relax_by = {"english": 2}, 30, 1
    ana = centre.agent("ana")
    with centre.store.writing() as session:
        session.add(agent_store.AgentSkill(agent_id=ana, skill="english", level=1))
    centre.later(29)
    assert centre.assign() == 0
    centre.later(1)
    assert centre.assign() == 1


def test_a_call_is_kept_for_its_agent_for_a_while(centre: Centre) -> None:
    entry_id = centre.enqueue()
    ana, bia = centre.agent("ana", "tech", presence="away"), centre.agent("bia")
    with centre.store.writing() as session:
        entry = store.entry(session, entry_id)
        assert entry
        entry.only_agent_id, entry.only_until = ana, centre.now + timedelta(seconds=20)
    centre.later(19)
    assert centre.assign() == 0
    centre.do(agents.set_presence, ana, "available", centre.now)
    assert centre.assign() == 1
    assert centre.offer(ana), "though they do not serve the queue"
    centre.do(agents.decline, ana, centre.later(1))
    assert centre.assign() == 1
    assert centre.offer(bia)


def test_the_fewest_calls_are_counted_over_a_day(centre: Centre) -> None:
    settle(centre, strategy="fewest calls")
    centre.enqueue("CA1")
    ana = centre.agent("ana")
    centre.do(offers.finish, centre.talking(ana), centre.now)
    centre.do(agents.set_presence, ana, "available", centre.now)
    centre.later(60)
    bia = centre.agent("bia")
    centre.enqueue("CA2")
    centre.assign()
    assert centre.offer(bia)


def test_one_asked_in_takes_no_caller_from_the_line(centre: Centre) -> None:
    """Whatever becomes of a consultation, the entry belongs to the agent who leads."""
    entry_id = centre.enqueue()
    ana, bia = centre.agent("ana"), centre.agent("bia", presence="reserved")
    centre.talking(ana)
    consult = store.Offer(entry_id=entry_id, agent_id=bia, role="consult", created_at=NOON, expires_at=NOON)
    with centre.store.writing() as session:
        session.add(consult)
    centre.do(offers.accept, consult.id, centre.now)
    assert (centre.presence(bia), centre.entry(entry_id).state) == ("on_call", "talking")
    assert len(centre.orders("join_caller")) == 1
    centre.do(offers.finish, consult.id, centre.now)
    assert (centre.presence(bia), centre.entry(entry_id).state) == ("wrap_up", "talking")
    assert centre.presence(ana) == "on_call"


def test_whoever_rings_for_a_caller_who_leaves_stops_ringing(centre: Centre) -> None:
    entry_id = centre.enqueue()
    ana, bia = centre.agent("ana"), centre.agent("bia", presence="reserved")
    centre.talking(ana)
    with centre.store.writing() as session:
        session.add(
            store.Offer(entry_id=entry_id, agent_id=bia, role="consult", created_at=NOON, expires_at=NOON)
        )
    centre.end()
    assert centre.presence(bia) == "available"


def test_many_offers_are_few_statements(centre: Centre) -> None:
    """What ten offers cost in statements, three hundred do."""

    def statements(count: int) -> int:
        told: list[str] = []

        def note(*facts: Any) -> None:
            told.append(facts[2])

        for n in range(count):
            centre.enqueue(f"CA{count}-{n}")
            centre.agent(f"agent{count}-{n}")
        event.listen(centre.store.engine, "before_cursor_execute", note)
        assert centre.assign() == count
        event.remove(centre.store.engine, "before_cursor_execute", note)
        return len(told)

    assert statements(40) <= statements(10) + 2


def long_line(centre: Centre) -> list[int]:
    """Two hundred who need Welsh, for half a minute, and one behind them who needs nothing."""
    call_id = centre.entry(centre.enqueue()).call_id
    centre.agent("ana", "tech")
    needs: list[dict[str, Any]] = [{"welsh": 1}] * 200 + [{}]
    with centre.store.writing() as session:
        line = [
            store.QueueEntry(
                call_id=call_id, queue="tech", seq=1, at_most_s=9, skills=skills, relax_every_s=30,
                entered_at=NOON, first_entered_at=NOON, place_at=centre.later(1), left_at=NOON,
            )
            for skills in needs
        ]  # fmt: skip
        session.add_all(line)
        session.flush()
        return [each.id for each in line]


@pytest.mark.parametrize(("waited_s", "chosen", "read"), [(29, 200, 9), (31, 0, 1)])
def test_a_line_of_what_nobody_can_do_is_not_read_to_its_end(
    centre: Centre, waited_s: int, chosen: int, read: int
) -> None:
    """Who stands behind and needs less is found all the same, and so is whose need has fallen."""
    ids = long_line(centre)
    with centre.store.reading() as session:
        made, seen = offers.decide(session, NOON + timedelta(seconds=waited_s))
    assert [each.entry_id for each in made] == [ids[chosen]]
    assert len(seen) == read
