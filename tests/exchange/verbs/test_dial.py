"""<Dial>: results, recording, hanging up, and REST while it runs (reference 1.5, 1.6, 1.11, 5.2)."""

from __future__ import annotations

import wave

import pytest

from exchange.phones.script import ScriptPhone
from tests.exchange.conftest import LINE, Town

DIAL = '<Dial action="/done" {attributes}><Client statusCallback="/child" {noun}>agent_1</Client></Dial>'
EVENTS = 'statusCallbackEvent="initiated ringing answered completed"'


@pytest.fixture
def agent(town: Town) -> ScriptPhone:
    return town.exchange.client("agent_1")


def call(town: Town, attributes: str = "", noun: str = "", after: str = "") -> None:
    town.line(DIAL.format(attributes=attributes, noun=noun) + after)
    town.caller.dial(LINE)


def test_answered_bridged_and_over(town: Town, agent: ScriptPhone) -> None:
    call(town, noun=EVENTS)
    town.customer.on("/done", "<Say>goodbye</Say>")
    agent.expect_ringing()
    assert agent.caller == town.caller.address
    agent.answer()
    town.caller.expect_kind("conference")
    agent.expect_kind("conference")
    agent.say("good morning")
    town.caller.expect_heard("good morning")
    agent.hang_up()
    done = town.customer.expect("/done")
    assert (done["DialCallStatus"], done["DialBridged"]) == ("completed", "true")
    assert done["DialCallSid"] != done["CallSid"]
    assert done["DialCallDuration"] == "0"
    town.caller.expect_heard("goodbye")
    assert town.exchange.settle()
    told = [asked.fields for asked in town.customer.requests("/child")]
    assert [f["CallStatus"] for f in told] == ["initiated", "ringing", "in-progress", "completed"]
    assert [f["SequenceNumber"] for f in told] == ["0", "1", "2", "3"]
    assert {f["CallbackSource"] for f in told} == {"call-progress-events"}
    assert {f["ParentCallSid"] for f in told} == {done["CallSid"]}
    assert {f["Direction"] for f in told} == {"outbound-dial"}
    assert town.exchange.debugger == []


def test_busy_then_the_next_verb(town: Town, agent: ScriptPhone) -> None:
    agent.busy = True
    town.line("<Dial><Client>agent_1</Client></Dial><Say>nobody there</Say>")
    town.caller.dial(LINE)
    town.caller.expect_heard("nobody there")


@pytest.mark.parametrize(("who", "status"), [("client:ghost", "no-answer"), ("+5511977776666", "failed")])
def test_unreachable(town: Town, who: str, status: str) -> None:
    noun = "<Client>ghost</Client>" if who.startswith("client") else f"<Number>{who}</Number>"
    town.line(f'<Dial action="/done">{noun}</Dial>')
    town.caller.dial(LINE)
    assert town.customer.expect("/done")["DialCallStatus"] == status


def test_the_caller_hangs_up_while_it_rings(town: Town, agent: ScriptPhone) -> None:
    call(town)
    agent.expect_ringing()
    town.caller.hang_up()
    assert agent.expect_ended() == "canceled"
    done = town.customer.expect("/done")
    assert (done["CallStatus"], done["DialCallStatus"]) == ("completed", "canceled")


def test_the_caller_hangs_up_while_talking(town: Town, agent: ScriptPhone) -> None:
    call(town)
    agent.expect_ringing()
    agent.answer()
    town.caller.expect_kind("conference")
    town.caller.hang_up()
    assert agent.expect_ended() == "completed"
    assert town.customer.expect("/done")["DialCallStatus"] == "completed"


def test_star_drops_the_callee_and_the_flow_goes_on(town: Town, agent: ScriptPhone) -> None:
    call(town, 'hangupOnStar="true"')
    town.customer.on("/done", "<Say>back in the menu</Say>")
    agent.expect_ringing()
    agent.answer()
    town.caller.expect_kind("conference")
    town.caller.press("*")
    assert agent.expect_ended() == "completed"
    town.caller.expect_heard("back in the menu")


def test_recorded_in_two_channels(town: Town, agent: ScriptPhone) -> None:
    call(town, 'record="record-from-answer-dual" recordingStatusCallback="/recording"')
    agent.expect_ringing()
    agent.answer()
    town.caller.expect_kind("conference")
    town.caller.say("my words")
    agent.hang_up()
    done = town.customer.expect("/done")
    told = town.customer.expect("/recording")
    assert done["RecordingSid"] == told["RecordingSid"]
    assert (told["RecordingSource"], told["RecordingChannels"]) == ("DialVerb", "2")
    path = town.exchange.office.directory.recordings[told["RecordingSid"]].path
    with wave.open(path, "rb") as file:
        assert file.getnchannels() == 2


def test_answer_on_bridge_keeps_ringing(town: Town, agent: ScriptPhone) -> None:
    call(town, 'answerOnBridge="true"')
    agent.expect_ringing()
    assert town.caller.status == "ringing"
    agent.answer()
    town.caller.expect_answered()
    agent.hang_up()


def test_parent_redirected_ends_the_child(town: Town, agent: ScriptPhone) -> None:
    call(town)
    town.customer.on("/done", "<Say>not executed</Say>")
    agent.expect_ringing()
    agent.answer()
    town.caller.expect_kind("conference")
    assert town.caller.line is not None
    town.api.calls(town.caller.line.sid).update(url=town.customer.on("/new", "<Say>new place</Say>"))
    town.caller.expect_heard("new place")
    assert agent.expect_ended() == "completed"
    town.customer.expect("/done")
    town.caller.expect_ended()
    assert "not executed" not in town.caller.conversation()


def test_child_redirected_lives_on(town: Town, agent: ScriptPhone) -> None:
    call(town)
    town.customer.on("/done", "<Say>parent goes on</Say>")
    agent.expect_ringing()
    agent.answer()
    agent.expect_kind("conference")
    assert agent.line is not None
    town.api.calls(agent.line.sid).update(twiml="<Response><Say>child elsewhere</Say></Response>")
    agent.expect_heard("child elsewhere")
    town.caller.expect_heard("parent goes on")
    assert "DialCallStatus" in town.customer.expect("/done")


def test_the_recording_of_a_conference_dial_is_the_parents(town: Town) -> None:
    town.line('<Dial record="record-from-answer" action="/done"><Conference>room</Conference></Dial>')
    line = town.caller.dial(LINE)
    town.caller.expect_kind("music")
    town.caller.hang_up()
    done = town.customer.expect("/done")
    assert done["RecordingUrl"].endswith(done["RecordingSid"])
    assert town.exchange.office.directory.recordings[done["RecordingSid"]].call_sid == line.sid
