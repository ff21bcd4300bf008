"""What a file claims to be, and what is there: WAV files read by their chunks. Nothing is decoded here.

Layout: RIFF, a size, WAVE, then chunks of an id, a size and so many bytes (padded to even). Who writes while
sound still comes does not know sizes: they then stand as 0 or as the greatest number there is.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

PCM, ALAW, MULAW, EXTENSIBLE = 1, 6, 7, 0xFFFE
_WIDTHS = {PCM: (8, 16, 24, 32), ALAW: (8,), MULAW: (8,)}
_RATES = (4000, 192_000)
_CHUNKS_AT_MOST = 1000
_UNKNOWN = (0, 1 << 31, 1 << 32)  # sizes of writers who do not know; they may have taken their head off
_HEAD = 4096
_BEGINNINGS = (
    (b"ID3", "MP3"),
    (b"\xff\xfb", "MP3"),
    (b"\xff\xf3", "MP3"),
    (b"\xff\xf2", "MP3"),
    (b"\xff\xfa", "MP3"),
    (b"OggS", "Ogg"),
    (b"fLaC", "FLAC"),
    (b"\x1aE\xdf\xa3", "WebM"),
    (b"RIFX", "a WAV file of big-endian numbers"),
    (b"RF64", "a WAV file of more than 4 GB"),
    (b"<", "a page of text"),
    (b"{", "a page of text"),
)


ENDS_EARLY = "the sound ends early"  # how the sentence of a CutSound begins


class BadSound(Exception):
    """A sentence about a file that is no sound we can use."""


class CutSound(BadSound):
    """Less is there than was promised; `check(…, cut=True)` takes what is there."""


@dataclass(frozen=True)
class Sound:
    """`seconds`, `rate` in Hz, `channels`: 1 or 2. `code`: PCM, ALAW or MULAW; `width`: bytes of one sample.

    `begins`, `size`: where in the file its samples are, in bytes.
    """

    seconds: float
    rate: int
    channels: int
    code: int
    width: int
    begins: int
    size: int

    @property
    def frame(self) -> int:
        """Bytes of one moment, all channels."""
        return self.width * self.channels


@dataclass(frozen=True)
class _Format:
    code: int
    channels: int
    rate: int
    width: int


def check(file: Path, *, cut: bool = False) -> Sound:
    """What is in a WAV file. Raises BadSound with a sentence; CutSound when it ends early, unless `cut`."""
    with file.open("rb") as opened:
        return _check(opened, cut=cut)


def _check(file: BinaryIO, *, cut: bool) -> Sound:
    there = os.fstat(file.fileno()).st_size
    if there == 0:
        raise BadSound("the file is empty")
    head = file.read(12)
    if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
        raise BadSound(_what_else(head))
    form = None
    at = 12
    for _ in range(_CHUNKS_AT_MOST):
        file.seek(at)
        name, size = _chunk(file.read(8))
        if name == b"data":
            return _sound(form, at + 8, size, there, cut=cut)
        if name == b"fmt ":
            form = _format(file.read(min(size, _HEAD)))
        at += 8 + size + size % 2
    raise BadSound("the WAV file has too many parts and no sound among them")


def _chunk(head: bytes) -> tuple[bytes, int]:
    if len(head) < 8:
        raise CutSound("the WAV file ends before its sound")
    name, size = struct.unpack("<4sI", head)
    return name, size


def _format(body: bytes) -> _Format:
    if len(body) < 16:
        raise BadSound("the WAV file does not say how it is written")
    code, channels, rate, _, _, bits = struct.unpack("<HHIIHH", body[:16])
    if code == EXTENSIBLE and len(body) >= 26:
        (code,) = struct.unpack("<H", body[24:26])
    if code not in _WIDTHS:
        raise BadSound(f"the WAV file is written in a way (format {code}) that is not known here")
    if channels not in (1, 2):
        raise BadSound(f"the WAV file has {channels} channels; one or two are known here")
    if not _RATES[0] <= rate <= _RATES[1]:
        raise BadSound(f"the WAV file has {rate} samples a second, which no sound of a telephone has")
    if bits not in _WIDTHS[code]:
        raise BadSound(f"the WAV file has samples of {bits} bits, which are not known here")
    return _Format(code, channels, rate, bits // 8)


def _sound(form: _Format | None, begins: int, promised: int, there: int, *, cut: bool) -> Sound:
    if form is None:
        raise BadSound("the WAV file does not say how it is written")
    frame = form.width * form.channels
    present = there - begins
    is_known = all(not limit - _HEAD <= promised <= limit for limit in _UNKNOWN)
    if is_known and promised > present and not cut:
        wanted, found = (size / frame / form.rate for size in (promised, present))
        raise CutSound(f"{ENDS_EARLY}: {_time(wanted)} were promised, {_time(found)} are there")
    size = min(promised, present) if is_known else present
    size -= size % frame
    return Sound(size / frame / form.rate, form.rate, form.channels, form.code, form.width, begins, size)


def _time(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 7200 else f"{seconds / 3600:.1f} hours"


def _what_else(head: bytes) -> str:
    for begins, what in _BEGINNINGS:
        if head.lstrip().startswith(begins):
            return f"this is not a WAV file but {what}"
    if len(head) < 12 and b"RIFF".startswith(head[:4]):
        return "the WAV file ends before its sound"
    return "this is not a sound: a WAV file was expected"
