"""Conferences through the vendor's client (reference 5.4)."""

from __future__ import annotations

import pytest
from twilio.base.exceptions import TwilioRestException

from exchange.phones.script import ScriptPhone
from tests.exchange.conftest import LINE, Town

ROOM = '<Conference statusCallback="/room" statusCallbackEvent="end announcement">room</Conference>'


@pytest.fixture
def agent(town: Town) -> ScriptPhone:
    """Two talk in a room."""
    town.line(f'<Dial action="/over">{ROOM}</Dial>')
    agent = town.exchange.phone("+5511900000001")
    for phone in (town.caller, agent):
        phone.dial(LINE)
    for phone in (town.caller, agent):
        phone.expect_kind("conference")
    return agent


def test_listed_by_name_and_status(town: Town, agent: ScriptPhone) -> None:
    rooms = town.api.conferences.list(friendly_name="room", status="in-progress")
    assert len(rooms) == 1
    assert town.api.conferences(rooms[0].sid).fetch().friendly_name == "room"
    assert town.api.conferences.list(friendly_name="other") == []
    for phone in (town.caller, agent):
        phone.hang_up()
    assert town.exchange.settle()
    assert town.api.conferences.list(status="in-progress") == []
    assert town.api.conferences(rooms[0].sid).fetch().reason_conference_ended == "last-participant-left"


def test_ended_by_rest(town: Town, agent: ScriptPhone) -> None:
    room = town.api.conferences.list()[0]
    town.customer.on("/over", "<Say>the room is closed</Say>")
    assert room.update(status="completed").status == "completed"
    for phone in (town.caller, agent):
        phone.expect_heard("room is closed")
    assert town.customer.expect("/room")["ReasonConferenceEnded"] == "conference-ended-via-api"
    with pytest.raises(TwilioRestException):
        room.update(status="completed")


def test_announced_to_all(town: Town, agent: ScriptPhone) -> None:
    url = town.customer.on("/announce", "<Say>this call ends in a minute</Say>")
    town.api.conferences.list()[0].update(announce_url=url)
    for phone in (town.caller, agent):
        phone.expect_heard("ends in a minute")
    assert town.customer.expect("/room")["StatusCallbackEvent"] == "announcement-end"
    town.caller.expect_kind("conference")
    for phone in (town.caller, agent):
        phone.hang_up()


def test_a_name_used_again_is_another_conference(town: Town, agent: ScriptPhone) -> None:
    first = town.api.conferences.list()[0]
    first.update(status="completed")
    town.caller.expect_ended()
    town.caller.dial(LINE)
    town.caller.expect_kind("music")
    assert [c.sid == first.sid for c in town.api.conferences.list(status="init")] == [False]
    town.caller.hang_up()
