"""Every way of writing becomes 16 bits at 8 kHz, block by block."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from recordings.blocks import BLOCK_S, RATE, blocks
from recordings.riff import ALAW, MULAW, PCM, check
from tests.recordings.sounds import kept, pcm, silence, voice, wav

LINE = voice(1, -20)


def decoded(folder: Path, data: bytes) -> np.ndarray:
    file = kept(folder, data)
    return np.concatenate([np.zeros((0, check(file).channels)), *blocks(file, check(file))])


def written(bits: int) -> bytes:
    if bits == 8:
        return bytes((LINE * 127 + 128).round().astype("u1"))
    if bits == 24:
        wide = (LINE * 8388607).round().astype("<i4")
        return b"".join(number.to_bytes(3, "little", signed=True) for number in wide.tolist())
    narrow: bytes = (LINE * (2 ** (bits - 1) - 1)).round().astype(f"<i{bits // 8}").tobytes()
    return narrow


@pytest.mark.parametrize("bits", [8, 16, 24, 32])
def test_linear_samples_of_any_width(tmp_path: Path, bits: int) -> None:
    found = decoded(tmp_path, wav(written(bits), bits=bits))[:, 0] / 32767
    assert np.abs(found - LINE).max() < (0.009 if bits == 8 else 0.0001)


@pytest.mark.parametrize(("code", "quiet", "loud"), [(MULAW, b"\xff", b"\x80"), (ALAW, b"\xd5", b"\xaa")])
def test_companded_samples(tmp_path: Path, code: int, quiet: bytes, loud: bytes) -> None:
    found = decoded(tmp_path, wav(quiet * 10 + loud * 10, code=code, bits=8))[:, 0]
    assert np.abs(found[:10]).max() <= 8
    assert found[10:].min() > 32000


def test_blocks_are_bounded_and_complete(tmp_path: Path) -> None:
    file = kept(tmp_path, wav(pcm(silence(BLOCK_S * 2 + 1), silence(BLOCK_S * 2 + 1)), channels=2))
    sizes = [block.shape for block in blocks(file, check(file))]
    assert sizes == [(BLOCK_S * RATE, 2), (BLOCK_S * RATE, 2), (RATE, 2)]


def test_what_is_not_sound_behind_the_samples_is_not_read(tmp_path: Path) -> None:
    assert len(decoded(tmp_path, wav(pcm(LINE), code=PCM, after=b"LIST\4\0\0\0abcd"))) == len(LINE)


def test_no_samples_are_no_blocks(tmp_path: Path) -> None:
    assert decoded(tmp_path, wav(b"")).shape == (0, 1)
