"""Callback attributes: URL resolved, method and events with their defaults."""

from __future__ import annotations

import pytest

from exchange.leg import Leg
from exchange.phones.nobody import Nobody
from exchange.player import Player
from exchange.records import Call, Callback
from exchange.twiml.parser import Element
from exchange.verbs.callbacks import recording_callback, status_callback
from tests.exchange.conftest import Town


@pytest.fixture
def player(town: Town) -> Player:
    office = town.exchange.office
    player = Player(office, Leg(office, Call("CA1", "+1", "+2", "inbound", 0.0), Nobody("+1")))
    player.url = "https://cc.example/flows/voice"
    return player


def test_status_callback(player: Player) -> None:
    noun = Element("Number", {"statusCallback": "/s", "statusCallbackEvent": "initiated answered"})
    expected = Callback("https://cc.example/s", "POST", frozenset({"initiated", "answered"}))
    assert status_callback(player, noun) == expected
    assert status_callback(player, Element("Number", {})) is None


def test_completed_recordings_tell_of_absence_too(player: Player) -> None:
    told = recording_callback(player, Element("Record", {"recordingStatusCallback": "r"}))
    assert told == Callback("https://cc.example/flows/r", "POST", frozenset({"completed", "absent"}))
    noun = Element("Record", {"recordingStatusCallback": "r", "recordingStatusCallbackEvent": "in-progress"})
    started = recording_callback(player, noun)
    assert started is not None
    assert started.events == {"in-progress"}
