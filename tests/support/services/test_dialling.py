"""The customer's leg: rung once an agent is there, once for each try, whatever is repeated or late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.services import conversations, dialling, due, offers, parties, tickets
from support.services.conversations import Target
from support.store import callbacks as callback_store
from support.store import parties as party_store
from tests.support import promised as steps
from tests.support.centre import CALLER, Centre
from tests.support.promised import in_room, over, party, picks_up, place, promise, promised


@pytest.fixture
def agent(centre: Centre) -> int:
    """A promise that is due, and an agent for it."""
    centre.begin()
    promise(centre)
    return centre.agent("ana")


def legs(centre: Centre) -> list[party_store.Party]:
    with centre.store.reading() as session:
        return party_store.of_entry(session, place(centre).id)


def hung_up(centre: Centre) -> list[str]:
    return [order["sid"] for order in centre.orders("hang_up_leg")]


def test_the_agent_first_then_the_customer(centre: Centre, agent: int) -> None:
    assert centre.orders("ring_party") == []
    in_room(centre, agent)
    assert centre.orders("ring_party") == [{"party_id": party(centre).id}]
    assert centre.orders("join_caller") == []
    with centre.store.reading() as session:
        assert dialling.is_ringing(session, place(centre).id)
    assert (promised(centre).state, party(centre).address) == ("dialling", CALLER)


def test_accepted_twice_is_dialled_once(centre: Centre, agent: int) -> None:
    in_room(centre, agent)
    offer = centre.offer(agent)
    assert offer
    centre.do(offers.accept, offer.id, centre.now)
    assert len(centre.orders("ring_party")) == 1


def test_both_talk_and_the_ticket_is_solved(centre: Centre, agent: int) -> None:
    in_room(centre, agent)
    centre.later(12)
    assert picks_up(centre) == "join"
    assert picks_up(centre) == "join", "the same request again"
    made, entry = promised(centre), place(centre)
    assert (made.state, made.attempts, made.connected_at) == ("connected", 1, centre.now)
    assert (entry.state, entry.answered_at) == ("talking", centre.now)
    centre.later(60)
    over(centre, "completed")
    over(centre, "completed")
    assert (place(centre).state, place(centre).result) == ("left", "answered")
    with centre.store.reading() as session:
        ticket = tickets.listing(session, "all", 0)[0]
    assert ticket.status == "solved"
    assert "callback_connected" in centre.kinds()


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed"])
def test_nobody_reached_so_the_agent_is_free_and_it_is_tried_again(
    centre: Centre, agent: int, status: str
) -> None:
    in_room(centre, agent)
    over(centre, status)
    over(centre, status)
    made, entry = promised(centre), place(centre)
    assert (made.state, made.result, made.attempts) == ("missed", status, 1)
    assert made.next_try_at == entry.not_before == centre.now + timedelta(minutes=15)
    assert (centre.presence(agent), centre.offer(agent), entry.state) == ("available", None, "waiting")
    assert hung_up(centre) == ["AG1"]
    assert centre.assign() == 0
    centre.later(15 * 60)
    centre.do(due.look_after, centre.now)
    assert centre.assign() == 1


def test_hung_up_before_the_agent_was_heard(centre: Centre, agent: int) -> None:
    in_room(centre, agent)
    over(centre, "completed")
    assert (promised(centre).state, promised(centre).result) == ("missed", "hangup")


def test_after_the_last_try_it_is_for_people(centre: Centre, agent: int) -> None:
    for attempt in range(3):
        in_room(centre, agent, f"AG{attempt}")
        over(centre, "no-answer", f"CU{attempt}")
        centre.later(15 * 60)
        centre.do(due.look_after, centre.now)
    assert (promised(centre).state, promised(centre).attempts) == ("expired", 3)
    assert (place(centre).state, place(centre).result) == ("left", "expired")
    with centre.store.reading() as session:
        assert tickets.listing(session, "all", 0)[0].status == "new"


def test_a_machine_hears_a_message_and_is_tried_again(centre: Centre, agent: int) -> None:
    in_room(centre, agent)
    assert picks_up(centre, "machine_end_beep") == "message"
    assert picks_up(centre, "machine_end_beep") == "message"
    assert (promised(centre).state, promised(centre).result, promised(centre).attempts) == (
        "missed", "machine", 1,
    )  # fmt: skip
    assert centre.presence(agent) == "available"
    assert "CU1" not in hung_up(centre), "it is still listening to the message"
    over(centre, "completed")
    assert promised(centre).attempts == 1


def test_unknown_counts_as_a_person(centre: Centre, agent: int) -> None:
    in_room(centre, agent)
    assert picks_up(centre, "unknown") == "join"


def test_the_agent_who_hangs_up_first_lets_the_customer_go(centre: Centre, agent: int) -> None:
    in_room(centre, agent)
    centre.do(parties.placed, party(centre).id, "CU1", centre.now)
    offer = centre.offer(agent)
    assert offer
    centre.do(offers.finish, offer.id, centre.now)
    assert (promised(centre).state, promised(centre).result) == ("missed", "agent left")
    assert "CU1" in hung_up(centre)
    assert picks_up(centre) == "sorry"
    assert promised(centre).attempts == 1


def test_a_second_leg_of_the_same_try_is_not_let_in(centre: Centre, agent: int) -> None:
    in_room(centre, agent)
    assert picks_up(centre, sid="CU1") == "join"
    assert picks_up(centre, sid="CU2") == "sorry"


def test_not_rung_and_nobody_knows(centre: Centre, agent: int) -> None:
    party_id = in_room(centre, agent)
    with centre.store.writing() as session:
        ended = parties.not_rung(session, party_id, centre.now)
        assert ended
        dialling.ended(session, ended, centre.now)
    assert (promised(centre).state, promised(centre).attempts) == ("missed", 1)
    assert picks_up(centre) == "sorry", "it did ring: nobody is there for them now"


def test_an_agent_who_accepts_at_night_is_free_again(centre: Centre, agent: int) -> None:
    offer_id = centre.offered(agent)
    centre.later(12 * 3600)
    centre.do(offers.leg_placed, offer_id, "AG1", centre.now)
    centre.do(offers.accept, offer_id, centre.now)
    assert centre.orders("ring_party") == []
    centre.do(due.look_after, centre.now)
    centre.do(due.look_after, centre.now)
    assert (centre.presence(agent), centre.offer(agent)) == ("available", None)
    assert promised(centre).state == "promised"
    assert place(centre).not_before == promised(centre).next_try_at


def test_a_party_of_somebody_else_is_not_ours(centre: Centre, agent: int) -> None:
    in_room(centre, agent)
    assert centre.do(dialling.answered, 404, "CU1", "human", centre.now) is None


def test_a_customer_left_alone_is_let_go(centre: Centre, agent: int) -> None:
    in_room(centre, agent)
    picks_up(centre)
    offer = centre.offer(agent)
    assert offer
    centre.do(offers.finish, offer.id, centre.now)
    centre.later(11)
    centre.do(due.look_after, centre.now)
    assert (place(centre).state, place(centre).result) == ("left", "answered")
    assert "CU1" in hung_up(centre)


def test_the_history_says_what_happened(centre: Centre, agent: int) -> None:
    in_room(centre, agent)
    over(centre, "busy")
    said = [text for kind, text in steps.history(centre, 1001) if kind == "callback"]
    assert said == ["dialled", "missed"]


def passed_on(centre: Centre, agent: int) -> int:
    """The customer talks, is passed on, and waits in another line, on the phone; their party's id."""
    talking = in_room(centre, agent)
    assert picks_up(centre) == "join"
    centre.do(conversations.transfer, agent, Target("queue", "tech"), centre.now)
    return talking


