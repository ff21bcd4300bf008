"""The sound of one track as it comes: its frames, whether somebody speaks in them, and the last second kept.

No questions, no words; moments are ms of the stream.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from speech.frames import FRAME_MS, Frames
from speech.vad import Gate

KEPT_MS = 1000


class Track:
    """For one thread at a time."""

    def __init__(self) -> None:
        self.now_ms = 0  # the end of the last frame
        self.voiced_ms = -1  # the end of the last voice
        self._since_ms = 0
        self._frames, self._gate = Frames(), Gate()
        self._kept: deque[tuple[int, bytes]] = deque(maxlen=KEPT_MS // FRAME_MS)

    @property
    def speaking(self) -> bool:
        """Somebody does, or did a moment ago."""
        return self._gate.speaking

    @property
    def voiced(self) -> bool:
        """There was a voice in the last frame."""
        return self._gate.voiced

    @property
    def since_ms(self) -> int:
        """Where the speech that goes on began, at most as far back as sound is kept."""
        return max(self._since_ms, self.now_ms - KEPT_MS)

    def take(self, sound: bytes, at_ms: int) -> Iterator[bytes]:
        """Each whole frame of mu-law, when the state above speaks of it."""
        for at, frame in self._frames.cut(sound, at_ms):
            self._hear(at, frame)
            yield frame

    def kept(self, from_ms: int) -> list[bytes]:
        """The frames that began then or later, as far as they are kept."""
        return [frame for at, frame in self._kept if at >= from_ms]

    def clear(self) -> None:
        self._kept.clear()

    def _hear(self, at: int, frame: bytes) -> None:
        spoke = self._gate.speaking
        self._gate.hear(frame)
        self.now_ms = at + FRAME_MS
        self._kept.append((at, frame))
        if self._gate.voiced:
            self.voiced_ms = self.now_ms
            if self._gate.speaking and not spoke:
                self._since_ms = self.now_ms - self._gate.lead_ms
