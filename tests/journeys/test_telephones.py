"""Agents without a browser's telephone: a SIP telephone, and a mobile whose voicemail may pick up."""

from __future__ import annotations

import pytest

from exchange.phones.script import ScriptPhone
from support.store import agents
from tests.journeys.test_reconnect import reason
from tests.journeys.test_transfers import hear_each_other
from tests.journeys.town import SMALL, Desk, Town

SIP, MOBILE = "sip:ana@pbx.example.com", "+12025550188"


def with_telephone(town: Town, endpoint: str) -> tuple[Desk, ScriptPhone]:
    """Ana takes her calls with this telephone."""
    with town.centre.store.writing() as session:
        user = agents.user_by_login(session, "ana")
        agent = agents.agent_of_user(session, user.id) if user else None
        assert agent
        agent.endpoint = endpoint
    telephone = town.exchange.phone(endpoint)
    return town.desk("ana").available(), telephone


def customer(town: Town) -> ScriptPhone:
    carol = town.customer()
    carol.dial(SMALL)
    carol.expect_heard("press 2")
    carol.press("2")
    return carol


def lost(town: Town, carol: ScriptPhone) -> bool:
    return "agent_lost" in town.story(carol)


def test_a_sip_telephone_is_answered_and_hung_up(town: Town) -> None:
    ana, telephone = with_telephone(town, SIP)
    carol = customer(town)
    telephone.expect_ringing()
    assert telephone.caller == SMALL
    telephone.answer()
    telephone.expect_kind("conference")
    carol.expect_kind("conference")
    hear_each_other(telephone, carol)
    telephone.hang_up()
    assert carol.expect_ended() == "completed"
    assert town.outcome(carol) == "answered"
    ana.expect("Ready")
    assert (ana.phone.status, lost(town, carol)) == ("", False)


def test_a_mobile_takes_the_call_with_a_key_and_hangs_up(town: Town) -> None:
    ana, telephone = with_telephone(town, MOBILE)
    carol = customer(town)
    telephone.expect_ringing()
    telephone.answer()
    telephone.expect_heard("To take it, press 1")
    telephone.press("1")
    telephone.expect_kind("conference")
    carol.expect_kind("conference")
    hear_each_other(telephone, carol)
    ana.hold()
    carol.expect_heard("calm")
    ana.resume()
    carol.expect_kind("conference")
    telephone.hang_up()
    assert carol.expect_ended() == "completed"
    assert town.outcome(carol) == "answered"
    ana.expect("Ready")
    assert not lost(town, carol)


@pytest.mark.parametrize("key", ["", "2"])
def test_a_voicemail_that_picks_up_does_not_get_the_call(town: Town, key: str) -> None:
    _, telephone = with_telephone(town, MOBILE)
    telephone.answers = True
    carol = customer(town)
    telephone.expect_heard("To take it, press 1")
    if key:
        telephone.press(key)
    bruno = town.desk("bruno").available()
    town.until_in_time(lambda: bruno.phone.status == "ringing", "the next agent to be rung")
    assert telephone.expect_ended() == "completed"
    assert "conference" not in [heard.kind for heard in telephone.transcript]
    bruno.answer()
    carol.expect_kind("conference")
    hear_each_other(bruno.phone, carol)
    assert reason(town, "ana") == "missed"
    bruno.hang_up()
    carol.expect_ended()


@pytest.mark.parametrize("endpoint", [SIP, MOBILE])
def test_a_busy_telephone_is_not_connected(town: Town, endpoint: str) -> None:
    """Nobody pressed a button: the agent sees what is wrong, and the caller has the next one at once."""
    _, telephone = with_telephone(town, endpoint)
    telephone.busy = True
    carol = customer(town)
    town.until(lambda: reason(town, "ana") == "phone not connected", "the reason to be shown")
    bruno = town.desk("bruno").available()
    bruno.answer()
    carol.expect_kind("conference")
    carol.hang_up()
    assert town.outcome(carol) == "answered"
