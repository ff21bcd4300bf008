"""How loud a sound is, 20 ms at a time, and which of it is speech. Arrays in, arrays out; no files.

Levels are dBFS of the root mean square, 0 being a full-scale square wave. Speech is what stands out of the
line's own noise for long enough and is no tone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recordings import tones
from recordings.blocks import RATE, Samples
from recordings.runs import Flags, closed, grown, without_short
from recordings.tones import FRAME, Floats

FRAME_S = FRAME / RATE
QUIET_DB = -96.0
_DIGITAL_DB = -80.0  # no line is so still; this is silence made of numbers
_ABOVE_FLOOR_DB = 6.0
_SHORTEST = 3  # frames; a click is no speech
_PAUSE = 15  # frames; syllables closer than this are one stretch of speech
_ENOUGH = 10  # frames, to say what the noise is like


@dataclass(frozen=True)
class Levels:
    """One channel by frames: `db` its level, `peaks` its farthest sample, `tones`: no voice but a tone.

    `offset`: the mean of all samples, 0 on a healthy line. Shapes: (frames,). Seven bytes for each 20 ms.
    """

    db: Floats
    peaks: Samples
    tones: Flags
    offset: int

    @property
    def floor_db(self) -> float:
        """What nearly everything on the line is louder than."""
        heard = self.db[self.db > _DIGITAL_DB]  # lines that send nothing in pauses would hide it
        return float(np.percentile(heard, 10)) if len(heard) else QUIET_DB

    @property
    def noise_db(self) -> float:
        """What the line is like while nobody talks."""
        quiet = self.db[~closed(self.loud(), _PAUSE) & (self.db > _DIGITAL_DB)]
        return float(np.median(quiet)) if len(quiet) >= _ENOUGH else QUIET_DB

    def loud(self) -> Flags:
        """Frames with something to be heard."""
        return without_short(self.db > max(tones.FAINTEST_DB, self.floor_db + _ABOVE_FLOOR_DB), _SHORTEST)

    def speech(self) -> Flags:
        """Frames of a voice, with the short pauses between its syllables."""
        voices = ~grown(self.tones)
        return closed(without_short(self.loud() & voices, _SHORTEST), _PAUSE) & voices

    def mean_db(self, which: Flags) -> float | None:
        """The level of these frames together; None when there are none."""
        if not which.any():
            return None
        return float(10 * np.log10(np.mean(10 ** (self.db[which].astype(np.float64) / 10))))


def measure(blocks: Iterable[Samples], channels: int) -> tuple[list[Levels], int]:
    """Levels of each channel, and how many samples each has. The last frame may be short of samples."""
    meters = [_Meter() for _ in range(channels)]
    rest = np.zeros((0, channels), np.int16)
    samples = 0
    for block in blocks:
        samples += len(block)
        line = np.concatenate([rest, block])
        whole = len(line) - len(line) % FRAME
        rest = line[whole:]
        for channel, meter in enumerate(meters):
            meter.feed(line[:whole, channel])
    if len(rest):
        padded = np.concatenate([rest, np.repeat(rest[-1:], FRAME - len(rest), axis=0)])
        for channel, meter in enumerate(meters):
            meter.feed(padded[:, channel])
    return [meter.levels() for meter in meters], samples


class _Meter:
    def __init__(self) -> None:
        self._parts: list[tuple[Floats, Samples, Flags, NDArray[np.uint8]]] = []
        self._sum = self._count = 0

    def feed(self, samples: Samples) -> None:
        """A whole number of frames."""
        self._sum += int(samples.sum(dtype=np.int64))
        self._count += len(samples)
        raw = samples.reshape(-1, FRAME)
        frames: Floats = raw.astype(np.float32) / np.float32(32768)
        frames -= frames.mean(axis=1, keepdims=True)
        power: Floats = np.mean(frames**2, axis=1, dtype=np.float32)
        db = 10 * np.log10(np.maximum(power, 10 ** (QUIET_DB / 10)))
        keys, pitches = tones.keys(frames, power), tones.pitches(frames, power)
        self._parts.append((db.astype(np.float32), _farthest(raw), keys, pitches))

    def levels(self) -> Levels:
        if not self._parts:
            return Levels(np.zeros(0, np.float32), np.zeros(0, np.int16), np.zeros(0, np.bool_), 0)
        db, peaks, keys, pitches = (np.concatenate(part) for part in zip(*self._parts, strict=True))
        return Levels(db, peaks, keys | tones.staying(pitches), round(self._sum / self._count))


def _farthest(frames: Samples) -> Samples:
    high, low = frames.max(axis=1), frames.min(axis=1)
    found: Samples = np.where(high >= -low.astype(np.int32), high, low)
    return found
