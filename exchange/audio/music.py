"""The music of waiting: broken chords over a soft bass, made here, the same notes every time for a name."""

import math
import struct
import zlib
from functools import lru_cache

from exchange.audio import mulaw

# semitones above the root of the key: one bar each, eight bars a loop
PROGRESSIONS = {
    "calm": ((0, 4, 7, 11), (9, 12, 16, 19), (5, 9, 12, 16), (7, 11, 14, 17)),
    "bright": ((0, 4, 7, 12), (7, 11, 14, 19), (9, 12, 16, 21), (5, 9, 12, 17)),
    "evening": ((0, 3, 7, 10), (8, 12, 15, 19), (3, 7, 10, 15), (10, 14, 17, 20)),
}
PATTERN = (0, 1, 2, 3, 2, 1, 2, 1)
BARS = 8
NOTE_S = 0.3125
LOOP_S = BARS * len(PATTERN) * NOTE_S
ROOTS_HZ = (220.0, 246.94, 196.0)


@lru_cache(maxsize=8)
def music(name: str) -> bytes:
    """A seamless loop of 20 s as mu-law. Any name gives a tune, those in PROGRESSIONS their own."""
    seed = zlib.crc32(name.encode())
    tunes = sorted(PROGRESSIONS)
    bars = PROGRESSIONS.get(name) or PROGRESSIONS[tunes[seed % len(tunes)]]
    root_hz = ROOTS_HZ[0] if name in PROGRESSIONS else ROOTS_HZ[seed // 7 % len(ROOTS_HZ)]
    total = round(LOOP_S * mulaw.RATE)
    sound = [0.0] * total
    for bar in range(BARS):
        chord = bars[bar % len(bars)]
        start = round(bar * len(PATTERN) * NOTE_S * mulaw.RATE)
        _strike(sound, start, _pitch(root_hz / 2, chord[0]), 2.4, 0.22)
        for beat, voice in enumerate(PATTERN):
            at = start + round(beat * NOTE_S * mulaw.RATE)
            _strike(sound, at, _pitch(root_hz, chord[voice]), 1.1, 0.13)
    return mulaw.encode(struct.pack(f"<{total}h", *(round(32767 * max(-1.0, min(1.0, s))) for s in sound)))


def _pitch(root_hz: float, semitones: int) -> float:
    return float(root_hz * 2 ** (semitones / 12))


def _strike(sound: list[float], start: int, pitch_hz: float, length_s: float, level: float) -> None:
    """Add a plucked note that dies away; what passes the end of the loop sounds at its beginning."""
    step = 2 * math.pi * pitch_hz / mulaw.RATE
    count, total = round(length_s * mulaw.RATE), len(sound)
    for at in range(count):
        swell = min(1.0, at / 160) * math.exp(-4 * at / count) * (1 - at / count)
        # a little of the octave: a bare sine sounds like a test signal
        wave = math.sin(step * at) + 0.3 * math.sin(2 * step * at)
        sound[(start + at) % total] += level * swell * wave
