"""<Dial><Queue>: an agent takes the front caller (reference 1.5, 1.6)."""

from __future__ import annotations

import pytest

from exchange.phones.script import ScriptPhone
from tests.exchange.conftest import LINE, Town

DESK = "+551140020000"


@pytest.fixture
def agent(town: Town) -> ScriptPhone:
    return town.exchange.phone("+5511900000009")


def desk(town: Town, noun: str, dial: str = "") -> None:
    twiml = f'<Dial action="/agent-done" {dial}>{noun}</Dial>'
    town.exchange.add_number(DESK, voice_url=town.customer.on("/desk", twiml))


def test_bridged_and_told_once_at_the_end(town: Town, agent: ScriptPhone) -> None:
    town.line('<Enqueue action="/left">billing</Enqueue>')
    line = town.caller.dial(LINE)
    town.caller.expect_kind("music")
    desk(town, '<Queue url="/whisper">billing</Queue>')
    town.customer.on("/whisper", "<Say>this call is recorded</Say>")
    agent_line = agent.dial(DESK)
    town.caller.expect_heard("recorded")
    assert town.customer.expect("/whisper")["DequeingCallSid"] == agent_line.sid
    town.caller.expect_kind("conference")
    agent.expect_kind("conference")
    town.caller.say("hello agent")
    agent.expect_heard("hello agent")
    assert town.customer.requests("/left") == []
    agent.hang_up()
    assert town.customer.expect("/left")["QueueResult"] == "bridged"
    done = town.customer.expect("/agent-done")
    assert done["CallStatus"] == "completed"
    assert line.sid


def test_caller_hangs_up_and_the_agent_goes_on(town: Town, agent: ScriptPhone) -> None:
    town.line('<Enqueue action="/left">billing</Enqueue>')
    line = town.caller.dial(LINE)
    town.caller.expect_kind("music")
    desk(town, "<Queue>billing</Queue>")
    town.customer.on("/agent-done", "<Say>wrap up</Say>")
    agent.dial(DESK)
    agent.expect_kind("conference")
    town.caller.hang_up()
    done = town.customer.expect("/agent-done")
    assert done["DialCallStatus"] == "completed"
    assert done["DequeueResult"] == "bridged"
    assert done["DequeuedCallSid"] == line.sid
    agent.expect_heard("wrap up")
    assert town.customer.expect("/left")["QueueResult"] == "bridged"


def test_an_empty_queue_waits_for_somebody(town: Town, agent: ScriptPhone) -> None:
    town.api.queues.create(friendly_name="billing")
    desk(town, "<Queue>billing</Queue>", 'timeout="60"')
    agent.dial(DESK)
    agent.expect_kind("ringback")
    agent.expect_answered()
    town.line("<Enqueue>billing</Enqueue>")
    town.caller.dial(LINE)
    town.caller.expect_kind("conference")
    agent.expect_kind("conference")
    agent.hang_up()


def test_a_queue_that_does_not_exist(town: Town, agent: ScriptPhone) -> None:
    desk(town, "<Queue>nowhere</Queue>")
    agent.dial(DESK)
    assert town.customer.expect("/agent-done")["DialCallStatus"] == "failed"


def test_two_agents_never_get_the_same_caller(town: Town) -> None:
    town.line("<Enqueue>billing</Enqueue>")
    callers = [town.exchange.phone(f"+551190000010{n}") for n in range(2)]
    for caller in callers:
        caller.dial(LINE)
        caller.expect_kind("music")
    desk(town, "<Queue>billing</Queue>")
    agents = [town.exchange.phone(f"+551190000020{n}") for n in range(2)]
    for agent in agents:
        agent.dial(DESK)
    talking = [agent.expect_kind("conference").text for agent in agents]
    assert sorted(talking) == sorted(caller.address for caller in callers)
    for caller in callers:
        caller.hang_up()
