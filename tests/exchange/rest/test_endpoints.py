"""Settings that numbers and applications share."""

from __future__ import annotations

import pytest

from exchange.rest.endpoints import METHODS, URLS, field_name


@pytest.mark.parametrize(
    ("attribute", "name"),
    [("voice_url", "VoiceUrl"), ("status_callback_method", "StatusCallbackMethod"), ("sms_url", "SmsUrl")],
)
def test_field_names(attribute: str, name: str) -> None:
    assert field_name(attribute) == name


def test_every_url_has_its_method() -> None:
    assert (
        *("voice_method", "voice_fallback_method", "status_callback_method"),
        *("sms_method", "sms_fallback_method"),
    ) == METHODS
    assert len(METHODS) == len(URLS)
