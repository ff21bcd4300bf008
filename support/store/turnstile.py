"""One at a time, in the order of arrival: threads that want to write to SQLite queue here.

A plain lock lets newcomers overtake; under many calls at once somebody then waits for seconds.
"""

from __future__ import annotations

import threading
from collections import deque


class Turnstile:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Lock] = deque()

    def enter(self, patience_s: float) -> bool:
        """False when the turn did not come in time."""
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            ticket = threading.Lock()
            ticket.acquire()
            self._waiting.append(ticket)
        if ticket.acquire(timeout=patience_s):
            return True
        with self._lock:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
                return False
            return True  # it came just now

    def leave(self) -> None:
        """The next in line is in at once."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
