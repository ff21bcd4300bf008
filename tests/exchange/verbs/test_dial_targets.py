"""Several targets, in turn or together; whispers; caller IDs; timeouts (reference 2.4)."""

from __future__ import annotations

import pytest

from exchange.clock import ManualClock
from exchange.phones.script import ScriptPhone
from tests.exchange.conftest import LINE, BuildTown, Town


@pytest.fixture
def agents(town: Town) -> list[ScriptPhone]:
    return [town.exchange.client(f"agent_{n}") for n in (1, 2)]


BOTH = "<Client>agent_1</Client><Client>agent_2</Client>"


def test_first_answer_wins_and_the_other_is_cancelled(town: Town, agents: list[ScriptPhone]) -> None:
    town.line(f'<Dial action="/done">{BOTH}</Dial>')
    town.caller.dial(LINE)
    for agent in agents:
        agent.expect_ringing()
    agents[1].answer()
    agents[1].expect_kind("conference")
    assert agents[0].expect_ended() == "canceled"
    assert agents[1].line is not None
    sid = agents[1].line.sid
    agents[1].hang_up()
    assert town.customer.expect("/done")["DialCallSid"] == sid


def test_an_audio_caller_hears_it_ring(town: Town, agents: list[ScriptPhone]) -> None:
    caller = town.exchange.phone("+5511900000007", wants_audio=True)
    town.line("<Dial><Client>agent_1</Client></Dial>")
    caller.dial(LINE)
    agents[0].expect_ringing()
    town.wait_for(lambda: len(caller.audio_heard) >= 1600)
    assert set(caller.audio_heard) != {0xFF}
    agents[0].answer()
    caller.expect_kind("conference")
    assert caller.interruptions == 1
    agents[0].hang_up()


def test_sequential_rings_in_turn(town: Town, agents: list[ScriptPhone]) -> None:
    town.line(f'<Dial sequential="true">{BOTH}</Dial>')
    town.caller.dial(LINE)
    agents[0].expect_ringing()
    assert agents[1].status == ""
    agents[0].decline()
    agents[1].expect_ringing()
    agents[1].answer()
    town.caller.expect_kind("conference")
    agents[1].hang_up()


def test_timeout_is_no_answer(build_town: BuildTown) -> None:
    clock = ManualClock()
    town = build_town(clock)
    agent = town.exchange.client("agent_1")
    town.line('<Dial timeout="20" action="/done"><Client>agent_1</Client></Dial>')
    town.caller.dial(LINE)
    agent.expect_ringing()
    town.pass_time(clock, 5, lambda: bool(town.customer.requests("/done")))
    assert town.customer.expect("/done")["DialCallStatus"] == "no-answer"
    assert agent.expect_ended() == "no-answer"


def test_a_whisper_then_the_bridge(town: Town, agents: list[ScriptPhone]) -> None:
    town.customer.on("/whisper", "<Say>a billing call</Say>")
    town.line('<Dial action="/done"><Client url="/whisper">agent_1</Client></Dial>')
    town.caller.dial(LINE)
    agents[0].expect_ringing()
    agents[0].answer()
    agents[0].expect_heard("a billing call")
    agents[0].expect_kind("conference")
    assert town.customer.expect("/whisper")["Direction"] == "outbound-dial"
    assert "billing call" not in town.caller.conversation()
    agents[0].hang_up()


def test_a_whisper_that_hangs_up_declines(town: Town, agents: list[ScriptPhone]) -> None:
    town.customer.on("/whisper", "<Hangup/>")
    town.line('<Dial action="/done"><Client url="/whisper">agent_1</Client></Dial>')
    town.caller.dial(LINE)
    agents[0].expect_ringing()
    agents[0].answer()
    done = town.customer.expect("/done")
    assert (done["DialCallStatus"], done["DialBridged"]) == ("completed", "false")


def test_a_whisper_may_not_dial(town: Town, agents: list[ScriptPhone]) -> None:
    town.customer.on("/whisper", "<Dial>+5511900000001</Dial>")
    town.line('<Dial action="/done"><Client url="/whisper">agent_1</Client></Dial>')
    town.caller.dial(LINE)
    agents[0].expect_ringing()
    agents[0].answer()
    assert town.customer.expect("/done")["DialBridged"] == "false"
    assert [a.code for a in town.exchange.debugger] == [13201]


def test_keys_are_sent_to_the_number(town: Town) -> None:
    other = town.exchange.phone("+5511933334444")
    other.answers = True
    town.line('<Dial><Number sendDigits="wwww12">+5511933334444</Number></Dial>')
    town.caller.dial(LINE)
    assert other.expect_kind("tone").text == "wwww12"
    other.expect_kind("conference")
    town.caller.hang_up()


def test_a_sip_address_is_a_telephone_too(town: Town) -> None:
    desk = town.exchange.phone("sip:desk@office.example")
    desk.answers = True
    town.line('<Dial action="/done"><Sip>sip:desk@office.example;transport=tls</Sip></Dial>')
    town.caller.dial(LINE)
    town.caller.expect_kind("conference")
    desk.hang_up()
    assert town.customer.expect("/done")["DialCallStatus"] == "completed"


def test_custom_parameters_reach_the_browser(town: Town, agents: list[ScriptPhone]) -> None:
    noun = '<Client><Identity>agent_1</Identity><Parameter name="queue" value="billing"/></Client>'
    town.line(f"<Dial>{noun}</Dial>")
    town.caller.dial(LINE)
    agents[0].expect_ringing()
    assert agents[0].parameters == {"queue": "billing"}
    town.caller.hang_up()


@pytest.mark.parametrize(
    ("caller_id", "allowed"), [("", True), (LINE, True), ("+15005550006", False), ("anonymous", False)]
)
def test_caller_id_to_a_number_must_be_ours(town: Town, caller_id: str, allowed: bool) -> None:
    other = town.exchange.phone("+5511933334444")
    attribute = f'callerId="{caller_id}"' if caller_id else ""
    town.line(f'<Dial action="/done" {attribute}>+5511933334444</Dial>')
    town.caller.dial(LINE)
    if allowed:
        other.expect_ringing()
        assert other.caller == (caller_id or town.caller.address)
        town.caller.hang_up()
    else:
        assert town.customer.expect("/done")["DialCallStatus"] == "failed"
        assert [a.code for a in town.exchange.debugger] == [13214]


def test_time_limit_ends_the_dialled_part(build_town: BuildTown) -> None:
    clock = ManualClock()
    town = build_town(clock)
    agent = town.exchange.client("agent_1")
    town.line('<Dial timeLimit="60" action="/done"><Client>agent_1</Client></Dial>')
    town.caller.dial(LINE)
    agent.expect_ringing()
    agent.answer()
    town.caller.expect_kind("conference")
    town.pass_time(clock, 20, lambda: bool(town.customer.requests("/done")))
    assert agent.expect_ended() == "completed"
