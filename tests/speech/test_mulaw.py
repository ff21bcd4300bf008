"""Mu-law: the samples of G.711, and how loud a piece is."""

from __future__ import annotations

import numpy as np
import pytest

from speech import mulaw
from tests.speech import sounds


@pytest.mark.parametrize(
    ("byte", "sample"),
    [(0xFF, 0), (0x7F, 0), (0x80, 32124), (0x00, -32124), (0xF0, 120), (0x70, -120), (0xEF, 132)],
)
def test_samples_are_those_of_the_standard(byte: int, sample: int) -> None:
    assert int.from_bytes(mulaw.decode(bytes([byte])), "little", signed=True) == sample


def test_decoding_undoes_encoding() -> None:
    sound = sounds.voice(200)
    back = np.frombuffer(mulaw.decode(sounds.encode(sound)), "<i2")
    assert np.abs(back - sound).max() <= np.abs(sound).max() * 0.04 + 8


def test_nothing_is_nothing() -> None:
    assert mulaw.decode(b"") == b""
    assert mulaw.level(b"") == 0.0
    assert mulaw.level(mulaw.QUIET * 160) == 0.0


def test_six_decibels_are_sixteen_codes() -> None:
    levels = [mulaw.level(sounds.encode(sounds.noise(1000, dbfs))) for dbfs in (-24, -18, -12)]
    assert np.diff(levels) == pytest.approx([mulaw.CODES_PER_6_DB] * 2, abs=2)


def test_a_click_is_not_loud() -> None:
    click = bytearray(mulaw.QUIET * 160)
    click[40:44] = b"\x80\x00\x80\x00"
    assert mulaw.level(bytes(click)) < 5


def test_encoding_takes_the_nearest_code() -> None:
    sound = sounds.voice(200)
    nearest = sounds.encode(sound.astype("<i2")).replace(b"\x7f", mulaw.QUIET)
    assert mulaw.encode(sound.astype("<i2").tobytes()) == nearest
    every = bytes(code for code in range(256) if code != 0x7F)  # two codes are zero
    assert mulaw.encode(mulaw.decode(every)) == every
    assert mulaw.encode(b"") == b""
