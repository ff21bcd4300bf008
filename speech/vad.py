"""Is somebody speaking? One gate per track, fed 20 ms frames; cheap looks first, so silence costs next to
nothing.

A frame is a voice when it is louder than the line's own noise, webrtcvad takes it for speech, and it is not a
key's tone. Single frames mean nothing: speech begins after a share of a window, so that clicks and coughs do
not open the gate.
"""

from __future__ import annotations

from collections import deque

import numpy as np
import webrtcvad

from speech import mulaw
from speech.frames import FRAME, FRAME_MS, SILENT

SILENCE_LEVEL = 12.0  # about -51 dBFS: nobody speaks so low
MARGIN = 10.0  # above the line's noise, in codes: a little under 4 dB
WINDOW, ENOUGH = 10, 6  # speech begins with 120 ms of voice in 200: a short yes passes, most coughs do not
HANGOVER = 10  # frames without voice until speech is over
_AGGRESSIVENESS = 2
_BLOCK, _BLOCKS = 25, 6  # the noise floor is the lowest level of 3 s, kept in blocks of 0.5 s
_WINDOW_MASK = (1 << WINDOW) - 1

# DTMF's frequencies (ITU-T Q.23) as a matrix that turns a frame into its cosines and sines.
_TONES = np.array([697, 770, 852, 941, 1209, 1336, 1477, 1633])
_TURNS = 2 * np.pi * np.outer(np.arange(FRAME), _TONES) / mulaw.RATE
_PROBE = np.concatenate([np.cos(_TURNS), np.sin(_TURNS)], axis=1).astype(np.float32)
_TONE_SHARE = 0.7  # of the frame's energy in one low and one high tone


class Floor:
    """The line's own noise: the lowest level of the last seconds."""

    def __init__(self) -> None:
        self.level = 127.0
        self._blocks: deque[float] = deque(maxlen=_BLOCKS)
        self._lowest, self._count = 127.0, 0

    def add(self, level: float) -> None:
        if level < self._lowest:
            self._lowest = level
            self.level = min(self.level, level)
        self._count += 1
        if self._count == _BLOCK:
            self._blocks.append(self._lowest)
            self.level = min(self._blocks)
            self._lowest, self._count = 127.0, 0


class Gate:
    """`speaking` while speech goes on; `voiced` for the last frame."""

    def __init__(self) -> None:
        self.speaking = False
        self.voiced = False
        self._floor = Floor()
        self._vad = webrtcvad.Vad(_AGGRESSIVENESS)
        self._recent = 0
        self._quiet = 0

    @property
    def lead_ms(self) -> int:
        """How long ago, before the end of the last frame, the voice of this window began."""
        return self._recent.bit_length() * FRAME_MS

    def hear(self, frame: bytes) -> None:
        """One frame of 160 bytes of mu-law."""
        raw = self._is_voice(frame)
        self._recent = (self._recent << 1 | raw) & _WINDOW_MASK
        # One voiced frame among quiet ones is a click.
        self.voiced = raw and self._recent & 0b110 != 0
        if self.voiced:
            self._quiet = 0
            self.speaking = self.speaking or self._recent.bit_count() >= ENOUGH
        elif self.speaking:
            self._quiet += 1
            self.speaking = self._quiet < HANGOVER

    def _is_voice(self, frame: bytes) -> bool:
        if frame == SILENT:
            return False  # a gap, or a muted line: says nothing about the line's noise
        level = mulaw.level(frame)
        self._floor.add(level)
        if level < SILENCE_LEVEL or level < self._floor.level + MARGIN:
            return False
        pcm = mulaw.decode(frame)
        return bool(self._vad.is_speech(pcm, mulaw.RATE)) and not is_key_tone(pcm)


def is_key_tone(pcm: bytes) -> bool:
    """Whether 20 ms of 16-bit PCM are a DTMF tone: nearly all energy in one low and one high frequency of
    Q.23.
    """
    samples = np.frombuffer(pcm, "<i2").astype(np.float32)
    energy = float(samples @ samples)
    parts = samples @ _PROBE
    powers = parts[:8] ** 2 + parts[8:] ** 2
    low, high = float(powers[:4].max()), float(powers[4:].max())
    return min(low, high) * 20 > max(low, high) and (low + high) * 2 / FRAME > _TONE_SHARE * energy > 0