def next_of(centre: Centre, party_id: int) -> dialling.Next:
    return centre.do(dialling.comes_next, party_id, centre.now)


def test_passed_on_they_wait_and_come_to_the_next_agent(centre: Centre, agent: int) -> None:
    party_id = passed_on(centre, agent)
    assert next_of(centre, party_id).action == "line"
    bia = centre.agent("bia", "tech")
    offer_id = centre.offered(bia)
    assert next_of(centre, party_id).action == "line"
    centre.do(offers.accept, offer_id, centre.now)
    assert centre.orders("join_caller") == [{"sid": "CU1", "entry_id": place(centre).id, "party": party_id}]
    for _ in range(2):
        assert next_of(centre, party_id).action == "room"
    assert (place(centre).state, place(centre).answered_at) == ("talking", centre.now)
    over(centre, "completed")
    assert (place(centre).result, len(centre.orders("ring_party"))) == ("answered", 1)
    assert next_of(centre, party_id).action == "over"


def test_an_agent_who_goes_before_they_come_leaves_them_in_line(centre: Centre, agent: int) -> None:
    party_id = passed_on(centre, agent)
    bia = centre.agent("bia", "tech")
    centre.do(offers.accept, centre.offered(bia), centre.now)
    centre.do(conversations.hang_up, bia, centre.now)
    assert next_of(centre, party_id).action == "line"
    assert (place(centre).state, promised(centre).state) == ("waiting", "connected")


def test_who_hangs_up_in_line_frees_the_agent_and_the_ticket_stays(centre: Centre, agent: int) -> None:
    passed_on(centre, agent)
    bia = centre.agent("bia", "tech")
    centre.do(offers.accept, centre.offered(bia), centre.now)
    over(centre, "completed")
    assert (place(centre).result, centre.presence(bia)) == ("hangup", "available")
    assert promised(centre).state == "connected"


@pytest.mark.parametrize("others", [False, True])
def test_nobody_waits_for_long_so_they_are_called_again(centre: Centre, agent: int, others: bool) -> None:
    party_id = passed_on(centre, agent)
    if others:  # they have asked for another callback meanwhile: one is enough
        centre.reach("1", "CA2")
        promise(centre, "CA2")
    centre.later(dialling.KEPT_S)
    assert next_of(centre, party_id).action == "sorry"
    assert next_of(centre, party_id).action == "over"
    if not others:
        over(centre, "completed")
    with centre.store.reading() as session:
        assert len(callback_store.callbacks(session)) == 1
    assert others or (promised(centre).state, place(centre).state) == ("due", "waiting")


def test_an_agent_who_comes_while_they_hear_so_has_them(centre: Centre, agent: int) -> None:
    party_id = passed_on(centre, agent)
    centre.later(dialling.KEPT_S)
    assert next_of(centre, party_id).action == "sorry"
    centre.do(offers.accept, centre.offered(centre.agent("bia", "tech")), centre.now)
    assert next_of(centre, party_id).action == "room"
    assert promised(centre).state == "connected"
    assert len(centre.orders("ring_party")) == 1


def test_a_customer_whom_nobody_knows_meets_nothing(centre: Centre) -> None:
    assert next_of(centre, 99).action == "over"
