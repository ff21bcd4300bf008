"""The agent has gone, and the phone company refuses to bring the caller out of the room."""

from __future__ import annotations

import pytest

from exchange.phones.script import ScriptPhone
from tests.journeys.test_transfers import hear_each_other, talking
from tests.journeys.town import Town

pytestmark = pytest.mark.trouble
ROOMS = "*/Conferences/CF*.json"


def refuse_to_move(town: Town, carol: ScriptPhone, times: int = 1) -> None:
    assert carol.line
    town.exchange.faults.refuse(400, times=times, path=f"*/Calls/{carol.line.sid}.json", method="POST")


def test_the_room_is_ended_instead_and_the_flow_goes_on(town: Town) -> None:
    """Callers stayed in a silent room until they hung up."""
    ana, carol = talking(town)
    refuse_to_move(town, carol)
    ana.hang_up()
    assert carol.expect_ended() == "completed"
    assert town.outcome(carol) == "answered"
    ana.expect("Ready")


def test_whatever_is_refused_it_is_tried_again(town: Town) -> None:
    ana, carol = talking(town)
    refuse_to_move(town, carol, times=2)
    town.exchange.faults.refuse(400, times=2, path=ROOMS, method="POST")
    ana.hang_up()
    town.until_in_time(lambda: carol.status == "completed", "the caller to come out of the room")
    assert town.outcome(carol) == "answered"


def test_who_cannot_be_passed_on_waits_in_line_with_music(town: Town) -> None:
    ana, carol = talking(town, key="1")
    refuse_to_move(town, carol)
    ana.transfer("queue", "repairs")
    carol.expect_kind("music")
    ana.away()
    bruno = town.desk("bruno").available()
    bruno.answer()
    carol.expect_kind("conference")
    hear_each_other(bruno.phone, carol)
    carol.hang_up()
    assert town.outcome(carol) == "answered"


def test_who_cannot_be_dialled_on_waits_in_line_with_music(town: Town) -> None:
    ana, carol = talking(town)
    refuse_to_move(town, carol)
    ana.transfer("number", "+12025550111")
    carol.expect_kind("music")
    bruno = town.desk("bruno").available()
    bruno.answer()
    carol.expect_kind("conference")
    carol.hang_up()
    assert town.outcome(carol) == "answered"


def test_nothing_is_tried_any_more_when_the_caller_has_gone(town: Town) -> None:
    ana, carol = talking(town)
    refuse_to_move(town, carol, times=100)
    town.exchange.faults.refuse(400, times=100, path=ROOMS, method="POST")
    ana.hang_up()
    town.advance(30)
    carol.hang_up()
    assert town.outcome(carol) == "answered"
    town.advance(90)
    assert "due" not in town.orders()
