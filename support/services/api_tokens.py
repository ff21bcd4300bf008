"""Tokens of programs that use the API: made by admins, shown once, limited by scopes, revoked.

Only a digest is kept. A token has 256 random bits, so that a plain SHA-256 of it cannot be guessed back.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from support.errors import NotFound, Refused
from support.services import people
from support.store import api as store
from support.store.api import ApiToken as ApiToken
from support.store.base import Session

SCOPES = (
    "tickets:read", "tickets:write", "customers:read", "customers:write", "calls:read", "transcripts:read",
    "recordings:read", "recordings:listen", "recordings:write", "callbacks:read", "callbacks:write",
    "metrics:read",
)  # fmt: skip
PREFIX = "ramal_"
_USED_EVERY = timedelta(minutes=1)  # `last_used_at` is for people: no write for each request
_LONGEST = 128


@dataclass(frozen=True)
class Caller:
    """The program that asks."""

    id: int
    name: str
    scopes: frozenset[str]
    last_used_at: datetime | None

    def may(self, scope: str) -> bool:
        return scope in self.scopes


def make(
    session: Session, name: str, scopes: Iterable[str], user_id: int | None, now: datetime
) -> tuple[ApiToken, str]:
    """(what is kept, the token itself, which is never shown again)."""
    name = " ".join(name.replace("\0", "").split())[:120]
    if not name:
        raise Refused("a token needs a name: which program is it for?")
    wanted = [scope for scope in SCOPES if scope in set(scopes)]
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown:
        raise Refused("there is no scope %(name)s", name=unknown[0][:60])
    if not wanted:
        raise Refused("choose at least one scope")
    token = PREFIX + secrets.token_urlsafe(32)
    made = ApiToken(
        name=name, prefix=token[:12], digest=_digest(token), scopes=wanted, user_id=user_id, created_at=now
    )
    session.add(made)
    session.flush()
    people.audit(session, user_id, "api_token_made", name, now, scopes=", ".join(wanted))
    return made, token


def caller(session: Session, token: str) -> Caller | None:
    """Whose token this is, unless it was revoked."""
    if not token.startswith(PREFIX) or len(token) > _LONGEST or not token.isascii():
        return None
    digest = _digest(token)
    found = store.token_by_digest(session, digest)
    if found is None or not hmac.compare_digest(found.digest, digest) or found.revoked_at:
        return None
    return Caller(found.id, found.name, frozenset(map(str, found.scopes)), found.last_used_at)


def used(session: Session, known: Caller, now: datetime) -> None:
    store.token_used(session, known.id, now)


def is_used_again(known: Caller, now: datetime) -> bool:
    """Worth writing down?"""
    return known.last_used_at is None or now - known.last_used_at >= _USED_EVERY


def listing(session: Session) -> list[ApiToken]:
    return store.tokens(session)


def revoke(session: Session, token_id: int, user_id: int | None, now: datetime) -> ApiToken:
    """From now on nobody comes in with it."""
    found = store.token(session, token_id)
    if found is None:
        raise NotFound("there is no such token")
    if found.revoked_at is None:
        found.revoked_at = now
        people.audit(session, user_id, "api_token_revoked", found.name, now)
    return found


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
