"""Writes down a whole sound, utterance by utterance, each channel for itself. No calls, no files' names.

Silence never reaches the recogniser: of a conversation each channel is silent half of the time.
"""

from __future__ import annotations

import wave
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from speech import mulaw
from speech.frames import FRAME, FRAME_MS
from speech.vad import Gate

LEAD = 25  # frames kept from before a voice is noticed
PAUSE = 35  # frames without voice that end an utterance
LONGEST = 1500  # frames of one utterance
_PCM_FRAME = 2 * FRAME
_BLOCK = 500  # frames read at once


class HeardLike(Protocol):
    @property
    def text(self) -> str: ...


class RecognizerLike(Protocol):
    """Used by one thread, for one channel."""

    def feed(self, pcm: bytes) -> str:
        """16-bit mono PCM of 8 kHz."""

    def finish(self) -> HeardLike:
        """The text of what was fed since the last finish."""


class NotThisSound(ValueError):
    """Not 16-bit WAV of 8 kHz."""


@dataclass(frozen=True)
class Said:
    """`channel` counts from 0; times from the beginning of the sound."""

    channel: int
    start_ms: int
    end_ms: int
    text: str


def write_down(sound: BinaryIO, recognizer: Callable[[], RecognizerLike]) -> list[Said]:
    """What is said in a WAV of 16 bits and 8 kHz, in order of time. `recognizer`: a new one per channel."""
    with wave.open(sound, "rb") as file:
        channels = file.getnchannels()
        if (file.getsampwidth(), file.getframerate()) != (2, mulaw.RATE):
            raise NotThisSound("the sound is not 16-bit WAV of 8 kHz")
        ears = [_Ear(number, recognizer()) for number in range(channels)]
        said = [line for block in _blocks(file) for line in _heard(ears, block, channels)]
    said += [line for ear in ears for line in ear.end()]
    return sorted(said, key=lambda line: (line.start_ms, line.channel))


def _blocks(file: wave.Wave_read) -> Iterator[bytes]:
    while block := file.readframes(_BLOCK * FRAME):
        yield block


def _heard(ears: list[_Ear], block: bytes, channels: int) -> Iterator[Said]:
    for number, ear in enumerate(ears):
        yield from ear.hear(_channel(block, number, channels))


def _channel(block: bytes, number: int, channels: int) -> bytes:
    """One channel of interleaved samples."""
    samples = memoryview(block).cast("h")
    return bytes(samples[number::channels].tobytes()) if channels > 1 else block


class _Ear:
    """One channel. An utterance begins a little before its voice is noticed."""

    def __init__(self, channel: int, recognizer: RecognizerLike) -> None:
        self._channel, self._recognizer = channel, recognizer
        self._gate = Gate()
        self._lead: deque[bytes] = deque(maxlen=LEAD)
        self._now = 0  # frames heard
        self._began: int | None = None
        self._voiced = 0  # the frame after the last voice

    def hear(self, pcm: bytes) -> Iterator[Said]:
        for at in range(0, len(pcm), _PCM_FRAME):
            yield from self._frame(pcm[at : at + _PCM_FRAME])

    def end(self) -> Iterator[Said]:
        if self._began is not None:
            heard = self._recognizer.finish().text
            if heard:
                yield Said(self._channel, self._began * FRAME_MS, self._voiced * FRAME_MS, heard)
            self._began = None

    def _frame(self, frame: bytes) -> Iterator[Said]:
        self._now += 1
        if len(frame) == _PCM_FRAME:
            self._gate.hear(mulaw.encode(frame))
        if self._gate.voiced:
            self._voiced = self._now
        if self._began is None:
            self._lead.append(frame)
            if self._gate.speaking:
                self._began = self._now - len(self._lead)
                self._recognizer.feed(b"".join(self._lead))
                self._lead.clear()
            return
        self._recognizer.feed(frame)
        if self._now - self._voiced >= PAUSE or self._now - self._began >= LONGEST:
            yield from self.end()
