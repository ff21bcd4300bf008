"""A key has two frequencies, a busy line one that stays; other pairs and short whistles are not meant."""

from __future__ import annotations

import numpy as np
import pytest

from recordings.blocks import RATE
from recordings.tones import FRAME, Floats, keys, pitches, staying
from tests.recordings.sounds import noise


def frames(*hertz: int, seconds: float = 0.4, db: float = -60) -> tuple[Floats, Floats]:
    at = np.arange(round(seconds * RATE)) / RATE
    line = np.sum([0.2 * np.sin(2 * np.pi * each * at) for each in hertz], axis=0) + noise(seconds, db)
    cut = line.reshape(-1, FRAME).astype(np.float32)
    return cut, np.mean(cut**2, axis=1)


@pytest.mark.parametrize("low", [697, 770, 852, 941])
@pytest.mark.parametrize("high", [1209, 1336, 1477, 1633])
def test_keys(low: int, high: int) -> None:
    assert keys(*frames(low, high)).all()
    assert not staying(pitches(*frames(low, high))).any()


@pytest.mark.parametrize("hertz", [(697,), (1209,), (697, 770), (600, 1336), (697, 1100), (350, 440)])
def test_other_tones_are_no_keys(hertz: tuple[int, ...]) -> None:
    assert not keys(*frames(*hertz)).any()


@pytest.mark.parametrize("hertz", [425, 480, 1000, 1100, 2100])
def test_one_frequency_that_stays(hertz: int) -> None:
    assert staying(pitches(*frames(hertz))).all()


def test_a_short_whistle_is_none() -> None:
    assert not staying(pitches(*frames(1000, seconds=0.12))).any()


def test_a_glide_is_none() -> None:
    at = np.arange(RATE) / RATE
    line = 0.2 * np.sin(2 * np.pi * (400 * at + 1600 * at**2))
    cut = line.reshape(-1, FRAME).astype(np.float32)
    assert staying(pitches(cut, np.mean(cut**2, axis=1))).mean() < 0.2


def test_noise_and_nothing_are_none() -> None:
    for cut, power in (frames(db=-30), frames(db=-90)):
        assert not keys(cut, power).any()
        assert not staying(pitches(cut, power)).any()
    assert not staying(np.zeros(0, np.uint8)).any()
