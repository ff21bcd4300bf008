"""Participants through the vendor's client: the agent's side of a contact centre (reference 5.4)."""

from __future__ import annotations

import pytest
from twilio.base.exceptions import TwilioRestException

from exchange.phones.script import ScriptPhone
from tests.exchange.conftest import LINE, Town

ALL = ["start", "end", "join", "leave", "mute", "hold", "modify", "announcement"]


@pytest.fixture
def agent(town: Town) -> ScriptPhone:
    """The caller waits alone in a room."""
    town.line('<Dial><Conference beep="false">room</Conference></Dial>')
    town.caller.dial(LINE)
    town.caller.expect_kind("music")
    return town.exchange.client("agent_1")


def room_sid(town: Town) -> str:
    return str(town.api.conferences.list(friendly_name="room")[0].sid)


def add(town: Town, agent: ScriptPhone, **more: object) -> str:
    participant = town.api.conferences(room_sid(town)).participants.create(
        from_=LINE, to=agent.address, label="agent", beep="false", end_conference_on_exit=True, **more
    )
    assert participant.status == "queued"
    return str(participant.call_sid)


def together(town: Town, agent: ScriptPhone) -> str:
    sid = add(town, agent)
    agent.expect_ringing()
    agent.answer()
    for phone in (agent, town.caller):
        phone.expect_kind("conference")
    return sid


def test_an_agent_is_rung_into_the_room(town: Town, agent: ScriptPhone) -> None:
    sid = add(
        town,
        agent,
        conference_status_callback=town.customer.base + "/room",
        conference_status_callback_event=ALL,
        status_callback=town.customer.base + "/status",
        status_callback_event=["ringing", "answered", "completed"],
    )
    agent.expect_ringing()
    assert agent.line is not None
    assert agent.line.sid == sid
    agent.answer()
    town.caller.expect_kind("conference")
    agent.expect_kind("conference")
    town.caller.say("my internet is down")
    agent.expect_heard("internet is down")
    labels = {p.label: p.status for p in town.api.conferences(room_sid(town)).participants.list()}
    assert labels == {None: "connected", "agent": "connected"}
    agent.hang_up()
    assert town.caller.expect_ended() == "completed"
    assert [town.customer.expect("/status")["CallStatus"] for _ in range(3)] == [
        "ringing",
        "in-progress",
        "completed",
    ]
    assert town.exchange.debugger == []


def test_the_room_is_made_by_name(town: Town, agent: ScriptPhone) -> None:
    town.api.conferences("fresh").participants.create(from_=LINE, to=agent.address)
    agent.expect_ringing()
    agent.answer()
    agent.expect_kind("music")
    assert len(town.api.conferences.list(friendly_name="fresh")) == 1
    agent.hang_up()
    town.caller.hang_up()


@pytest.mark.parametrize("way", ["declines", "unregistered", "withdrawn"])
def test_an_agent_who_does_not_come(town: Town, agent: ScriptPhone, way: str) -> None:
    status = {"declines": "busy", "unregistered": "no-answer", "withdrawn": "canceled"}[way]
    if way == "unregistered":
        town.exchange.unregister(agent)
    sid = add(town, agent, status_callback=town.customer.base + "/status")
    if way == "declines":
        agent.expect_ringing()
        agent.decline()
    if way == "withdrawn":
        agent.expect_ringing()
        town.api.calls(sid).update(status="completed")
    told = town.customer.expect("/status")
    assert told["CallStatus"] == status
    assert town.caller.status == "in-progress"
    assert len(town.api.conferences(room_sid(town)).participants.list()) == 1
    town.caller.hang_up()


def test_hold_hears_the_hold_document_and_not_the_room(town: Town, agent: ScriptPhone) -> None:
    together(town, agent)
    me = town.api.conferences(room_sid(town)).participants(town.caller.line.sid if town.caller.line else "")
    hold = town.customer.on("/hold", "<Say>one moment</Say><Pause length='5'/>")
    assert me.update(hold=True, hold_url=hold).hold is True
    town.caller.expect_heard("one moment")
    assert town.customer.requests("/hold")[0].method == "GET"
    town.caller.say("are you there")
    agent.say("between us")
    me.update(hold=False)
    town.caller.expect_kind("conference")
    agent.say("I am back")
    town.caller.expect_heard("I am back")
    assert "are you there" not in agent.conversation()
    assert "between us" not in town.caller.conversation()
    agent.hang_up()


