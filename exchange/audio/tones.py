"""Signals a telephone network makes: beep, ringing, keys, waiting music. Pure and deterministic."""

import math
import struct
from collections.abc import Iterable
from functools import lru_cache

from exchange.audio import mulaw
from exchange.audio.music import music as music

KEYS = ("123A", "456B", "789C", "*0#D")
ROWS_HZ = (697, 770, 852, 941)
COLUMNS_HZ = (1209, 1336, 1477, 1633)
KEY_S, GAP_S = 0.1, 0.06
PAUSES_S = {"w": 0.5, "W": 1.0}
RINGBACK_HZ, RING_S, REST_S = 425, 1.0, 4.0


def beep() -> bytes:
    """Half a second of 1 kHz: speak after this."""
    return mulaw.encode(tone([1000], 0.5, 0.35))


def ringback(seconds: float) -> bytes:
    """What a caller hears while the other side rings, in Brazil's cadence: 425 Hz, 1 s on, 4 s off."""
    wanted = _count(seconds)
    cycle = mulaw.encode(tone([RINGBACK_HZ], RING_S, 0.2)).ljust(_count(RING_S + REST_S), b"\xff")
    return (cycle * (wanted // len(cycle) + 1))[:wanted]


def dtmf(digits: str) -> bytes:
    """Keys as two-tone signals (ITU-T Q.23); w and W are pauses of half a second and a second."""
    return b"".join(map(_key, digits))


def tone(pitches_hz: Iterable[float], seconds: float, level: float) -> bytes:
    """Sines sounding together, linear 16-bit; level 0 to 1 is their joint peak; ends fade over 5 ms."""
    pitches = list(pitches_hz)
    count, soft = _count(seconds), mulaw.RATE // 200
    peak = 32767 * level / max(1, len(pitches))
    steps = [2 * math.pi * pitch / mulaw.RATE for pitch in pitches]
    # a tone that starts or stops at full height clicks
    samples = (
        round(min(1, at / soft, (count - 1 - at) / soft) * peak * sum(math.sin(step * at) for step in steps))
        for at in range(count)
    )
    return struct.pack(f"<{count}h", *samples)


@lru_cache(maxsize=64)
def _key(digit: str) -> bytes:
    if digit in PAUSES_S:
        return b"\xff" * _count(PAUSES_S[digit])
    for row, keys in enumerate(KEYS):
        column = keys.find(digit.upper())
        if column >= 0:
            sound = mulaw.encode(tone([ROWS_HZ[row], COLUMNS_HZ[column]], KEY_S, 0.5))
            return sound + b"\xff" * _count(GAP_S)
    return b""


def _count(seconds: float) -> int:
    return max(0, round(seconds * mulaw.RATE))
