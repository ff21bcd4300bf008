"""Sounds for tests, made on the spot: voices, noises, tones, as mu-law of 8 kHz; the same at every run."""

from __future__ import annotations

import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from speech import mulaw

Sound = NDArray[np.float64]

_CODES = np.frombuffer(mulaw.decode(bytes(range(256))), "<i2").astype(np.int64)
_ORDER = np.argsort(_CODES, kind="stable")
_BORDERS = (_CODES[_ORDER][1:] + _CODES[_ORDER][:-1]) / 2


def encode(sound: Sound) -> bytes:
    """The nearest mu-law code of each sample."""
    return _ORDER[np.searchsorted(_BORDERS, np.clip(sound, -32000, 32000))].astype(np.uint8).tobytes()


def silence(ms: int) -> Sound:
    return np.zeros(ms * 8)


def noise(ms: int, dbfs: float = -60, seed: int = 1) -> Sound:
    """A line's hiss."""
    return np.random.default_rng(seed).standard_normal(ms * 8) * amplitude(dbfs)


def tones(ms: int, *pitches: float, dbfs: float = -16) -> Sound:
    moments = np.arange(ms * 8) / 8000
    return amplitude(dbfs) * sum((np.sin(2 * np.pi * p * moments) for p in pitches), silence(ms))


def voice(ms: int, dbfs: float = -20, seed: int = 2) -> Sound:
    """Vowels that glide into each other, in a line's noise, with a dip where a consonant would be."""
    moments = np.arange(ms * 8) / 8000
    phase = 2 * np.pi * np.cumsum(120 + 15 * np.sin(2 * np.pi * 2 * moments)) / 8000
    first, second = (
        550 + 200 * np.sin(2 * np.pi * 2.4 * moments),
        1500 + 500 * np.sin(2 * np.pi * 1.7 * moments),
    )
    sound = silence(ms)
    for harmonic in range(1, 28):
        at = 120 * harmonic
        weight = np.exp(-(((at - first) / 150) ** 2)) + 0.5 * np.exp(-(((at - second) / 200) ** 2)) + 0.02
        sound += weight * np.sin(harmonic * phase)
    dips = 1 - 0.98 * (np.sin(2 * np.pi * 2.5 * moments + 1.2) > 0.96)
    sound *= dips * amplitude(dbfs) / np.sqrt((sound**2).mean())
    return sound + noise(ms, seed=seed)


def hiss_for(sound: Sound, dbfs: float) -> Sound:
    return noise(len(sound) // 8 + 1, dbfs)[: len(sound)]


def amplitude(dbfs: float) -> float:
    return float(32768 * 10 ** (dbfs / 20))


def joined(*parts: Sound) -> bytes:
    """One after the other, filled up to whole frames."""
    sound = np.concatenate(parts)
    return encode(np.concatenate([sound, np.zeros(-len(sound) % 160)]))


def frames(sound: bytes, from_ms: int = 0) -> Iterator[tuple[bytes, int]]:
    """As a stream sends them: 20 ms and their moment."""
    for start in range(0, len(sound), 160):
        yield sound[start : start + 160], from_ms + start // 8


def recording(path: Path) -> Sound:
    """An 8 kHz 16-bit mono WAV."""
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float64)


def spoken(text: str, voice_name: str, folder: Path) -> Sound:
    """What espeak-ng says, brought to 8 kHz by leaving out: good enough to find voice in."""
    path = folder / "spoken.wav"
    subprocess.run(["espeak-ng", "-v", voice_name, "-w", str(path), text], check=True)
    with wave.open(str(path)) as file:
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float64)
    moments = np.arange(0, len(samples) / rate, 1 / 8000)
    return np.interp(moments, np.arange(len(samples)) / rate, samples)
