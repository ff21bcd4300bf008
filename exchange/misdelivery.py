"""A stream's frames on their way out: late, twice, swapped or lost, as the faults say; otherwise at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from exchange.clock import Clock
from exchange.faults import Faults

Message = dict[str, Any]


class Misdelivery:
    """One stream's. The caller sees to it that one thread at a time is here."""

    def __init__(self, faults: Faults, clock: Clock, send: Callable[[Message], None]) -> None:
        self._faults = faults
        self._clock = clock
        self._send = send
        self._held: Message | None = None  # until the next one is out
        self._late: deque[tuple[float, Message]] = deque()  # and when each is due

    def take(self, message: Message) -> None:
        """Send it, now or when it is due."""
        faults = self._faults
        if faults.happens(faults.frame_drop):
            return
        if self._held is None and faults.happens(faults.frame_reorder):
            self._held = message
            return
        self._put(message)
        self._let_go()
        self.look()

    def look(self) -> None:
        """Send what is due."""
        while self._late and self._late[0][0] <= self._clock.now():
            self._send(self._late.popleft()[1])

    def empty(self) -> None:
        """The stream ends: everything goes out."""
        self._let_go()
        while self._late:
            self._send(self._late.popleft()[1])

    def _let_go(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            self._put(held)

    def _put(self, message: Message) -> None:
        due = self._clock.now() + self._faults.frame_delay_s
        self._late.append((due, message))
        if self._faults.happens(self._faults.frame_duplicate):
            self._late.append((due, message))
