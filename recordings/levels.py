"""How loud a sound is, 20 ms at a time, and which of it is speech. Arrays in, arrays out; no files.

Levels are dBFS of the root mean square, 0 being a full-scale square wave. Speech is what stands out of the
line's own noise for long enough and is not a key's tone (ITU-T Q.23: one low and one high frequency at once).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recordings.blocks import RATE, Samples

FRAME = RATE // 50
FRAME_S = FRAME / RATE
QUIET_DB = -96.0
_DIGITAL_DB = -80.0  # no line is so still; this is silence made of numbers
_FAINTEST_DB = -55.0  # what is fainter is never speech
_ABOVE_FLOOR_DB = 6.0
_SHORTEST = 3  # frames; a click is no speech
_PAUSE = 15  # frames; syllables closer than this are one stretch of speech
_ENOUGH = 10  # frames, to say what the noise is like
_TONE_SHARE = 0.75  # of a frame's energy in its two frequencies
_LOW, _HIGH = (697, 770, 852, 941), (1209, 1336, 1477, 1633)

Flags = NDArray[np.bool_]
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Levels:
    """One channel by frames: `db` its level, `peaks` its farthest sample, `tones`: a key sounds.

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
        quiet = self.db[~_closed(self.loud()) & (self.db > _DIGITAL_DB)]
        return float(np.median(quiet)) if len(quiet) >= _ENOUGH else QUIET_DB

    def loud(self) -> Flags:
        """Frames with something to be heard."""
        return _without_short(self.db > max(_FAINTEST_DB, self.floor_db + _ABOVE_FLOOR_DB))

    def speech(self) -> Flags:
        """Frames of a voice, with the short pauses between its syllables."""
        tones = _grown(self.tones)
        return _closed(_without_short(self.loud() & ~tones)) & ~tones

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
        self._parts: list[tuple[Floats, Samples, Flags]] = []
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
        self._parts.append((db.astype(np.float32), _farthest(raw), _tones(frames, power)))

    def levels(self) -> Levels:
        if not self._parts:
            return Levels(np.zeros(0, np.float32), np.zeros(0, np.int16), np.zeros(0, np.bool_), 0)
        db, peaks, tones = (np.concatenate(part) for part in zip(*self._parts, strict=True))
        return Levels(db, peaks, tones, round(self._sum / self._count))


def _farthest(frames: Samples) -> Samples:
    high, low = frames.max(axis=1), frames.min(axis=1)
    found: Samples = np.where(high >= -low.astype(np.int32), high, low)
    return found


def _bank(frequencies: tuple[int, ...]) -> Floats:
    at = 2 * np.pi * np.outer(np.arange(FRAME), frequencies) / RATE
    return np.concatenate([np.cos(at), np.sin(at)], axis=1).astype(np.float32)


_LOW_BANK, _HIGH_BANK = _bank(_LOW), _bank(_HIGH)


def _tones(frames: Floats, power: Floats) -> Flags:
    """Nearly all of the energy is in one low and one high frequency of a keypad, and some in each."""
    low, high = _strongest(frames, _LOW_BANK), _strongest(frames, _HIGH_BANK)
    enough = low + high > _TONE_SHARE * power
    return enough & (np.minimum(low, high) > 0.06 * power) & (power > 10 ** (_FAINTEST_DB / 10))


def _strongest(frames: Floats, bank: Floats) -> Floats:
    """The power of the strongest of a bank's frequencies."""
    found = (frames @ bank) ** 2
    half = bank.shape[1] // 2
    power: Floats = (found[:, :half] + found[:, half:]).max(axis=1) * (2 / FRAME**2)
    return power


def _runs(flags: Flags) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    edges = np.diff(np.concatenate([[0], flags.astype(np.int8), [0]]))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)


def _filled(flags: Flags, which: Callable[[NDArray[np.intp]], Flags]) -> Flags:
    kept = np.zeros(len(flags) + 1, np.int32)
    starts, ends = _runs(flags)
    chosen = which(ends - starts)
    np.add.at(kept, starts[chosen], 1)
    np.add.at(kept, ends[chosen], -1)
    result: Flags = np.cumsum(kept)[: len(flags)] > 0
    return result


def _without_short(flags: Flags) -> Flags:
    return _filled(flags, lambda lengths: lengths >= _SHORTEST)


def _closed(flags: Flags) -> Flags:
    """Pauses inside are filled; what is before the first and behind the last sound is not."""
    at = np.flatnonzero(flags)
    if not len(at):
        return flags
    closed = flags | _filled(~flags, lambda lengths: lengths <= _PAUSE)
    closed[: at[0]] = closed[at[-1] + 1 :] = False
    result: Flags = closed
    return result


def _grown(flags: Flags) -> Flags:
    """One frame more on each side: a tone's edges are not a voice."""
    grown = flags.copy()
    grown[1:] |= flags[:-1]
    grown[:-1] |= flags[1:]
    return grown
