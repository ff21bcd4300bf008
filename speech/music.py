"""Waiting music: our own, synthesised once, or the admin's, from WAV files in the data folder's `music/own`.

Always 8 kHz 16-bit mono WAV, as telephones like it, as long as was asked.
"""

from __future__ import annotations

import io
import re
import secrets
import wave
from pathlib import Path

import numpy as np

RATE = 8000
NAMES = ("calm", "bright", "none", "ringing")
SHORTEST_S, LONGEST_S = 10, 60
_CHORD_S = 5.0
# Four chords that lead back to the first, as frequencies in Hz: C, A minor, F, G (with added colour notes).
_CHORDS = (
    (130.81, 196.00, 261.63, 329.63, 493.88),
    (110.00, 164.81, 261.63, 329.63, 392.00),
    (87.31, 174.61, 261.63, 349.23, 440.00),
    (98.00, 146.83, 246.94, 293.66, 440.00),
)
_PLUCK_S = 0.625  # `bright`: one note of a chord after the other
_RING_HZ, _RING_S, _RING_EVERY_S = 425, 1, 5  # as it rings in Brazil, Portugal and Spain, near enough
_LEVEL = 2600  # quiet: people talk over it
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}")
Samples = np.ndarray[tuple[int], np.dtype[np.float64]]


def music(name: str, seconds: int, folder: Path) -> Path:
    """Path of the WAV, made if it is not there yet. Raises KeyError for a name or length there is none of."""
    own = folder / "music" / "own" / f"{name}.wav"
    is_own = _NAME.fullmatch(name) is not None and own.is_file()
    if not (is_own or name in NAMES) or not SHORTEST_S <= seconds <= LONGEST_S:
        raise KeyError(f"no music {name} of {seconds} s")
    path = folder / "music" / f"{name}-{seconds}.wav"
    if not path.exists() or (is_own and path.stat().st_mtime < own.stat().st_mtime):
        made = _wav(_own(own, seconds) if is_own else _composed(name, seconds))
        path.parent.mkdir(parents=True, exist_ok=True)
        # Another process or thread may be making the same.
        part = path.with_suffix(f".{secrets.token_hex(4)}.part")
        part.write_bytes(made)
        part.replace(path)
    return path


def _composed(name: str, seconds: int) -> Samples:
    moments = np.arange(RATE * seconds) / RATE
    if name == "none":
        return np.zeros_like(moments)
    if name == "ringing":
        bell = np.sin(2 * np.pi * _RING_HZ * moments)
        return _faded(np.where(moments % _RING_EVERY_S < _RING_S, _LEVEL * bell, 0.0))
    chords = np.array(_CHORDS)[(moments // _CHORD_S).astype(int) % len(_CHORDS)]
    if name == "calm":
        envelope = np.sin(np.pi * (moments % _CHORD_S) / _CHORD_S)
        tone = np.sin(2 * np.pi * chords * moments[:, None]).mean(axis=1)
        return _faded(_LEVEL * envelope * tone)
    into = moments % _PLUCK_S
    note = np.take_along_axis(chords, (moments // _PLUCK_S).astype(int)[:, None] % chords.shape[1], 1)[:, 0]
    tone = np.sin(4 * np.pi * note * moments) + 0.4 * np.sin(8 * np.pi * note * moments)
    return _faded(_LEVEL * np.minimum(1, into / 0.01) * np.exp(-3 * into) * tone)


def _own(path: Path, seconds: int) -> Samples:
    """The admin's file, mixed to one channel, at our rate, again from its beginning when it is too short."""
    try:
        with wave.open(str(path)) as file:
            width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
            wanted = min(file.getnframes(), rate * seconds)
            sound = np.frombuffer(file.readframes(wanted), dtype=np.int16)
    except (wave.Error, EOFError, ValueError) as error:
        raise KeyError(f"{path.name} is no WAV file: {error}") from None
    if width != 2 or not len(sound):
        raise KeyError(f"{path.name} must be a 16-bit WAV file with sound in it")
    mono = sound.reshape(-1, channels).mean(axis=1)
    moments = np.arange(RATE * seconds) / RATE % (len(mono) / rate)
    # Above half our rate a telephone carries nothing; a mean over the step keeps it from folding back.
    step = max(1, rate // RATE)
    smooth = np.convolve(mono, np.ones(step) / step, mode="same")
    return _faded(np.interp(moments * rate, np.arange(len(smooth)), smooth))


def _faded(samples: Samples) -> Samples:
    """Half a second in and out, so that nothing clicks."""
    edge = np.arange(len(samples)) / (RATE // 2)
    faded: Samples = samples * np.clip(np.minimum(edge, edge[::-1]), 0, 1)
    return faded


def _wav(samples: Samples) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.astype("<i2").tobytes())
    return out.getvalue()
