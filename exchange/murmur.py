"""A quiet hum that stands for words when nothing can render them, so that a recording is not empty."""

from __future__ import annotations

import math
import struct

from exchange.audio import mulaw


def murmur(seconds: float) -> bytes:
    """mu-law, 8 kHz: syllables of 140 Hz, deterministic."""
    count = int(seconds * mulaw.RATE)
    samples = [
        int(1800 * math.sin(n * math.tau * 140 / mulaw.RATE) * abs(math.sin(n * math.tau * 2 / mulaw.RATE)))
        for n in range(count)
    ]
    return mulaw.encode(struct.pack(f"<{count}h", *samples))
