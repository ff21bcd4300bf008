"""Offers: every way one can end, from the first ring to the end of wrap-up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from support.errors import NotFound, Refused
from support.services import agents, calls, legs, offers, queues
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
    assert ("offered", {"agent": ana}) in centre.facts()
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
    assert ("agent_connected", {"queue": "billing", "waited_s": 15, "estimate_s": None}) in centre.facts()
    centre.later(60)
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
    centre.do(offers.room_closed, entry_id, centre.now)
    assert (centre.presence(ana), state_of(centre, offer_id)) == ("wrap_up", "done")


def test_a_closed_room_before_the_conversation_is_no_news(centre: Centre) -> None:
    entry_id = centre.enqueue()
    ana = centre.agent("ana")
    centre.do(offers.accept, centre.offered(ana), centre.now)
    centre.do(offers.room_closed, entry_id, centre.now)
    assert centre.presence(ana) == "on_call"


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
