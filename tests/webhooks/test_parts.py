"""The addresses that we hand out."""

from __future__ import annotations

from tests.webhooks.door import BASE, Door
from webhooks.parts import RETRIES, Lifeline


def test_addresses_are_absolute_and_encoded(door: Door) -> None:
    assert door.parts.url("voice") == f"{BASE}/twilio/voice"
    assert door.parts.url("answer", seq=3, x="a&b é") == f"{BASE}/twilio/answer?seq=3&x=a%26b+%C3%A9"


def test_notifications_ask_to_be_told_again(door: Door) -> None:
    assert door.parts.notification_url("status") == f"{BASE}/twilio/status" + RETRIES
    assert door.parts.notification_url("recording", seq=2).split("#")[0] == f"{BASE}/twilio/recording?seq=2"


def test_a_call_that_began_leaves_a_lifeline_for_its_number(door: Door) -> None:
    assert door.parts.lifelines == {}
    door.voice()
    assert door.parts.lifelines == {"+551140028922": Lifeline("pt-BR", "+551130000000")}
