"""Nobody is free, so the caller asks to be called back, and is: at their turn, with the agent there first."""

from __future__ import annotations

import pytest

from exchange.phones.script import ScriptPhone
from flows.loader import read
from support.services import callback_lines, flows
from support.services.callback_lines import CallbackLine
from support.store import callbacks as store
from support.store.base import Session
from support.store.queues import QueueEntry
from tests.journeys.town import Desk, Town

NUMBER, CUSTOMER = "+551130001111", "+5511988887777"
FLOW = """
ramal: 1
flow: workshop
title: The workshop
numbers: ["+551130001111"]
languages: [en-US]
timezone: America/Sao_Paulo
start: line
queues:
  repairs: {title: Repairs, callbacks: {attempts: 2, spacing: 10m}}
steps:
  line:
    queue: repairs
    waiting: {offers: {callback: {key: "1"}}}
    at_most: 30m
    next: bye
    else: bye
  bye: {hang up: Goodbye.}
"""


def open_workshop(town: Town, text: str = FLOW) -> None:
    loaded = read(text, "workshop.yaml", folder=None)
    assert loaded.flow, loaded.findings
    with town.centre.store.writing() as session:
        flows.publish(session, loaded.flow, text, "test", town.now())
    town.sync()


def callbacks(town: Town) -> list[CallbackLine]:
    """The newest last, whether open or over."""

    def look(session: object) -> list[CallbackLine]:
        opened, closed = callback_lines.listing(session)  # type: ignore[arg-type]
        return sorted((*opened, *closed), key=lambda line: line.id)

    return list(town.read(look))


def state(town: Town) -> str:
    found = callbacks(town)
    return found[-1].state if found else ""


def until_state(town: Town, wanted: str) -> CallbackLine:
    town.until(lambda: state(town) == wanted, f"a callback that is {wanted}, not {state(town)}")
    return callbacks(town)[-1]


def ask(town: Town, number: str = CUSTOMER) -> ScriptPhone:
    """Waits a while, presses the key, hears that it is so, and hangs up."""
    known = len(callbacks(town))
    carol = town.customer(number)
    carol.dial(NUMBER)
    carol.expect_heard("call you back")
    carol.press("1")
    carol.expect_heard("will call you")
    assert len(callbacks(town)) == known + 1, "what is spoken of is in the database"
    if carol.status == "in-progress":
        carol.hang_up()
    carol.expect_ended()
    until_due(town)
    return carol


def until_due(town: Town) -> None:
    def look() -> bool:
        town.centre.worker.run_once()
        return state(town) != "promised"

    town.until(look, "the promise to be due")


def accepts(ana: Desk) -> None:
    """Nobody is in the room yet."""
    ana.phone.expect_ringing()
    ana.phone.answer()
    ana.phone.expect_heard("ringing")


def reached(town: Town, ana: Desk, carol: ScriptPhone) -> None:
    """The agent is there first, then the customer's phone rings, then both talk."""
    accepts(ana)
    carol.expect_ringing()
    carol.answer()
    carol.expect_kind("conference")
    until_state(town, "connected")


@pytest.fixture
def workshop(town: Town) -> Town:
    open_workshop(town)
    return town


def test_called_back_at_their_turn_agent_first_and_the_ticket_is_solved(workshop: Town) -> None:
    carol = ask(workshop)
    assert workshop.outcome(carol) == "callback"
    assert [ticket.status for ticket in workshop.tickets()] == ["new"]
    ana = workshop.desk("ana").available()
    ana.phone.expect_ringing()
    assert carol.status == "completed", "nobody rings the customer before an agent is there"
    reached(workshop, ana, carol)
    assert carol.caller == NUMBER
    carol.hang_up()
    assert ana.phone.expect_ended() == "completed"
    workshop.until(lambda: workshop.tickets()[0].status == "solved", "the ticket to be solved")
    ana.expect("Ready")


def test_the_agent_hangs_up_and_the_customer_is_free(workshop: Town) -> None:
    carol = ask(workshop)
    ana = workshop.desk("ana").available()
    reached(workshop, ana, carol)
    ana.hang_up()
    assert carol.expect_ended() == "completed"
    workshop.until(lambda: workshop.tickets()[0].status == "solved", "the ticket to be solved")


