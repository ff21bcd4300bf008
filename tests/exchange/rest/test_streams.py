"""Streams through the vendor's client (reference 5.6)."""

from __future__ import annotations

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.exchange.conftest import LINE, Ear, Town


def test_started_with_parameters_and_stopped_by_name(town: Town, ear: Ear) -> None:
    town.line("<Pause/><Pause length='30'/>")
    line = town.caller.dial(LINE)
    town.caller.expect_answered()
    streams = town.api.calls(line.sid).streams
    made = streams.create(
        url=ear.url, name="ears", track="both_tracks", parameter1_name="lang", parameter1_value="pt"
    )
    start = ear.expect("start")
    assert start["streamSid"] == made.sid
    assert start["start"]["customParameters"] == {"lang": "pt"}
    assert start["start"]["tracks"] == ["inbound", "outbound"]
    assert streams("ears").update(status="stopped").status == "stopped"
    ear.expect("stop")
    town.caller.hang_up()


def test_refused_where_it_cannot_be(town: Town) -> None:
    town.line("<Say>x</Say>")
    line = town.caller.dial(LINE)
    town.caller.expect_ended()
    with pytest.raises(TwilioRestException) as over:
        town.api.calls(line.sid).streams.create(url="wss://cc.example/x")
    assert over.value.code == 21220
