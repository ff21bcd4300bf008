"""The picture shows the highest wave of every stretch."""

from __future__ import annotations

import numpy as np

from recordings.waveform import bars


def test_short_sounds_have_a_bar_for_each_frame() -> None:
    assert bars(np.array([0, 0.5, 1], np.float32)) == [0, 50, 100]


def test_long_sounds_have_few_bars_and_no_peak_is_missed() -> None:
    peaks = np.zeros(100_001, np.float32)
    peaks[[0, 50_000, 100_000]] = 1
    found = bars(peaks)
    assert len(found) == 800
    assert [place for place, bar in enumerate(found) if bar] == [0, 400, 799]


def test_nothing_has_no_bars_and_too_much_is_the_highest() -> None:
    assert bars(np.zeros(0, np.float32)) == []
    assert bars(np.array([7], np.float32)) == [100]