def test_the_place_in_the_line_is_kept(workshop: Town) -> None:
    """Who waits on the line and came later is served later."""
    carol = ask(workshop)
    dora = workshop.customer("+5511977776666")
    dora.dial(NUMBER)
    dora.expect_heard("call you back")
    ana = workshop.desk("ana").available()
    reached(workshop, ana, carol)
    bruno = workshop.desk("bruno").available()
    bruno.answer()
    dora.expect_kind("conference")
    dora.hang_up()
    carol.hang_up()
    assert workshop.outcome(dora) == "answered"


def test_busy_so_the_agent_goes_on_and_it_is_tried_again(workshop: Town) -> None:
    carol = ask(workshop)
    carol.busy = True
    ana = workshop.desk("ana").available()
    accepts(ana)
    line = until_state(workshop, "missed")
    assert (line.result, line.attempts) == ("busy", 1)
    ana.phone.expect_ended()
    ana.expect("Available")
    carol.busy = False
    workshop.advance(10 * 60, step=20)
    ana.available()  # her page, which no browser shows here, counted as lost
    reached(workshop, ana, carol)
    carol.hang_up()
    ana.phone.expect_ended()


def test_nobody_answers_twice_so_people_look_after_it(workshop: Town) -> None:
    carol = ask(workshop)
    ana = workshop.desk("ana").available()
    accepts(ana)
    carol.expect_ringing()
    workshop.advance(30)
    assert carol.expect_ended() == "no-answer"
    until_state(workshop, "missed")
    workshop.advance(10 * 60, step=20)
    accepts(ana.available())
    carol.expect_ringing()
    carol.decline()
    line = until_state(workshop, "expired")
    assert line.attempts == 2
    assert [ticket.status for ticket in workshop.tickets()] == ["new"]
    ana.phone.expect_ended()


def test_a_machine_hears_who_called(workshop: Town) -> None:
    carol = ask(workshop)
    carol.answered_by = "machine_end_beep"
    carol.answers = True
    ana = workshop.desk("ana").available()
    accepts(ana)
    workshop.until_in_time(lambda: "this is The workshop" in carol.conversation(), "the message")
    assert carol.expect_ended() == "completed"
    line = until_state(workshop, "missed")
    assert (line.result, line.attempts) == ("machine", 1)
    assert "conference" not in [heard.kind for heard in carol.transcript]
    ana.phone.expect_ended()
    ana.expect("Available")


def test_the_agent_who_leaves_while_it_rings_lets_it_ring_no_more(workshop: Town) -> None:
    carol = ask(workshop)
    ana = workshop.desk("ana").available()
    accepts(ana)
    carol.expect_ringing()
    ana.phone.hang_up()
    carol.expect_ended()
    assert until_state(workshop, "missed").result == "agent left"


def test_a_supervisor_takes_it_back(workshop: Town) -> None:
    ask(workshop)
    sofia = workshop.desk("sofia")
    sofia.expect("Due: waits for an agent", "/callbacks")
    sofia._post(f"/callbacks/{callbacks(workshop)[-1].id}/cancel")
    assert state(workshop) == "cancelled"
    ana = workshop.desk("ana").available()
    workshop.centre.worker.run_once()
    assert ana.phone.status == ""


def test_nobody_is_woken_up(workshop: Town) -> None:
    """Promised at ten in the morning, due at half past nine in the evening: from nine the next day."""
    carol = ask(workshop)
    workshop.advance(11.5 * 3600, step=1800)
    ana = workshop.desk("ana").available()
    until_state(workshop, "promised")
    workshop.advance(60, step=5)
    assert (ana.phone.status, carol.status) == ("", "completed")


def test_calling_again_and_keeping_the_place(workshop: Town) -> None:
    carol = ask(workshop)
    carol.dial(NUMBER)
    carol.expect_heard("keep your place")
    carol.press("1")
    carol.expect_heard("Your place is kept")
    carol.expect_ended()
    until_due(workshop)
    ana = workshop.desk("ana").available()
    reached(workshop, ana, carol)
    assert len(callbacks(workshop)) == 1
    carol.hang_up()
    ana.phone.expect_ended()


