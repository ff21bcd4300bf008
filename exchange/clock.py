"""Time as the exchange sees it: the machine's clock, or one that a test moves by hand."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol


class Clock(Protocol):
    """Unix seconds, UTC, and a wait on a held condition."""

    def now(self) -> float: ...

    def wait(
        self, condition: threading.Condition, predicate: Callable[[], bool], timeout_s: float | None
    ) -> bool:
        """Wait, holding `condition`, until `predicate()` or the time is up; returns `predicate()`."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        return time.time()

    def wait(
        self, condition: threading.Condition, predicate: Callable[[], bool], timeout_s: float | None
    ) -> bool:
        return condition.wait_for(predicate, timeout_s)


class ManualClock:
    """Stands still until `advance`; every waiter is then woken to look at it again."""

    def __init__(self, start: float = 1_772_442_000.0) -> None:
        self._now = start
        self._lock = threading.Lock()
        self._waiters: list[threading.Condition] = []

    def now(self) -> float:
        with self._lock:
            return self._now

    def advance(self, seconds: float) -> None:
        """Move forward; going back is refused."""
        if seconds < 0:
            raise ValueError("a clock does not go back")
        with self._lock:
            self._now += seconds
            waiters = list(self._waiters)
        for condition in waiters:
            with condition:
                condition.notify_all()

    def wait(
        self, condition: threading.Condition, predicate: Callable[[], bool], timeout_s: float | None
    ) -> bool:
        deadline = None if timeout_s is None else self.now() + timeout_s
        with self._lock:
            self._waiters.append(condition)
        try:
            # Registered first, tested second: an advance in between still notifies us.
            condition.wait_for(lambda: predicate() or (deadline is not None and self.now() >= deadline))
        finally:
            with self._lock:
                self._waiters.remove(condition)
        return predicate()
