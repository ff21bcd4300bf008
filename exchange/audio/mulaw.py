"""Mu-law (G.711) and nothing else: to and from linear samples, silence, frames and mixing.

Linear sound is 16-bit little-endian, mono, 8000 samples a second; mu-law is one byte a sample.
"""

import audioop  # 3.13 takes it from audioop-lts
from collections.abc import Iterator, Sequence
from functools import reduce

RATE = 8000
FRAME = 160
SILENCE: bytes = b"\xff" * FRAME


def encode(pcm16: bytes) -> bytes:
    """Linear 16-bit samples as mu-law; an odd last byte is dropped."""
    return audioop.lin2ulaw(pcm16[: len(pcm16) & ~1], 2)


def decode(ulaw: bytes) -> bytes:
    """Mu-law as linear 16-bit samples."""
    return audioop.ulaw2lin(ulaw, 2)


def mix(frames: Sequence[bytes]) -> bytes:
    """Several voices at once, clipped at full scale. Shorter ones are filled with silence; none gives b""."""
    if len(frames) <= 1:
        return frames[0] if frames else b""
    length = max(map(len, frames))
    return encode(reduce(_add, (decode(frame.ljust(length, b"\xff")) for frame in frames)))


def frames(ulaw: bytes) -> Iterator[bytes]:
    """Pieces of exactly 20 ms; the last one is filled with silence."""
    for start in range(0, len(ulaw), FRAME):
        yield ulaw[start : start + FRAME].ljust(FRAME, b"\xff")


def seconds(ulaw: bytes) -> float:
    """How long mu-law sound lasts."""
    return len(ulaw) / RATE


def loudness(ulaw: bytes) -> int:
    """Root mean square of the samples, 0 to 32767: what a silence timer looks at."""
    return audioop.rms(decode(ulaw), 2) if ulaw else 0


def _add(one: bytes, other: bytes) -> bytes:
    # audioop.add clips; the sum of two loud voices must not wrap into a crack
    return audioop.add(one, other, 2)