def test_calling_again_to_wait_on_the_line_at_the_old_place(workshop: Town) -> None:
    carol = ask(workshop)
    workshop.advance(60, step=10)
    dora = workshop.customer("+5511977776666")
    dora.dial(NUMBER)
    dora.expect_heard("call you back")
    workshop.advance(30, step=10)
    carol.dial(NUMBER)
    carol.expect_heard("keep your place")
    carol.press("2")
    carol.expect_heard("call you back")
    assert state(workshop) == "cancelled"
    ana = workshop.desk("ana").available()
    ana.answer()
    carol.expect_kind("conference")
    dora.hang_up()
    carol.hang_up()
    assert workshop.outcome(carol) == "answered"


@pytest.mark.trouble
def test_rung_though_it_was_said_that_it_could_not_be(workshop: Town) -> None:
    """Nobody knows whether the customer is rung: the leg is found, and nobody is rung twice."""
    carol = ask(workshop)
    ana = workshop.desk("ana").available()
    ana.phone.expect_ringing()
    workshop.exchange.faults.refuse(500, times=1, path="*/Calls.json", method="POST", after=True)
    reached(workshop, ana, carol)
    assert callbacks(workshop)[-1].attempts == 1
    carol.hang_up()
    ana.phone.expect_ended()


@pytest.mark.trouble
def test_news_twice_and_in_disorder_is_one_conversation(workshop: Town) -> None:
    carol = ask(workshop)
    faults = workshop.exchange.faults
    faults.duplicate, faults.reorder = 1.0, 1.0
    ana = workshop.desk("ana").available()
    reached(workshop, ana, carol)
    carol.hang_up()
    ana.phone.expect_ended()
    workshop.until(lambda: workshop.tickets()[0].status == "solved", "the ticket to be solved")
    story = workshop.story(carol)
    for once in ("callback_promised", "callback_dialled", "callback_connected"):
        assert story.count(once) == 1, story


ASKS = """
  shut:
    callback: repairs
    when: ask
    confirm: false
    next: bye
    else: bye
"""


def test_at_the_time_that_the_customer_chose(town: Town) -> None:
    """Promised at ten for half past two: not before, though an agent is free, and then at once."""
    open_workshop(town, FLOW.replace("start: line", "start: shut") + ASKS.removeprefix("\n"))
    ana = town.desk("ana").available()
    carol = town.customer(CUSTOMER)
    carol.dial(NUMBER)
    carol.expect_heard("To choose a time, press 2")
    carol.press("2")
    carol.expect_heard("four digits")
    carol.press("1430")
    carol.expect_heard("Is that right?")
    carol.press("1")
    carol.expect_ended()
    until_state(town, "promised")
    town.advance(4.5 * 3600 - 60, step=600)
    ana.available()
    town.advance(30, step=5)
    line = until_state(town, "promised")
    assert line.was_chosen
    assert line.next_at
    assert line.next_at.isoformat() == "2026-03-02T17:30:00+00:00"
    assert (ana.phone.status, carol.status) == ("", "completed")
    ana.available()
    town.until_in_time(lambda: ana.phone.status == "ringing", "the agent to be rung")
    assert town.now() >= line.next_at
    reached(town, ana, carol)
    carol.hang_up()
    town.until(lambda: town.tickets()[0].status == "solved", "the ticket to be solved")


def test_moved_to_another_line_the_promise_is_kept(workshop: Town) -> None:
    """By a supervisor, at the place that the caller had: whoever serves that line calls back."""
    open_workshop(workshop, FLOW.replace("queues:\n", "queues:\n  sales: {title: Sales}\n"))
    carol = ask(workshop)
    sofia = workshop.desk("sofia")

    def place(session: Session) -> QueueEntry:
        return store.places(session, callbacks(workshop)[-1].id)[-1]

    before = workshop.read(place)
    sofia._post("/supervise/move", entry=str(before.id), queue="sales")
    after = workshop.read(place)
    assert (after.queue, after.place_at) == ("sales", before.place_at)
    ana = workshop.desk("ana").available()
    reached(workshop, ana, carol)
    assert len(callbacks(workshop)) == 1
    carol.hang_up()
    workshop.until(lambda: workshop.tickets()[0].status == "solved", "the ticket to be solved")
