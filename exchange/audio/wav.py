"""WAV files in and out. Everything inside the exchange is mu-law; files are 16-bit PCM, as Twilio's are.

RIFF is read by hand because the standard `wave` module refuses mu-law and the endless lengths of piped WAVs.
"""

import audioop
import struct
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from exchange.audio import mulaw
from exchange.audio.resample import to_telephone

PCM, ALAW, MULAW, EXTENSIBLE = 1, 6, 7, 0xFFFE
BITS = {PCM: (8, 16, 24, 32), ALAW: (8,), MULAW: (8,)}


class NotWavError(ValueError):
    """The bytes are not a WAV file that a telephone could play."""


@dataclass(frozen=True)
class _Sound:
    """What a WAV file holds: coding (format tag), channels, samples a second, bytes a sample, sample data."""

    coding: int
    channels: int
    rate: int
    width: int
    data: bytes

    @property
    def frame_bytes(self) -> int:
        return self.channels * self.width


def write(path: Path | str, channels: Sequence[bytes]) -> None:
    """Write mu-law channels as 16-bit PCM at 8 kHz; shorter ones end in silence. No channel: ValueError."""
    if not channels:
        raise ValueError("a WAV file needs a channel")
    length = max(map(len, channels))
    linear = [mulaw.decode(channel.ljust(length, b"\xff")) for channel in channels]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(2)
        file.setframerate(mulaw.RATE)
        file.writeframes(_interleave(linear))


def read(source: Path | str | bytes) -> bytes:
    """Any PCM, A-law or mu-law WAV as 8 kHz mono mu-law, channels mixed evenly. NotWavError if none."""
    sound = _parse(_bytes(source))
    if (sound.coding, sound.channels, sound.rate) == (MULAW, 1, mulaw.RATE):
        return sound.data
    channels = _separate(_linear(sound), sound.channels)
    share = 1 / len(channels)
    mono = reduce(lambda one, two: audioop.add(one, two, 2), (audioop.mul(c, 2, share) for c in channels))
    return mulaw.encode(to_telephone(mono, sound.rate))


def duration_s(source: Path | str | bytes) -> float:
    """How long a WAV file plays. NotWavError if it is none."""
    sound = _parse(_bytes(source))
    return len(sound.data) / (sound.frame_bytes * sound.rate)


def _bytes(source: Path | str | bytes) -> bytes:
    return source if isinstance(source, bytes) else Path(source).read_bytes()


def _parse(raw: bytes) -> _Sound:
    if raw[:4] != b"RIFF" or raw[8:12] != b"WAVE":
        raise NotWavError("no RIFF/WAVE header")
    found = dict(_chunks(raw))
    form, data = found.get(b"fmt ", b""), found.get(b"data")
    if len(form) < 16 or data is None:
        raise NotWavError("no format or no data")
    # bytes a second and block size are left alone: they follow from the rest, and writers get them wrong
    coding, channels, rate, _, _, bits = struct.unpack("<HHIIHH", form[:16])
    if coding == EXTENSIBLE and len(form) >= 26:
        coding = struct.unpack("<H", form[24:26])[0]
    width = bits // 8
    good_bits = bits in BITS.get(coding, ())
    if not good_bits or not 1 <= channels <= 16 or not 1000 <= rate <= 384_000:
        raise NotWavError(f"format {coding}, {bits} bits, {channels} channels, {rate} Hz")
    whole = len(data) - len(data) % (channels * width)
    return _Sound(coding, channels, rate, width, data[:whole])


def _chunks(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(raw):
        name, size = raw[at : at + 4], int.from_bytes(raw[at + 4 : at + 8], "little")
        # a WAV written to a pipe promises more than it holds: a slice takes what is there
        yield name, raw[at + 8 : at + 8 + size]
        at += 8 + size + (size & 1)


def _linear(sound: _Sound) -> bytes:
    if sound.coding == MULAW:
        return mulaw.decode(sound.data)
    if sound.coding == ALAW:
        return audioop.alaw2lin(sound.data, 2)
    # 8-bit WAV samples are unsigned, wider ones are signed
    data = audioop.bias(sound.data, 1, 128) if sound.width == 1 else sound.data
    return audioop.lin2lin(data, sound.width, 2)


def _separate(linear: bytes, count: int) -> list[bytes]:
    samples = memoryview(linear).cast("h")
    return [samples[channel::count].tobytes() for channel in range(count)]


def _interleave(channels: Sequence[bytes]) -> bytes:
    if len(channels) == 1:
        return channels[0]
    mixed = bytearray(len(channels) * len(channels[0]))
    view = memoryview(mixed).cast("h")
    for place, channel in enumerate(channels):
        view[place :: len(channels)] = memoryview(channel).cast("h")
    return bytes(mixed)
