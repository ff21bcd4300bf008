"""Access tokens of browser telephones: who may a browser be, and what may it do.

Shape and rules: a JWT as Twilio's Voice SDK carries it (HS256 with an API key's secret, header cty).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt

LONGEST_S = 86_400
IDENTITY = re.compile(r"[A-Za-z0-9_]{1,121}")


class TokenError(ValueError):
    """The token opens nothing; the message says why and holds no secret."""


@dataclass(frozen=True)
class Grant:
    """What a token allows. application_sid "": it may not place calls."""

    identity: str
    incoming: bool = False
    application_sid: str = ""
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"client:{self.identity}"


def read(token: str, account_sid: str, secrets: Mapping[str, str]) -> Grant:
    """The grant in a token signed by one of the account's API keys (SK... to secret). Else TokenError."""
    try:
        header = jwt.get_unverified_header(token)
        # read before it is trusted: the issuer says which key's secret must verify it
        issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
        secret = secrets.get(str(issuer))
        if secret is None:
            raise TokenError("token: unknown issuer")
        if header.get("cty") != "twilio-fpa;v=1":
            raise TokenError("token: header cty is missing")
        options: Any = {"require": ["exp", "iss", "sub"], "verify_aud": False}
        claims = jwt.decode(token, secret, algorithms=["HS256"], options=options)
    except jwt.ExpiredSignatureError:
        raise TokenError("token: expired") from None
    except jwt.ImmatureSignatureError:
        raise TokenError("token: not valid yet") from None
    except jwt.InvalidSignatureError:
        raise TokenError("token: wrong signature") from None
    except jwt.PyJWTError:
        raise TokenError("token: not a valid access token") from None
    return _grant(claims, account_sid)


def _grant(claims: Mapping[str, Any], account_sid: str) -> Grant:
    if claims["sub"] != account_sid:
        raise TokenError("token: another account")
    if claims["exp"] - claims.get("nbf", claims["exp"]) > LONGEST_S:
        raise TokenError("token: lives longer than 24 hours")
    grants = _object(claims.get("grants"))
    voice, identity = _object(grants.get("voice")), grants.get("identity")
    if not voice:
        raise TokenError("token: no voice grant")
    if not isinstance(identity, str) or not IDENTITY.fullmatch(identity):
        raise TokenError("token: identity must be letters, digits and underscores")
    outgoing = _object(voice.get("outgoing"))
    params = {str(name): str(value) for name, value in _object(outgoing.get("params")).items()}
    incoming = _object(voice.get("incoming")).get("allow") is True
    return Grant(identity, incoming, str(outgoing.get("application_sid") or ""), params)


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
