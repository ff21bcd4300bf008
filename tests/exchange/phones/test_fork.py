"""Two browser tabs of one agent: both ring, one answers, the other stops."""

from __future__ import annotations

import pytest

from exchange.phones.script import ScriptPhone
from tests.exchange.conftest import LINE, Town


@pytest.fixture
def tabs(town: Town) -> list[ScriptPhone]:
    phones = [ScriptPhone(town.exchange, "client:agent_1") for _ in range(2)]
    for phone in phones:
        town.exchange.register(phone)
    town.line('<Dial action="/done"><Client>agent_1</Client></Dial>')
    town.caller.dial(LINE)
    for phone in phones:
        phone.expect_ringing()
    return phones


def test_the_first_to_answer_has_the_call(town: Town, tabs: list[ScriptPhone]) -> None:
    tabs[1].answer()
    tabs[1].expect_kind("conference")
    assert tabs[0].expect_ended() == "canceled"
    tabs[0].answer()
    tabs[0].press("1")
    town.caller.expect_kind("conference")
    town.caller.say("hello")
    tabs[1].expect_heard("hello")
    assert tabs[0].transcript == []
    tabs[1].hang_up()
    assert town.customer.expect("/done")["DialCallStatus"] == "completed"


def test_busy_only_when_all_decline(town: Town, tabs: list[ScriptPhone]) -> None:
    tabs[0].decline()
    assert tabs[0].expect_ended() == "busy"
    assert tabs[1].status == "ringing"
    tabs[1].decline()
    assert town.customer.expect("/done")["DialCallStatus"] == "busy"


def test_both_stop_ringing_when_the_caller_gives_up(town: Town, tabs: list[ScriptPhone]) -> None:
    town.caller.hang_up()
    assert [phone.expect_ended() for phone in tabs] == ["canceled", "canceled"]


def test_a_tab_that_is_busy_leaves_the_call_to_the_other(town: Town, tabs: list[ScriptPhone]) -> None:
    tabs[0].decline()
    tabs[1].answer()
    town.caller.expect_kind("conference")
    town.caller.hang_up()
    assert tabs[1].expect_ended() == "completed"
