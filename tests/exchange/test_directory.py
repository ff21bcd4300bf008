"""The directory finds things by number, address, name and SID."""

from __future__ import annotations

from exchange.phones.nobody import Nobody
from exchange.queues import open_queue
from exchange.rooms import open_room
from tests.exchange.conftest import LINE, Town


def test_found_by_what_people_say(town: Town) -> None:
    office, directory = town.exchange.office, town.exchange.office.directory
    town.line("")
    number = directory.number(LINE)
    assert number is not None
    assert directory.number("+1") is None
    room, queue = open_room(office, "room"), open_queue(office, "billing")
    assert directory.live_room("room") is directory.live_room(room.sid) is room
    assert directory.queue("billing") is directory.queue(queue.sid) is queue
    room.end("conference-ended-via-api", "")
    assert directory.live_room("room") is None
    assert directory.leg("CA1") is None


def test_several_telephones_at_one_address(town: Town) -> None:
    tabs = [Nobody("client:agent_1"), Nobody("client:agent_1")]
    for tab in tabs:
        town.exchange.register(tab)
    assert town.exchange.office.directory.phones_at("client:agent_1") == tabs
    town.exchange.unregister(tabs[0])
    assert town.exchange.office.directory.phones_at("client:agent_1") == tabs[1:]
    town.exchange.unregister(tabs[1])
    town.exchange.unregister(tabs[1])
    assert town.exchange.office.directory.phones_at("client:agent_1") == []
