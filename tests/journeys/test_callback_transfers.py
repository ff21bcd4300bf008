"""A customer whom we called back is passed on, asked about, and kept when their agent is lost."""

from __future__ import annotations

import pytest

from exchange.phones.script import ScriptPhone
from flows.loader import read
from support.services import flows
from tests.journeys.test_callbacks import (
    FLOW,
    accepts,
    ask,
    callbacks,
    reached,
    state,
    until_state,
)
from tests.journeys.test_reconnect import reason
from tests.journeys.test_transfers import agent_id, hear_each_other, never_heard, says
from tests.journeys.town import Desk, Town

SHOP = "+551130002000"
BOTH = FLOW.replace("queues:\n", "queues:\n  sales: {title: Sales}\n")


@pytest.fixture
def workshop(town: Town) -> Town:
    loaded = read(BOTH, "workshop.yaml", folder=None)
    assert loaded.flow, loaded.findings
    with town.centre.store.writing() as session:
        flows.publish(session, loaded.flow, BOTH, "test", town.now())
    town.sync()
    return town


def talking(workshop: Town) -> tuple[Desk, ScriptPhone]:
    carol = ask(workshop)
    ana = workshop.desk("ana").available()
    reached(workshop, ana, carol)
    ana.phone.expect_kind("conference")
    hear_each_other(ana.phone, carol)
    return ana, carol


def takes_over(bruno: Desk, carol: ScriptPhone) -> None:
    bruno.answer()
    carol.expect_kind("conference")
    hear_each_other(bruno.phone, carol)


def solved(workshop: Town) -> None:
    workshop.until(lambda: workshop.tickets()[0].status == "solved", "the ticket to be solved")


@pytest.mark.parametrize("who", ["queue", "agent"])
def test_a_blind_transfer(workshop: Town, who: str) -> None:
    ana, carol = talking(workshop)
    bruno = workshop.desk("bruno")
    if who == "agent":
        bruno.available()
    ana.transfer(who, "repairs" if who == "queue" else agent_id(workshop, bruno))
    assert ana.phone.expect_ended() == "completed"
    carol.expect_heard("Thank you for holding")
    ana.away()
    if who == "queue":
        workshop.advance(70, step=5)
        bruno.available()
    takes_over(bruno, carol)
    bruno.hang_up()
    assert carol.expect_ended() == "completed"
    solved(workshop)
    assert workshop.story(carol).count("callback_dialled") == 1


@pytest.mark.parametrize("answers", [True, False])
def test_a_blind_transfer_to_a_number(workshop: Town, answers: bool) -> None:
    ana, carol = talking(workshop)
    shop = workshop.customer(SHOP)
    ana.transfer("number", SHOP)
    ana.phone.expect_ended()
    shop.expect_ringing()
    if answers:
        shop.answer()
        carol.expect_kind("conference")
        hear_each_other(shop, carol)
        shop.hang_up()
    else:
        shop.decline()
        carol.expect_heard("Thank you for holding")
        bruno = workshop.desk("bruno").available()
        takes_over(bruno, carol)
        bruno.hang_up()
    assert carol.expect_ended() == "completed"
    solved(workshop)


def test_who_does_not_wait_for_the_next_agent_was_not_helped(workshop: Town) -> None:
    ana, carol = talking(workshop)
    ana.transfer("queue", "sales")
    carol.expect_heard("Thank you for holding")
    ana.away()
    carol.hang_up()
    ana.expect("Away")
    bruno = workshop.desk("bruno").available()
    workshop.until(lambda: "callback_missed" in workshop.story(carol), "the place to end")
    workshop.centre.worker.run_once()
    assert bruno.phone.status == ""
    assert workshop.tickets()[0].status != "solved"


def test_a_consult_three_of_them_and_the_other_takes_over(workshop: Town) -> None:
    ana, carol = talking(workshop)
    bruno = workshop.desk("bruno").available()
    ana.consult("agent", agent_id(workshop, bruno))
    carol.expect_heard("calm")
    bruno.answer()
    says(ana.phone, bruno.phone, "we called them")
    ana.join()
    carol.expect_kind("conference")
    says(carol, ana.phone, "all three of us")
    bruno.phone.expect_heard("all three of us")
    ana.complete()
    assert ana.phone.expect_ended() == "completed"
    hear_each_other(bruno.phone, carol)
    assert never_heard(carol, "we called them")
    bruno.hang_up()
    assert carol.expect_ended() == "completed"
    solved(workshop)


def test_a_consulted_number_talks_on_with_the_customer(workshop: Town) -> None:
    ana, carol = talking(workshop)
    shop = workshop.customer(SHOP)
    ana.consult("number", SHOP)
    shop.expect_ringing()
    shop.answer()
    shop.expect_kind("conference")
    hear_each_other(ana.phone, shop)
    ana.complete()
    assert ana.phone.expect_ended() == "completed"
    carol.expect_kind("conference")
    hear_each_other(shop, carol)
    shop.hang_up()
    assert carol.expect_ended() == "completed"
    solved(workshop)


def test_a_lost_agent_who_comes_back(workshop: Town) -> None:
    ana, carol = talking(workshop)
    ana.phone.hang_up()
    carol.expect_heard("Thank you for holding")
    takes_over(ana, carol)
    ana.hang_up()
    assert carol.expect_ended() == "completed"
    solved(workshop)


def test_a_lost_agent_is_followed_by_the_next(workshop: Town) -> None:
    ana, carol = talking(workshop)
    ana.phone.busy = True
    ana.phone.hang_up()
    carol.expect_heard("Thank you for holding")
    bruno = workshop.desk("bruno").available()
    workshop.until_in_time(lambda: bruno.phone.status == "ringing", "the next agent to be rung")
    takes_over(bruno, carol)
    assert reason(workshop, "ana") == "connection lost"
    bruno.hang_up()
    assert carol.expect_ended() == "completed"
    solved(workshop)


def test_nobody_comes_so_they_are_rung_again(workshop: Town) -> None:
    """Nobody keeps a customer whom we rang on the line for long: the promise stands again, first in line."""
    ana, carol = talking(workshop)
    ana.transfer("queue", "repairs")
    ana.away()
    workshop.until_in_time(lambda: "We will call you again" in carol.conversation(), "an apology")
    assert carol.expect_ended() == "completed"
    assert until_state(workshop, "due").attempts == 1
    accepts(ana.available())
    carol.expect_ringing()
    carol.answer()
    carol.expect_kind("conference")
    until_state(workshop, "connected")
    assert len(callbacks(workshop)) == 1
    carol.hang_up()
    solved(workshop)


@pytest.mark.trouble
def test_a_leg_that_cannot_be_moved_comes_by_itself(workshop: Town) -> None:
    """The phone company refuses to redirect them for good: the room is ended, and they ask what is next."""
    ana, carol = talking(workshop)
    sid = carol.line.sid if carol.line else ""
    workshop.exchange.faults.refuse(400, times=1, path=f"*/Calls/{sid}.json", method="POST")
    ana.transfer("queue", "repairs")
    carol.expect_heard("Thank you for holding")
    ana.away()
    takes_over(workshop.desk("bruno").available(), carol)
    carol.hang_up()
    assert state(workshop) == "connected"
