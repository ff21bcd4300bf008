"""How often somebody may ask: counted in this process, and by all of them together in Redis.

A Redis that is away refuses nobody: every process then counts for itself.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

import structlog
from limits import RateLimitItem, parse
from limits.storage import RedisStorage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

REQUESTS = parse("600 per minute")  # of a token
GUESSES = parse("60 per minute")  # of an address without a good token
WINDOW_S = 60
PATIENCE_S = 1
AWAY_S = 10
log = structlog.get_logger()


class Rates:
    """`url`: of Redis, "" for this process alone."""

    def __init__(self, url: str = "", clock: Callable[[], float] = monotonic) -> None:
        self._own = FixedWindowRateLimiter(storage_from_string("memory://"))
        self._shared = FixedWindowRateLimiter(_storage(url)) if url else None
        self._clock = clock
        self._away_until = float("-inf")

    def one_more(self, allowed: RateLimitItem, whose: str) -> bool:
        """Count a request; False when it is one too many."""
        return self._own.hit(allowed, "api", whose) and self._allowed_by_all(allowed, whose)

    def _allowed_by_all(self, allowed: RateLimitItem, whose: str) -> bool:
        if self._shared is None or self._clock() < self._away_until:
            return True
        try:
            return self._shared.hit(allowed, "api", whose)
        except Exception as error:  # of whichever library: the API does not depend on Redis
            self._away_until = self._clock() + AWAY_S
            log.warning("rates_not_shared", error=type(error).__name__)
            return True


def _storage(url: str) -> RedisStorage:
    return RedisStorage(url, socket_connect_timeout=PATIENCE_S, socket_timeout=PATIENCE_S)
