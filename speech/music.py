"""Waiting music of our own: slow chords, synthesised once, 8 kHz 16-bit mono WAV as telephones like it."""

from __future__ import annotations

import array
import io
import math
import secrets
import wave
from pathlib import Path

RATE = 8000
NAMES = ("calm", "none")
SHORTEST_S, LONGEST_S = 10, 60
_CHORD_S = 5.0
# Four chords that lead back to the first, as frequencies in Hz: C, A minor, F, G (with added colour notes).
_CHORDS = (
    (130.81, 196.00, 261.63, 329.63, 493.88),
    (110.00, 164.81, 261.63, 329.63, 392.00),
    (87.31, 174.61, 261.63, 349.23, 440.00),
    (98.00, 146.83, 246.94, 293.66, 440.00),
)
_LEVEL = 2600  # quiet: people talk over it


def music(name: str, seconds: int, folder: Path) -> Path:
    """Path of the WAV, made if it is not there yet. Raises KeyError for a name or length there is none of."""
    if name not in NAMES or not SHORTEST_S <= seconds <= LONGEST_S:
        raise KeyError(f"no music {name} of {seconds} s")
    path = folder / "music" / f"{name}-{seconds}.wav"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Another process or thread may be making the same.
        part = path.with_suffix(f".{secrets.token_hex(4)}.part")
        part.write_bytes(_wav(_samples(name, seconds)))
        part.replace(path)
    return path


def _samples(name: str, seconds: int) -> array.array[int]:
    if name == "none":
        return array.array("h", bytes(2 * RATE * seconds))
    total = RATE * seconds
    fade = RATE // 2
    samples = array.array("h", bytes(2 * total))
    chord_length = int(RATE * _CHORD_S)
    for start in range(0, total, chord_length):
        chord = _CHORDS[(start // chord_length) % len(_CHORDS)]
        for index in range(start, min(start + chord_length, total)):
            envelope = math.sin(math.pi * (index - start) / chord_length)
            edge = min(1.0, index / fade, (total - index) / fade)
            moment = index / RATE
            tone = sum(math.sin(2 * math.pi * pitch * moment) for pitch in chord) / len(chord)
            samples[index] = int(_LEVEL * envelope * edge * tone)
    return samples


def _wav(samples: array.array[int]) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return out.getvalue()
