"""What is on its way to one browser: a small queue, so that a slow one never holds an exchange thread.

Words are kept in order and never dropped; sound is dropped oldest first, because late sound is worthless.
"""

import threading
from collections import deque
from collections.abc import Callable

MOST_FRAMES = 50  # one second
MOST_WORDS = 500


class Outbox:
    """put() from any thread returns at once; run() sends, in a thread of its own, until closed."""

    def __init__(self, send: Callable[[str | bytes], None]) -> None:
        """send may block, and may raise when the browser is gone."""
        self._send = send
        self._waiting: deque[str | bytes] = deque()
        self._frames = 0
        self._changed = threading.Condition()
        self.closed = False

    def put(self, message: str | bytes) -> None:
        """Text is a JSON message, bytes are a frame of sound. After close nothing happens."""
        with self._changed:
            if self.closed:
                return
            self._waiting.append(message)
            if isinstance(message, bytes):
                self._frames += 1
                if self._frames > MOST_FRAMES:
                    self._drop_oldest_frame()
            elif len(self._waiting) - self._frames > MOST_WORDS:
                self.closed = True  # nobody has been reading for long
            self._changed.notify()

    def drop_sound(self) -> None:
        """Forget frames not yet sent: the prompt they belong to was interrupted."""
        with self._changed:
            self._waiting = deque(message for message in self._waiting if isinstance(message, str))
            self._frames = 0

    def close(self) -> None:
        with self._changed:
            self.closed = True
            self._changed.notify()

    def run(self) -> None:
        """Send until closed."""
        while self.send_next():
            pass

    def send_next(self, wait: bool = True) -> bool:
        """Send one message; False when closed, or when none is there and none is waited for."""
        message = self._next(wait)
        if message is None:
            return False
        try:
            self._send(message)
        except Exception:  # each transport has its own way to say that the other side is gone
            self.close()
        return not self.closed

    def _next(self, wait: bool) -> str | bytes | None:
        with self._changed:
            if wait:
                self._changed.wait_for(lambda: self._waiting or self.closed)
            if self.closed or not self._waiting:
                return None
            message = self._waiting.popleft()
            self._frames -= isinstance(message, bytes)
            return message

    def _drop_oldest_frame(self) -> None:
        oldest = next(place for place, message in enumerate(self._waiting) if isinstance(message, bytes))
        del self._waiting[oldest]
        self._frames -= 1
