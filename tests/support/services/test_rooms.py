"""Rooms: who picks up, who drops out, and what that means for the others."""

from __future__ import annotations

import pytest

from support.errors import NotFound, Refused
from support.services import conversations, legs, parties, rooms
from support.services.conversations import Target
from support.store.agents import Agent
from tests.support.centre import Centre

OUTSIDE = "+551130002000"


@pytest.fixture
def consulting(centre: Centre) -> int:
    """Ana (agent 1) talks with a caller and has asked Bia (agent 2), whose phone rings; Bia's offer."""
    centre.enqueue()
    centre.talking(centre.agent("ana"))
    bia = centre.agent("bia")
    centre.do(conversations.consult, 1, Target("agent", str(bia)), centre.now)
    offer = centre.offer(bia)
    assert offer
    return offer.id


def test_picking_up_twice_is_once(centre: Centre, consulting: int) -> None:
    first = centre.do(rooms.answered, consulting, "BIA1", centre.now)
    facts = centre.facts()
    assert centre.do(rooms.answered, consulting, "BIA1", centre.now) == first
    assert centre.facts() == facts
    assert centre.presence(2) == "on_call"


def test_who_is_asked_too_late_gets_nobody(centre: Centre, consulting: int) -> None:
    centre.do(rooms.room_closed, 1, centre.now)
    with pytest.raises(Refused):
        centre.do(rooms.answered, consulting, "BIA1", centre.now)
    with pytest.raises(NotFound):
        centre.do(rooms.answered, 99, "BIA1", centre.now)
    assert centre.presence(2) == "available"


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed"])
def test_who_does_not_answer_gives_the_customer_back(centre: Centre, consulting: int, status: str) -> None:
    centre.do(legs.report, "BIA1", consulting, status, 3, centre.now)
    assert centre.entry(1).held_at is None
    assert centre.kinds().count("consult_ended") == 1
    assert (centre.entry(1).state, centre.presence(1)) == ("talking", "on_call")


def test_a_consulted_agent_who_breaks_off_gives_the_customer_back(centre: Centre, consulting: int) -> None:
    centre.do(rooms.answered, consulting, "BIA1", centre.now)
    centre.do(legs.report, "BIA1", consulting, "completed", 3, centre.now)
    assert centre.entry(1).held_at is None
    assert (centre.presence(2), centre.presence(1)) == ("away", "on_call")
    assert centre.orders("ring_again") == []
    told = [each for each in centre.kinds() if each in ("agent_lost", "consult_ended", "resumed")]
    assert told == ["agent_lost", "consult_ended", "resumed"]


def test_a_consulted_agent_on_a_telephone_hangs_up_by_hanging_up(centre: Centre, consulting: int) -> None:
    with centre.store.writing() as session:
        session.get_one(Agent, 2).endpoint = "sip:bia@example.com"
    centre.do(rooms.answered, consulting, "BIA1", centre.now)
    centre.do(legs.report, "BIA1", consulting, "completed", 3, centre.now)
    assert (centre.presence(2), centre.entry(1).held_at) == ("wrap_up", None)
    assert "agent_lost" not in centre.kinds()


def test_who_is_rung_again_is_left_in_peace_when_the_caller_goes(centre: Centre) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    offer_id = centre.talking(ana)
    centre.do(legs.report, "AG1", offer_id, "completed", 5, centre.now)
    centre.do(legs.report, "AG2", offer_id, "ringing", 1, centre.now)
    assert centre.orders("ring_again")
    centre.do(rooms.room_closed, 1, centre.now)
    assert centre.orders("hang_up_leg") == [{"sid": "AG2"}]
    assert centre.presence(ana) == "wrap_up"


def test_a_lost_lead_leaves_the_customer_to_the_one_who_is_there(centre: Centre, consulting: int) -> None:
    centre.do(rooms.answered, consulting, "BIA1", centre.now)
    centre.do(conversations.join, 1, centre.now)
    centre.do(legs.gone, "AG1", centre.now)
    assert centre.entry(1).held_at is None, "Bia talks with them"
    centre.do(legs.gone, "BIA1", centre.now)
    assert centre.entry(1).held_for == "lost"


def test_the_end_of_the_room_is_the_end_for_all(centre: Centre, consulting: int) -> None:
    centre.do(rooms.answered, consulting, "BIA1", centre.now)
    for _ in range(2):
        centre.do(rooms.room_closed, 1, centre.now)
    assert (centre.presence(1), centre.presence(2)) == ("wrap_up", "wrap_up")
    assert centre.kinds().count("agent_left") == 2


def test_a_room_that_has_not_begun_does_not_end_it(centre: Centre) -> None:
    """The agent's leg came and went before the caller was there: the caller goes on waiting."""
    centre.enqueue()
    ana = centre.agent("ana")
    offer_id = centre.offered(ana)
    centre.do(rooms.answered, offer_id, "AG1", centre.now)
    centre.do(rooms.room_closed, 1, centre.now)
    assert centre.entry(1).state == "connecting"
    centre.do(legs.gone, "AG1", centre.now)
    assert centre.entry(1).state == "waiting"


def test_a_number_that_is_busy_gives_the_customer_back(centre: Centre) -> None:
    centre.enqueue()
    centre.talking(centre.agent("ana"))
    centre.do(conversations.consult, 1, Target("number", OUTSIDE), centre.now)
    party_id = int(centre.orders("ring_party")[0]["party_id"])
    centre.do(legs.party_report, "OUT1", party_id, "busy", 2, centre.now)
    assert centre.entry(1).held_at is None
    centre.do(legs.party_over, centre.do(parties.not_rung, party_id, centre.now), centre.now)
    assert centre.kinds().count("consult_ended") == 1


def test_only_a_telephone_number_is_asked_for_a_key(centre: Centre) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    offer_id = centre.offered(ana)
    assert not centre.do(rooms.asks_for_key, offer_id)
    assert not centre.do(rooms.asks_for_key, 99)