def test_a_hold_document_that_fails_is_silence(town: Town, agent: ScriptPhone) -> None:
    together(town, agent)
    me = town.api.conferences(room_sid(town)).participants("agent")
    me.update(hold=True, hold_url="http://127.0.0.1:9/hold")
    agent.expect_kind("silence")
    me.update(hold=False)
    agent.expect_kind("conference")
    agent.hang_up()


def test_mute_and_the_events_told(town: Town, agent: ScriptPhone) -> None:
    town.api.conferences(room_sid(town)).update(status="completed")
    town.caller.expect_ended()
    wanted = 'statusCallback="/room" statusCallbackEvent="mute hold modify"'
    town.line(f"<Dial><Conference {wanted}>room</Conference></Dial>")
    town.caller.dial(LINE)
    town.caller.expect_kind("music")
    together(town, agent)
    me = town.api.conferences(room_sid(town)).participants("agent")
    me.update(muted=True)
    agent.say("nobody hears this")
    me.update(muted=False)
    me.update(end_conference_on_exit=False)
    me.update(hold=True)
    me.update(hold=False)
    told = [town.customer.expect("/room") for _ in range(5)]
    assert [t["StatusCallbackEvent"].removeprefix("participant-") for t in told] == [
        *("mute", "unmute", "modify", "hold", "unhold"),
    ]
    assert (told[0]["Muted"], told[0]["ParticipantLabel"]) == ("true", "agent")
    assert told[2]["EndConferenceOnExit"] == "false"
    agent.hang_up()
    town.caller.hang_up()
    assert "nobody hears" not in town.caller.conversation()


def test_a_private_announcement(town: Town, agent: ScriptPhone) -> None:
    together(town, agent)
    url = town.customer.on("/announce", "<Say>the next caller waits</Say>")
    town.api.conferences(room_sid(town)).participants("agent").update(announce_url=url)
    agent.expect_heard("next caller waits")
    agent.hang_up()
    town.caller.expect_ended()
    assert "next caller" not in town.caller.conversation()


def test_an_agent_stops_ringing_when_the_room_ends(town: Town, agent: ScriptPhone) -> None:
    add(town, agent)
    agent.expect_ringing()
    town.api.conferences(room_sid(town)).update(status="completed")
    assert agent.expect_ended() == "canceled"
    assert town.caller.expect_ended() == "completed"
    assert town.exchange.settle()
    assert town.api.conferences.list(status="in-progress") == []


def test_removed_from_the_room(town: Town, agent: ScriptPhone) -> None:
    town.line('<Dial action="/over"><Conference>room</Conference></Dial>')
    together(town, agent)
    assert town.api.conferences(room_sid(town)).participants("agent").delete()
    assert agent.expect_ended() == "completed"
    assert town.caller.expect_ended() == "completed"


def test_transfer_by_three_calls(town: Town, agent: ScriptPhone) -> None:
    """Hold the customer, add a second agent, unhold, the first one leaves."""
    together(town, agent)
    second = town.exchange.client("agent_2")
    people = town.api.conferences(room_sid(town)).participants
    assert town.caller.line is not None
    people(town.caller.line.sid).update(hold=True)
    people.create(from_=LINE, to=second.address, label="second", end_conference_on_exit=True)
    second.expect_ringing()
    second.answer()
    second.expect_kind("conference")
    agent.say("she asks about her bill")
    second.expect_heard("her bill")
    people(town.caller.line.sid).update(hold=False)
    people("agent").update(end_conference_on_exit=False)
    agent.hang_up()
    agent.expect_ended()
    second.say("hello, second agent here")
    town.caller.expect_heard("second agent")
    second.hang_up()
    assert town.caller.expect_ended() == "completed"


def test_unknown_room_label_and_person(town: Town, agent: ScriptPhone) -> None:
    together(town, agent)
    with pytest.raises(TwilioRestException) as taken:
        add(town, agent)
    assert taken.value.code == 16025
    with pytest.raises(TwilioRestException) as missing:
        town.api.conferences(room_sid(town)).participants("nobody").fetch()
    assert missing.value.code == 20404
    with pytest.raises(TwilioRestException) as gone:
        town.api.conferences("CF" + "0" * 32).participants.create(from_=LINE, to=agent.address)
    assert gone.value.status == 404
    agent.hang_up()
