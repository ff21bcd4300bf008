"""Which frames of a sound are tones: a keypad's, or one that stays, like a busy line's. Arrays only.

A key sounds with one low and one high frequency at once (ITU-T Q.23). A line's own tones are one frequency
for a while, 425 Hz in most of the world (ITU-T E.180); a voice does not stay so pure and so still.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recordings.blocks import RATE
from recordings.runs import Flags, without_short

FRAME = RATE // 50
FAINTEST_DB = -62.0  # what is fainter is nothing
_FAINTEST = 10 ** (FAINTEST_DB / 10)
_SHARE = 0.75  # of a frame's energy in a key's two frequencies
_LEAST = 0.06  # in each of them
_PURE = 0.95  # of a frame's energy in one frequency and what belongs to it
_STAYS = 8  # frames
_LOW, _HIGH = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
_FROM_HZ, _TO_HZ = 350, 2250

Floats = NDArray[np.float32]


def _bank(frequencies: tuple[int, ...]) -> Floats:
    at = 2 * np.pi * np.outer(np.arange(FRAME), frequencies) / RATE
    return np.concatenate([np.cos(at), np.sin(at)], axis=1).astype(np.float32)


_LOW_BANK, _HIGH_BANK = _bank(_LOW), _bank(_HIGH)
_WINDOW = np.hanning(FRAME).astype(np.float32)


def keys(frames: Floats, power: Floats) -> Flags:
    """Frames of shape (count, 160), -1 to 1, with their mean squares: a key sounds in them."""
    low, high = _strongest(frames, _LOW_BANK), _strongest(frames, _HIGH_BANK)
    enough = low + high > _SHARE * power
    return enough & (np.minimum(low, high) > _LEAST * power) & (power > _FAINTEST)


def pitches(frames: Floats, power: Floats) -> NDArray[np.uint8]:
    """The one frequency that each frame consists of, in steps of 50 Hz; 0 for a frame of several."""
    spectrum = np.abs(np.fft.rfft(frames * _WINDOW, axis=1)) ** 2
    first, last = _FROM_HZ * FRAME // RATE, _TO_HZ * FRAME // RATE
    best = first + np.argmax(spectrum[:, first : last + 1], axis=1)
    around = np.take_along_axis(spectrum, best[:, None] + np.arange(-2, 3), axis=1).sum(axis=1)
    is_pure = (around > _PURE * spectrum.sum(axis=1)) & (power > _FAINTEST)
    return np.where(is_pure, best, 0).astype(np.uint8)


def staying(found: NDArray[np.uint8]) -> Flags:
    """Stretches of one pitch that are too long for a voice."""
    steps = np.abs(np.diff(found.astype(np.int16), prepend=found[:1].astype(np.int16)))
    return without_short((found > 0) & (steps <= 1), _STAYS)


def _strongest(frames: Floats, bank: Floats) -> Floats:
    """The power of the strongest of a bank's frequencies."""
    parts = (frames @ bank) ** 2
    half = bank.shape[1] // 2
    power: Floats = (parts[:, :half] + parts[:, half:]).max(axis=1) * (2 / FRAME**2)
    return power
