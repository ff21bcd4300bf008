"""Mu-law sound as bytes: how loud it is, and as 16-bit samples. Nothing here knows of time or calls.

Mu-law is ITU-T G.711: one byte a sample, sign bit, three bits of exponent, four of mantissa, all inverted on
the wire.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE = 8000
PER_MS = RATE // 1000
QUIET = b"\xff"  # one sample of silence
CODES_PER_6_DB = 16
_BIAS = 33
_OTHER_ZERO = 0x7F

_MAGNITUDE = bytes((~byte) & 0x7F for byte in range(256))


def _sample(byte: int) -> int:
    code = ~byte & 0xFF
    size = (((2 * (code & 0x0F) + _BIAS) << (code >> 4 & 0x07)) - _BIAS) * 4
    return -size if code & 0x80 else size


_SAMPLES = np.array([_sample(byte) for byte in range(256)], dtype="<i2")


def _codes() -> NDArray[np.uint8]:
    """The nearest byte of every sample from -32768 on."""
    order = np.argsort(_SAMPLES, kind="stable")
    values = _SAMPLES[order].astype(np.int32)
    middles = (values[1:] + values[:-1]) // 2
    found = order[np.searchsorted(middles, np.arange(-32768, 32768))]
    return np.where(found == _OTHER_ZERO, QUIET[0], found).astype(np.uint8)


_CODES = _codes()


def level(mulaw: bytes) -> float:
    """Loudness as the mean magnitude code, 0 (silence) to 127; 16 are about 6 dB.

    Codes are nearly logarithmic, so a click of a few samples hardly raises it.
    """
    return sum(mulaw.translate(_MAGNITUDE)) / len(mulaw) if mulaw else 0.0


def decode(mulaw: bytes) -> bytes:
    """The same sound as 16-bit little-endian PCM, two bytes a sample."""
    return _SAMPLES.take(np.frombuffer(mulaw, np.uint8)).tobytes()


def encode(pcm: bytes) -> bytes:
    """16-bit little-endian PCM as mu-law, each sample as the nearest that there is."""
    return _CODES.take(np.frombuffer(pcm, "<i2").astype(np.int32) + 32768).tobytes()
