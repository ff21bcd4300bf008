"""From whatever a stream sends to whole 20 ms frames on one timeline. Knows bytes and timestamps, not what
they sound like.

Missing sound becomes silence, sound that came before is dropped, and a timeline that jumps is joined to the
one before, so that the moments given out never go back.
"""

from __future__ import annotations

from speech.mulaw import PER_MS, QUIET

FRAME_MS = 20
FRAME = FRAME_MS * PER_MS  # bytes
SILENT = QUIET * FRAME

_JITTER = 10 * PER_MS  # a timestamp may be this far off without meaning anything
_LATE = 1000 * PER_MS  # further back than this is a new timeline, not a late frame
_FILLED = 1000 * PER_MS  # of a gap: what comes after is time without frames
_LONGEST_GAP = 10_000 * PER_MS
_LARGEST = 8000 * PER_MS  # of one message


class Frames:
    """Cuts one stream. Not thread safe."""

    def __init__(self) -> None:
        self._rest = b""
        self._next: int | None = None  # the sample after the last one taken, counted since the stream's start
        self._shift = 0  # added to the stream's timestamps

    @property
    def now_ms(self) -> int:
        """The moment after the last sound taken."""
        return (self._next or 0) // PER_MS

    def cut(self, mulaw: bytes, at_ms: int) -> list[tuple[int, bytes]]:
        """Whole frames with the ms each begins at; gaps are `SILENT`. What does not fill a frame waits."""
        if not mulaw:
            return []
        mulaw = mulaw[:_LARGEST]
        at = at_ms * PER_MS + self._shift
        if self._next is None:
            self._next = at
        off = at - self._next
        if -_JITTER <= off <= _JITTER:
            return self._take(mulaw)
        if off > 0:
            return self._gap(off) + self._take(mulaw)
        if off >= -_LATE:
            return self._take(mulaw[-off:])
        self._shift -= off
        return self._take(mulaw)

    def _gap(self, samples: int) -> list[tuple[int, bytes]]:
        if samples > _LONGEST_GAP:
            self._shift -= samples - _LONGEST_GAP
            samples = _LONGEST_GAP
        filled = min(samples, _FILLED)
        frames = self._take(QUIET * filled)
        if samples > filled:
            self._rest = b""
            self._next = (self._next or 0) + samples - filled
        return frames

    def _take(self, mulaw: bytes) -> list[tuple[int, bytes]]:
        start = (self._next or 0) - len(self._rest)
        self._next = (self._next or 0) + len(mulaw)
        if not self._rest and len(mulaw) == FRAME:
            return [(start // PER_MS, mulaw)]
        sound = self._rest + mulaw
        whole = len(sound) - len(sound) % FRAME
        self._rest = sound[whole:]
        return [((start + i) // PER_MS, sound[i : i + FRAME]) for i in range(0, whole, FRAME)]
