"""Sounds for tests, made of numbers: voices, keys, silence, noise, and WAV files of every making."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Line = NDArray[np.float64]
UNKNOWN = 0xFFFFFFFF


def voice(seconds: float, db: float = -20.0, rate: int = 8000, seed: int = 1) -> Line:
    """Something like speech: harmonics of a gliding pitch in syllables of a quarter of a second; -1 to 1."""
    at = np.arange(round(seconds * rate)) / rate
    pitch = 2 * np.pi * np.cumsum(120 + 30 * np.sin(2 * np.pi * 0.7 * at + seed)) / rate
    line = np.sum([np.sin(number * pitch) / number for number in range(1, 12)], axis=0)
    line = line * np.clip(np.sin(2 * np.pi * 2 * at + 0.3), 0.02, 1)
    return to(line, db)


def to(line: Line, db: float) -> Line:
    level = np.sqrt(np.mean(line**2)) if len(line) else 1.0
    return line / level * 10 ** (db / 20)


def noise(seconds: float, db: float, rate: int = 8000) -> Line:
    return np.random.default_rng(1).normal(0, 10 ** (db / 20), round(seconds * rate))


def silence(seconds: float, rate: int = 8000) -> Line:
    return np.zeros(round(seconds * rate))


def keys(pressed: str, on_s: float = 0.1, off_s: float = 0.1, rate: int = 8000) -> Line:
    rows = {key: (697, 770, 852, 941)[place // 3] for place, key in enumerate("123456789*0#")}
    columns = {key: (1209, 1336, 1477)[place % 3] for place, key in enumerate("123456789*0#")}
    at = np.arange(round(on_s * rate)) / rate
    tones = [
        0.2 * (np.sin(2 * np.pi * rows[key] * at) + np.sin(2 * np.pi * columns[key] * at)) for key in pressed
    ]
    return np.concatenate([part for tone in tones for part in (tone, silence(off_s, rate))])


def pcm(*channels: Line) -> bytes:
    """16 bits, interleaved."""
    return (np.stack(channels, 1) * 32767).clip(-32768, 32767).round().astype("<i2").tobytes()


def wav(
    data: bytes, *, rate: int = 8000, channels: int = 1, bits: int = 16, code: int = 1,
    promised: int | None = None, before: bytes = b"", after: bytes = b"",
) -> bytes:  # fmt: skip
    """`promised`: what the head says of the data's size. `before`, `after`: other chunks."""
    frame = channels * bits // 8
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, code, channels, rate, rate * frame, frame, bits)
    size = len(data) if promised is None else promised
    body = b"WAVE" + form + before + struct.pack("<4sI", b"data", size) + data + after
    return struct.pack("<4sI", b"RIFF", min(len(body), UNKNOWN)) + body


def kept(folder: Path, data: bytes, name: str = "came.wav") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def read(path: Path) -> Line:
    """The samples of one of our own files, shape (moments, channels), -1 to 1."""
    import wave

    with wave.open(str(path)) as file:
        assert (file.getsampwidth(), file.getframerate()) == (2, 8000)
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return samples.reshape(-1, file.getnchannels()) / 32768
