"""Access tokens: the vendor's own opens the door, everything else is refused with a reason."""

import time
from typing import Any

import jwt
import pytest
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from exchange.phones.token import Grant, TokenError, read

from .conftest import ACCOUNT

SECRETS = {ACCOUNT.api_key: ACCOUNT.api_secret}


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    grants = {"identity": "agent_1", "voice": {"incoming": {"allow": True}}}
    usual = {"iss": ACCOUNT.api_key, "sub": ACCOUNT.sid, "nbf": now, "exp": now + 3600, "grants": grants}
    return usual | changes


def signed(payload: dict[str, Any], secret: str = ACCOUNT.api_secret, cty: str = "twilio-fpa;v=1") -> str:
    return jwt.encode(payload, secret, algorithm="HS256", headers={"cty": cty})


def test_the_vendors_own_token() -> None:
    token = AccessToken(ACCOUNT.sid, ACCOUNT.api_key, ACCOUNT.api_secret, identity="agent_42")
    application = "AP" + "3" * 32
    params = {"tenant": 7}
    grant = VoiceGrant(True, application, params)
    token.add_grant(grant)
    assert read(token.to_jwt(), ACCOUNT.sid, SECRETS) == Grant("agent_42", True, application, {"tenant": "7"})


def test_incoming_must_be_granted() -> None:
    voice = {"identity": "agent_1", "voice": {"outgoing": {"application_sid": "AP1"}}}
    grant = read(signed(claims(grants=voice)), ACCOUNT.sid, SECRETS)
    assert (grant.incoming, grant.application_sid, grant.address) == (False, "AP1", "client:agent_1")


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("", "not a valid"),
        ("a.b.c", "not a valid"),
        (signed(claims(), secret="x" * 40), "signature"),
        (signed(claims(iss="SK" + "9" * 32)), "issuer"),
        (signed(claims(sub="AC" + "9" * 32)), "another account"),
        (signed(claims(exp=int(time.time()) - 1)), "expired"),
        (signed(claims(nbf=int(time.time()) + 3000)), "not valid yet"),
        (signed(claims(exp=int(time.time()) + 90_000)), "24 hours"),
        (signed(claims(), cty="other"), "cty"),
        (signed(claims(grants={"identity": "agent_1"})), "no voice grant"),
        (signed(claims(grants={"identity": "a b", "voice": {"incoming": {"allow": True}}})), "identity"),
        (signed(claims(grants={"identity": 7, "voice": {"incoming": {"allow": True}}})), "identity"),
        (signed(claims(grants="all")), "no voice grant"),
        (jwt.encode(claims(), "", algorithm="none", headers={"cty": "twilio-fpa;v=1"}), "not a valid"),
    ],
)
def test_everything_else_is_refused_with_a_reason(token: str, reason: str) -> None:
    with pytest.raises(TokenError, match=reason):
        read(token, ACCOUNT.sid, SECRETS)


def test_expiry_is_required() -> None:
    payload = claims()
    del payload["exp"]
    with pytest.raises(TokenError):
        read(signed(payload), ACCOUNT.sid, SECRETS)
