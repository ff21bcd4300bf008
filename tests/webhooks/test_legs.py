"""Ringing a leg and moving it: the addresses handed out, and what a refusal means."""

from __future__ import annotations

from typing import Any, cast

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from support.worker import Done, GivenUp
from tests.webhooks.door import BASE, CALLED, SID, Door
from tests.webhooks.test_outbound import FakeClient, refusal
from webhooks import legs


@pytest.mark.parametrize(
    ("address", "told", "to"),
    [
        ("client:agent_1", {}, "client:agent_1?offer=7"),
        ("client:agent_1", {"again": 1}, "client:agent_1?offer=7&again=1"),
        ("sip:ana@example.com", {"again": 1}, "sip:ana@example.com"),
        ("+5511988887777", {}, "+5511988887777"),
    ],
)
def test_who_is_rung_and_what_they_are_told(door: Door, address: str, told: dict[str, int], to: str) -> None:
    client: Any = FakeClient()
    done = legs.ring(door.parts, cast(Client, client), address, CALLED, 25, "agent", {"offer": 7}, told)
    ((what, fields),) = client.asked
    assert isinstance(done, Done)
    assert (what, fields["to"], fields["from_"], fields["timeout"]) == ("create call", to, CALLED, 25)
    assert fields["url"] == f"{BASE}/twilio/agent/answer?offer=7"
    assert fields["status_callback"].startswith(f"{BASE}/twilio/agent/status?offer=7#")


@pytest.mark.parametrize("error", [refusal(404), refusal(410), refusal(400, legs.NOT_MODIFIABLE)])
def test_nobody_is_there_to_be_moved(error: TwilioRestException) -> None:
    client: Any = FakeClient(error)
    assert isinstance(legs.redirect(cast(Client, client), SID, BASE), GivenUp)


@pytest.mark.parametrize("error", [refusal(400, 21205), refusal(429), refusal(503)])
def test_another_refusal_is_the_callers_to_judge(error: TwilioRestException) -> None:
    client: Any = FakeClient(error)
    with pytest.raises(TwilioRestException):
        legs.redirect(cast(Client, client), SID, BASE)
