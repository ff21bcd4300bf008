"""A WAV file as blocks of telephone sound: 16 bits, 8 kHz, one or two channels. Never all at once."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

with warnings.catch_warnings():
    # Python warns that 3.13 has no audioop; there, audioop-lts (in requirements.txt) takes its place.
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.simplefilter("ignore", RuntimeWarning)  # pydub misses ffmpeg, which it does not need here
    import audioop

    from pydub import AudioSegment  # type: ignore[import-untyped]

from recordings.riff import ALAW, MULAW, Sound

RATE = 8000
BLOCK_S = 10
_TAPS_A_STEP = 16  # of the low-pass, for each time that the rate is higher than ours
_PASS_HZ = 3600

Samples = NDArray[np.int16]


def blocks(file: Path, sound: Sound) -> Iterator[Samples]:
    """Arrays of shape (moments, channels), about 10 s each."""
    state = None
    low_pass = _LowPass(sound.rate, sound.channels) if sound.rate > RATE else None
    for segment in segments(file, sound):
        pcm = segment.raw_data
        if low_pass:
            pcm = low_pass(pcm)
        if sound.rate != RATE:
            pcm, state = audioop.ratecv(pcm, 2, sound.channels, sound.rate, RATE, state)
        yield np.frombuffer(pcm, "<i2").reshape(-1, sound.channels)


def segments(file: Path, sound: Sound) -> Iterator[AudioSegment]:
    """The same at its own rate, as pydub has it: 16 bits."""
    left = sound.size
    with file.open("rb") as opened:
        opened.seek(sound.begins)
        while left and (data := opened.read(min(left, BLOCK_S * sound.rate * sound.frame))):
            left -= len(data)
            pcm, width = _linear(data[: len(data) - len(data) % sound.frame], sound)
            segment = AudioSegment(pcm, sample_width=width, frame_rate=sound.rate, channels=sound.channels)
            yield segment.set_sample_width(2)


def _linear(data: bytes, sound: Sound) -> tuple[bytes, int]:
    if sound.code == MULAW:
        return audioop.ulaw2lin(data, 2), 2
    if sound.code == ALAW:
        return audioop.alaw2lin(data, 2), 2
    if sound.width == 1:  # WAV has 8 bits without a sign, everybody else with one
        return audioop.bias(data, 1, -128), 1
    if sound.width == 3:
        return audioop.lin2lin(data, 3, 2), 2
    return data, sound.width


class _LowPass:
    """Takes away what 8 kHz cannot hold, before it folds back: a windowed sinc; blocks follow seamlessly."""

    def __init__(self, rate: int, channels: int) -> None:
        half = _TAPS_A_STEP * rate // RATE // 2
        at = np.arange(-half, half + 1)
        taps = np.sinc(2 * _PASS_HZ / rate * at) * np.hamming(len(at))
        self._taps = (taps / taps.sum()).astype(np.float32)
        self._tail = np.zeros((half * 2, channels), np.float32)

    def __call__(self, pcm: bytes) -> bytes:
        channels = self._tail.shape[1]
        new = np.frombuffer(pcm, "<i2").reshape(-1, channels).astype(np.float32)
        line = np.concatenate([self._tail, new])
        self._tail = line[len(line) - len(self._tail) :]
        passed = [np.convolve(line[:, channel], self._taps, "valid") for channel in range(channels)]
        return np.stack(passed, 1).clip(-32768, 32767).round().astype("<i2").tobytes()
