"""From a fetched file to one that is fit to hear: its levels, its ends, its picture. Local files only.

Two passes over the file: one measures, one writes. Blocks of 10 s are in memory, and seven bytes for each
20 ms of levels.
"""

from __future__ import annotations

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recordings import gain, levels, waveform
from recordings.blocks import RATE, Samples, blocks
from recordings.copies import copy
from recordings.levels import FRAME_S, Levels
from recordings.riff import BadSound, CutSound, Sound, check
from recordings.runs import Flags
from recordings.tones import FRAME

__all__ = ["BadSound", "CutSound", "Processed", "Sound", "check", "copy", "process"]

KEPT_S = 0.3  # of the silence at either end
_FULL = 32767


@dataclass(frozen=True)
class Processed:
    """What was written: 16-bit WAV of 8 kHz, with the channels that came.

    `seconds`: of it. `cut_s`: what was taken off its beginning. `speech_s`: how long somebody talks in it, in
    any channel; 0 for silence, noise and keys. `peaks`: per channel at most 800 of 0 to 100, evenly over the
    length. `loudness_db`: of the loudest channel's speech, dBFS; None without speech. `gain_db`: per channel.
    """

    seconds: float
    cut_s: float
    channels: int
    speech_s: float
    peaks: list[list[int]]
    loudness_db: float | None
    gain_db: tuple[float, ...]


def process(source: Path, target: Path, *, target_db: float = gain.TARGET_DB, cut: bool = False) -> Processed:
    """Writes `target`. Raises BadSound as `check` does. `cut`: a file that ends early is taken as it is."""
    sound = check(source, cut=cut)
    found, samples = levels.measure(blocks(source, sound), sound.channels)
    speech = [each.speech() for each in found]
    first, last = _ends(found, samples)
    added = tuple(
        gain.gain_db(each.mean_db(flags), each.noise_db, target_db)
        for each, flags in zip(found, speech, strict=True)
    )
    curves = [gain.curve(db, each.offset) for db, each in zip(added, found, strict=True)]
    _write(source, target, sound, curves, (first, last))
    kept = slice(first // FRAME, -(-last // FRAME))
    loudness = [
        level + db for each, flags, db in zip(found, speech, added, strict=True)
        if (level := each.mean_db(flags)) is not None
    ]  # fmt: skip
    return Processed(
        seconds=(last - first) / RATE,
        cut_s=first / RATE,
        channels=sound.channels,
        speech_s=round(float(np.any(speech, axis=0).sum()) * FRAME_S, 2),
        peaks=[_picture(each, shape, kept) for each, shape in zip(found, curves, strict=True)],
        loudness_db=round(max(loudness), 1) if loudness else None,
        gain_db=tuple(round(db, 1) for db in added),
    )


def _ends(found: list[Levels], samples: int) -> tuple[int, int]:
    """First and last sample that are kept: silence goes where all channels have it, but never all of it."""
    loud: Flags = np.any([each.loud() for each in found], axis=0)
    at = np.flatnonzero(loud)
    if not len(at):
        return 0, samples
    around = round(KEPT_S / FRAME_S)
    return max(0, int(at[0]) - around) * FRAME, min(samples, (int(at[-1]) + 1 + around) * FRAME)


def _write(
    source: Path, target: Path, sound: Sound, curves: list[NDArray[np.int16]], ends: tuple[int, int]
) -> None:
    first, last = ends
    begins = 0
    with wave.open(str(target), "wb") as file:
        file.setnchannels(sound.channels)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for block in blocks(source, sound):
            part = block[max(0, first - begins) : max(0, last - begins)]
            file.writeframes(_shaped(part, curves).tobytes())
            begins += len(block)


def _shaped(block: Samples, curves: list[NDArray[np.int16]]) -> Samples:
    columns = [shape[block[:, channel].view(np.uint16)] for channel, shape in enumerate(curves)]
    return np.stack(columns, 1)


def _picture(found: Levels, shape: NDArray[np.int16], kept: slice) -> list[int]:
    """As high as the waves are after the gain."""
    after = shape[found.peaks[kept].view(np.uint16)]
    return waveform.bars(np.abs(after / np.float32(_FULL)))
