"""The secret that our TwiML gives a media stream: bound to one leg and attempt, it opens nothing else.

It is worked out anew wherever it is needed: a repeated document carries the same one. That it counts once is
the database's doing (`support.services.hearing.admit`).
"""

from __future__ import annotations

import hashlib
import hmac


def make(secret: str, leg_sid: str, attempt: int) -> str:
    seal = hmac.new(secret.encode(), f"stream {leg_sid} {attempt}".encode(), hashlib.sha256).hexdigest()
    return f"{attempt}-{seal}"


def name(attempt: int) -> str:
    """A stream's name is unique in its call."""
    return f"ears-{attempt}"


def attempt_of(secret: str, leg_sid: str, token: str) -> int | None:
    """The attempt that a leg's token was made for; None when it is not ours, or another leg's."""
    number = token.partition("-")[0]
    if not number.isdecimal() or len(number) > 4:
        return None
    wanted = make(secret, leg_sid, int(number))
    return int(number) if hmac.compare_digest(wanted.encode(), token.encode()) else None
