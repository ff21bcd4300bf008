"""The picture of a sound: how high its waves are, evenly over its length. Arrays in, numbers out."""

from __future__ import annotations

import numpy as np

from recordings.tones import Floats

BARS = 800
HIGHEST = 100


def bars(peaks: Floats, at_most: int = BARS) -> list[int]:
    """The greatest of `peaks` (0 to 1) in each of as many equal stretches; 0 to 100."""
    count = min(at_most, len(peaks))
    if count == 0:
        return []
    starts = np.arange(count) * len(peaks) // count
    found = np.maximum.reduceat(peaks, starts)
    return [int(each) for each in np.clip(np.round(found * HIGHEST), 0, HIGHEST)]
