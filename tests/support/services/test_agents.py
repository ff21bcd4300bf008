"""Agents at their desks: what they may choose when, what the desk shows, desks that vanish."""

from __future__ import annotations

import pytest

from support.errors import NotFound, Refused
from support.services import agents, offers, people, wrap_up
from support.store import agents as store
from tests.support.centre import CALLER, Centre


@pytest.mark.parametrize(
    ("before", "chosen", "after"),
    [
        ("offline", "available", "available"),
        ("available", "away", "away"),
        ("away", "available", "available"),
        ("wrap_up", "available", "available"),
        ("wrap_up", "away", "away"),
        ("available", "offline", "offline"),
    ],
)
def test_what_an_agent_may_choose(centre: Centre, before: str, chosen: str, after: str) -> None:
    ana = centre.agent("ana", presence=before)
    centre.do(agents.set_presence, ana, chosen, centre.later(9), "reason")
    with centre.store.reading() as session:
        desk = agents.desk(session, 1, centre.now)
    assert desk
    assert (desk.presence, desk.reason, desk.since) == (after, "reason", centre.now)


@pytest.mark.parametrize("chosen", ["reserved", "on_call", "wrap_up", "", "Available"])
def test_what_nobody_may_choose(centre: Centre, chosen: str) -> None:
    ana = centre.agent("ana")
    with pytest.raises(Refused):
        centre.do(agents.set_presence, ana, chosen, centre.now)


def test_nobody_leaves_a_conversation_by_a_switch(centre: Centre) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    centre.talking(ana)
    with pytest.raises(Refused):
        centre.do(agents.set_presence, ana, "offline", centre.now)


def test_an_unknown_agent(centre: Centre) -> None:
    with pytest.raises(NotFound):
        centre.do(agents.set_presence, 404, "away", centre.now)
    with pytest.raises(NotFound):
        centre.do(agents.seen, 404, centre.now)
    with centre.store.reading() as session:
        assert agents.desk(session, 404, centre.now) is None


def test_nothing_to_decline_or_hang_up(centre: Centre) -> None:
    ana = centre.agent("ana")
    with pytest.raises(Refused):
        centre.do(agents.decline, ana, centre.now)
    with pytest.raises(Refused):
        centre.do(agents.hang_up, ana, centre.now)


def test_available_again_goes_to_the_end_of_the_idle(centre: Centre) -> None:
    ana = centre.agent("ana")
    bia = centre.agent("bia")
    centre.do(agents.set_presence, ana, "away", centre.later(1))
    centre.do(agents.set_presence, ana, "available", centre.later(1))
    centre.do(agents.set_presence, bia, "available", centre.later(1))  # it already was
    centre.enqueue()
    centre.assign()
    assert (centre.presence(ana), centre.presence(bia)) == ("available", "reserved")


def test_hanging_up_ends_the_agent_s_leg(centre: Centre) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    centre.talking(ana, leg="AG7")
    centre.do(agents.hang_up, ana, centre.now)
    assert centre.orders("hang_up_leg") == [{"sid": "AG7"}]


def test_a_vanished_desk_is_noticed(centre: Centre) -> None:
    ana = centre.agent("ana")
    centre.do(agents.look_after, centre.later(agents.VANISHED_AFTER_S))
    assert centre.presence(ana) == "available"
    centre.do(agents.look_after, centre.later(1))
    assert centre.presence(ana) == "away"


def test_a_desk_that_gives_signs_of_life_stays(centre: Centre) -> None:
    ana = centre.agent("ana")
    centre.do(agents.seen, ana, centre.later(30))
    centre.do(agents.look_after, centre.later(30))
    assert centre.presence(ana) == "available"


def test_wrap_up_ends_when_the_agent_says_so(centre: Centre) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    offer_id = centre.talking(ana)
    centre.do(offers.finish, offer_id, centre.now)
    with centre.store.reading() as session:
        desk = agents.desk(session, 1, centre.now)
    assert desk
    assert (desk.wrap_up_until is not None, desk.offer) == (True, None)
    centre.do(wrap_up.ready, ana, centre.now)
    assert centre.presence(ana) == "available"
    centre.do(wrap_up.ready, ana, centre.now)
    assert centre.presence(ana) == "available"


def test_who_returns_from_wrap_up_gets_the_next_call_in_the_same_sweep(centre: Centre) -> None:
    """What one part of a transaction changed, the next part must see."""
    ana = centre.agent("ana", presence="wrap_up")
    with centre.store.writing() as session:
        agent = store.agent(session, ana)
        assert agent
        agent.wrap_up_until = centre.now
    centre.enqueue()
    with centre.store.writing() as session:
        kept = store.agents(session)  # held, as a longer transaction would
        agents.look_after(session, centre.now)
        assert offers.assign(session, centre.now) == 1
        assert len(kept) == 1


def test_the_desk_shows_the_call_in_hand(centre: Centre) -> None:
    centre.enqueue()
    ana = centre.agent("ana", "billing", "tech")
    centre.later(20)
    offer_id = centre.offered(ana)
    with centre.store.reading() as session:
        desk = agents.desk(session, 1, centre.later(5))
    assert desk
    assert desk.queues == ("billing", "tech")
    card = desk.offer
    assert card
    assert (card.offer_id, card.state, card.queue, card.waited_s) == (offer_id, "ringing", "billing", 25)
    assert card.call.caller == CALLER
    assert (card.call.chose[0].option, card.call.chose[0].by) == ("1", "key")


def test_the_overview_leaves_out_who_takes_no_calls_and_is_not_here(centre: Centre) -> None:
    centre.agent("Ana", "billing", presence="offline")
    with centre.store.writing() as session:
        boss = store.User(login="boss", name="Boss", role="admin", password="-", created_at=centre.now)
        session.add(boss)
        session.flush()
        people.ensure_agent(session, boss, centre.now)
        assert [row.name for row in agents.overview(session)] == ["Ana"]


def test_the_overview_masks_callers(centre: Centre) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    centre.agent("bia", "tech")
    centre.talking(ana)
    with centre.store.reading() as session:
        rows = agents.overview(session)
        assert agents.names(session) == {1: "ana", 2: "bia"}
    assert [(row.name, row.presence, row.caller_masked) for row in rows] == [
        ("ana", "on_call", "+55119****7777"),
        ("bia", "available", ""),
    ]
