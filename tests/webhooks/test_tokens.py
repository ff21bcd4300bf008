"""Access tokens as the reference describes them: header, claims, signature, time."""

from __future__ import annotations

import time
from dataclasses import replace

import jwt
import pytest

from tests.webhooks.door import SETTINGS
from webhooks.tokens import TTL_S, voice_token

APP = replace(SETTINGS, app_sid="AP" + "2" * 32)


def test_the_header() -> None:
    header = jwt.get_unverified_header(voice_token(SETTINGS, "agent_1"))
    assert header == {"alg": "HS256", "typ": "JWT", "cty": "twilio-fpa;v=1"}


def test_the_claims() -> None:
    before = int(time.time())
    claims = jwt.decode(voice_token(APP, "agent_1"), APP.api_secret, algorithms=["HS256"])
    assert claims["iss"] == APP.api_key
    assert claims["sub"] == APP.account_sid
    assert claims["jti"].startswith(APP.api_key + "-")
    assert before <= claims["nbf"] <= before + 5
    assert before + TTL_S <= claims["exp"] <= before + TTL_S + 5
    assert claims["grants"] == {
        "identity": "agent_1",
        "voice": {"incoming": {"allow": True}, "outgoing": {"application_sid": APP.app_sid}},
    }


def test_without_an_app_the_browser_only_receives() -> None:
    claims = jwt.decode(voice_token(SETTINGS, "agent_1"), SETTINGS.api_secret, algorithms=["HS256"])
    assert claims["grants"]["voice"] == {"incoming": {"allow": True}}


def test_it_lives_from_5_to_60_minutes() -> None:
    assert 300 <= TTL_S <= 3600


def test_another_secret_does_not_open_it() -> None:
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(
            voice_token(SETTINGS, "agent_1"), "another secret, as long as one has to be", algorithms=["HS256"]
        )
