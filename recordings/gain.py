"""How much louder a sound is made, as a table of what every sample becomes. No sound in here.

Speech goes to the wanted level; noise of the line is not raised with it, and what would be too loud is bent
smoothly below the limit instead of being cut off.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TARGET_DB = -20.0
LIMIT_DB = -1.0
MOST_DB = 24.0
NOISE_AT_MOST_DB = -40.0
_KNEE = 10 ** (-6.0 / 20)
_LIMIT = 10 ** (LIMIT_DB / 20)


def gain_db(speech_db: float | None, noise_db: float, target_db: float = TARGET_DB) -> float:
    """dB to be added to a channel whose speech and noise are this loud; 0 without speech."""
    if speech_db is None:
        return 0.0
    wanted = target_db - speech_db
    return min(wanted, MOST_DB, max(0.0, NOISE_AT_MOST_DB - noise_db))


def curve(added_db: float, offset: int) -> NDArray[np.int16]:
    """What each 16-bit sample becomes: 65536 of them, that of sample s at place s modulo 65536.

    `offset` is taken away first; then comes the gain; above -6 dBFS waves bend and stay below -1 dBFS.
    """
    samples = np.arange(65536, dtype=np.int64)
    samples[32768:] -= 65536
    line = (samples - offset) / 32768 * 10 ** (added_db / 20)
    size = np.abs(line)
    room = _LIMIT - _KNEE
    bent = np.where(size > _KNEE, _KNEE + room * np.tanh((size - _KNEE) / room), size)
    return np.round(np.sign(line) * bent * 32768).clip(-32768, 32767).astype(np.int16)
