"""From any sample rate to the telephone's 8 kHz: a low-pass filter, then linear interpolation.

The filter is a windowed sinc run as whole-signal shifts and sums, so every tap is one pass in C.
"""

import audioop
import math
from functools import reduce

from exchange.audio.mulaw import RATE

PASS_HZ = 3400
HALF = 24


def to_telephone(pcm16: bytes, rate: int) -> bytes:
    """Mono 16-bit samples at `rate` Hz as mono 16-bit samples at 8000 Hz."""
    if rate == RATE or not pcm16:
        return pcm16
    source = lowpass(pcm16, rate) if rate > RATE else pcm16
    return audioop.ratecv(source, 2, 1, rate, RATE, None)[0]


def lowpass(pcm16: bytes, rate: int) -> bytes:
    """The same sound without what lies above 3400 Hz, which 8 kHz would fold back into the voice."""
    weights = _weights(rate)
    # 32-bit sums: one rounding at the end instead of one per tap; halved, because ripples can pass full scale
    wide = audioop.mul(audioop.lin2lin(pcm16, 2, 4), 4, 0.5)
    edge = bytes(4 * HALF)
    padded = edge + wide + edge

    def tapped(total: bytes, tap: int) -> bytes:
        part = padded[4 * tap : 4 * tap + len(wide)]
        return audioop.add(total, audioop.mul(part, 4, weights[tap]), 4)

    summed = reduce(tapped, range(len(weights)), bytes(len(wide)))
    return audioop.lin2lin(audioop.mul(summed, 4, 2.0), 4, 2)


def _weights(rate: int) -> list[float]:
    cutoff = PASS_HZ / rate
    taps = range(-HALF, HALF + 1)
    raw = [_sinc(2 * cutoff * n) * (0.54 + 0.46 * math.cos(math.pi * n / HALF)) for n in taps]
    total = sum(raw)
    return [weight / total for weight in raw]


def _sinc(x: float) -> float:
    return 1.0 if x == 0 else math.sin(math.pi * x) / (math.pi * x)
