"""<Dial><Conference>: waiting, starting, talking, ending, and what is told (reference 1.8, 2.5)."""

from __future__ import annotations

import pytest

from exchange.phones.script import ScriptPhone
from tests.exchange.conftest import Customer, Town

ALL = 'statusCallback="/room" statusCallbackEvent="start end join leave mute hold modify announcement"'


@pytest.fixture
def agent(town: Town) -> ScriptPhone:
    return town.exchange.client("agent_1")


def join(town: Town, phone: ScriptPhone, attributes: str = "", after: str = "") -> None:
    """The phone dials a number of its own that leads into the room."""
    number = f"+55110000{len(town.exchange.numbers()):04}"
    path = f"/voice{number[1:]}"
    dial = f'<Dial action="/over"><Conference {attributes}>room</Conference></Dial>{after}'
    town.exchange.add_number(number, voice_url=town.customer.on(path, dial))
    phone.dial(number)


def events(customer: Customer) -> list[str]:
    told = sorted(customer.requests("/room"), key=lambda a: int(a.fields["SequenceNumber"]))
    return [asked.fields["StatusCallbackEvent"] for asked in told]


def test_two_meet_and_one_goes(town: Town, agent: ScriptPhone) -> None:
    join(town, town.caller, ALL)
    assert town.caller.expect_kind("music").text
    join(town, agent, 'endConferenceOnExit="true" beep="false"')
    agent.expect_kind("conference")
    assert town.caller.expect_kind("conference").text == "room"
    agent.say("how can I help you")
    assert town.caller.expect_heard("how can I help").voice == "person"
    agent.hang_up()
    told = town.customer.expect("/over", From=town.caller.address)
    assert told["DialCallStatus"] == "answered"
    assert "DialCallSid" not in told
    assert town.caller.expect_ended() == "completed"
    assert town.exchange.settle()
    assert events(town.customer) == [
        *("participant-join", "participant-join", "conference-start"),
        *("participant-leave", "participant-leave", "conference-end"),
    ]
    leaves = [a.fields for a in town.customer.requests("/room") if "leave" in a.fields["StatusCallbackEvent"]]
    reasons = {f["CallSid"]: f["ReasonParticipantLeft"] for f in leaves}
    assert set(reasons.values()) == {"participant_hung_up", "moderator_ended_conference"}
    end = town.customer.expect("/room", StatusCallbackEvent="conference-end")
    assert end["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-left"
    assert town.exchange.debugger == []


def test_nobody_starts_until_the_moderator_comes(town: Town, agent: ScriptPhone) -> None:
    other = town.exchange.phone("+5511900000001")
    join(town, town.caller, 'startConferenceOnEnter="false"')
    join(town, other, 'startConferenceOnEnter="false"')
    other.expect_kind("music")
    assert all(h.kind != "conference" for h in town.caller.transcript)
    join(town, agent)
    for phone in (town.caller, other, agent):
        phone.expect_kind("conference")
        phone.hang_up()


def test_wait_document_does_not_loop(town: Town, agent: ScriptPhone) -> None:
    town.customer.on("/wait", "<Say>please wait</Say>")
    join(town, town.caller, 'waitUrl="/wait"')
    town.caller.expect_heard("please wait")
    town.caller.expect_kind("silence")
    assert len(town.customer.requests("/wait")) == 1
    join(town, agent)
    town.caller.expect_kind("conference")
    town.caller.hang_up()


def test_a_verb_not_allowed_while_waiting_fails_the_join(town: Town) -> None:
    town.customer.on("/wait", "<Gather/>")
    join(town, town.caller, 'waitUrl="/wait"')
    assert town.customer.expect("/over")["DialCallStatus"] == "failed"
    assert [a.code for a in town.exchange.debugger] == [13238]


def test_muted_is_not_heard_and_beeps_are(town: Town, agent: ScriptPhone) -> None:
    join(town, town.caller)
    town.caller.expect_kind("music")
    join(town, agent, 'muted="true" beep="true"')
    town.caller.expect_kind("conference")
    agent.expect_kind("conference")
    agent.say("a secret")
    town.caller.say("hello")
    agent.expect_heard("hello")
    assert "secret" not in town.caller.conversation()
    agent.hang_up()
    town.caller.expect_kind("beep")
    town.caller.hang_up()


def test_a_coach_is_heard_by_the_coached_only(town: Town, agent: ScriptPhone) -> None:
    coach = town.exchange.client("coach")
    join(town, town.caller)
    join(town, agent)
    agent.expect_kind("conference")
    town.caller.expect_kind("conference")
    assert agent.line is not None
    join(town, coach, f'coach="{agent.line.sid}"')
    coach.expect_kind("conference")
    coach.say("offer a discount")
    agent.expect_heard("discount")
    agent.say("I can offer ten percent")
    coach.expect_heard("ten percent")
    assert "discount" not in town.caller.conversation()
    for phone in (coach, agent, town.caller):
        phone.hang_up()


def test_label_taken_and_coach_unknown(town: Town, agent: ScriptPhone) -> None:
    join(town, town.caller, 'participantLabel="x"')
    town.caller.expect_kind("music")
    join(town, agent, 'participantLabel="x"')
    assert town.customer.expect("/over", From="client:agent_1")["DialCallStatus"] == "failed"
    join(town, agent, f'coach="CA{"0" * 32}"')
    town.customer.expect("/over", From="client:agent_1")
    assert [a.code for a in town.exchange.debugger] == [16025, 13240]
    town.caller.hang_up()


def test_a_room_with_sound_is_recorded_and_mixed(town: Town) -> None:
    one, other = (town.exchange.phone(f"+551190000000{n}", wants_audio=True) for n in (1, 2))
    join(town, one, 'record="record-from-start" recordingStatusCallback="/recording" trim="do-not-trim"')
    one.expect_kind("music")
    join(town, other, 'endConferenceOnExit="true"')
    one.expect_kind("conference")
    other.expect_kind("conference")
    before = len(other.audio_heard)
    one.say("twenty six letters of sound")
    town.wait_for(lambda: any(byte not in (0xFF, 0x7F) for byte in other.audio_heard[before:]))
    other.hang_up()
    told = town.customer.expect("/recording")
    assert told["RecordingStatus"] == "completed"
    assert told["ConferenceSid"].startswith("CF")
    assert told["RecordingChannels"] == "2"
