"""One speaker's frames on their way to somebody who takes one every 20 ms.

A live microphone may not drift behind: what has piled up is made good in silence, and past a limit the oldest
is dropped. Words that were typed come in one piece and play out whole. One thread pushes, another pops.
"""

from __future__ import annotations

from collections import deque

from exchange.audio import mulaw

LATE = 5  # frames: a browser's ordinary unevenness
TOO_LATE = 25
QUIET = 100  # RMS of 16-bit samples
LONGEST = 50 * 60


class Lane:
    def __init__(self) -> None:
        self._frames: deque[bytes] = deque(maxlen=LONGEST)

    def __len__(self) -> int:
        return len(self._frames)

    def push(self, frame: bytes, live: bool) -> None:
        """live: from a microphone, now."""
        waiting = len(self._frames)
        if live and waiting >= LATE and mulaw.loudness(frame) < QUIET:
            return
        self._frames.append(frame)
        if live and waiting >= TOO_LATE:
            self._frames.popleft()

    def pop(self) -> bytes | None:
        """20 ms, or None while nothing has come."""
        return self._frames.popleft() if self._frames else None

    def clear(self) -> None:
        self._frames.clear()
