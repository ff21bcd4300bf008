"""How often somebody may try to sign in: counted in this process, and by all of them together in Redis.

A Redis that is away locks nobody out and lets nobody in: every process then counts for itself.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

import structlog
from limits import parse
from limits.storage import RedisStorage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

TRIES = parse("10 per minute")
PATIENCE_S = 1
AWAY_S = 10  # nobody who signs in waits for it again so soon
log = structlog.get_logger()


class Tries:
    """`url`: of Redis, "" for this process alone."""

    def __init__(self, url: str, clock: Callable[[], float] = monotonic) -> None:
        self._own = FixedWindowRateLimiter(storage_from_string("memory://"))
        self._shared = FixedWindowRateLimiter(_storage(url)) if url else None
        self._clock = clock
        self._away_until = float("-inf")

    def one_more(self, address: str, login: str) -> bool:
        """Count a try of a login from an address; False when it is one too many."""
        whose = address, login.strip().lower()[:120]
        return self._own.hit(TRIES, *whose) and self._allowed_by_all(*whose)

    def _allowed_by_all(self, address: str, login: str) -> bool:
        if self._shared is None or self._clock() < self._away_until:
            return True
        try:
            return self._shared.hit(TRIES, address, login)
        except Exception as error:  # of whichever library: signing in does not depend on Redis
            self._away_until = self._clock() + AWAY_S
            log.warning("tries_not_shared", error=type(error).__name__)
            return True


def _storage(url: str) -> RedisStorage:
    return RedisStorage(url, socket_connect_timeout=PATIENCE_S, socket_timeout=PATIENCE_S)
