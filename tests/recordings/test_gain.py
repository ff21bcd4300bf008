"""How much is added, and what becomes of each sample."""

from __future__ import annotations

import numpy as np
import pytest

from recordings.gain import LIMIT_DB, MOST_DB, curve, gain_db


@pytest.mark.parametrize(
    ("speech_db", "noise_db", "expected"),
    [
        (None, -50, 0),
        (-20, -60, 0),
        (-30, -70, 10),
        (-10, -60, -10),
        (-60, -96, MOST_DB),
        (-35, -50, 10),  # the noise would come to -35
        (-35, -30, 0),  # it is louder than we would make it
        (-10, -30, -10),
    ],
)
def test_how_much(speech_db: float | None, noise_db: float, expected: float) -> None:
    assert gain_db(speech_db, noise_db) == expected


@pytest.mark.parametrize("added_db", [-20, 0, 12, 24])
@pytest.mark.parametrize("offset", [0, -3000, 3000])
def test_waves_keep_their_order_and_stay_below_the_limit(added_db: float, offset: int) -> None:
    table = curve(added_db, offset)
    samples = np.arange(-32768, 32768)
    after = table[samples % 65536].astype(int)
    assert (np.diff(after) >= 0).all()
    assert np.abs(after).max() <= round(10 ** (LIMIT_DB / 20) * 32768)
    assert table[offset % 65536] == 0


def test_small_waves_are_only_made_larger() -> None:
    table = curve(20, 0)
    assert [table[each % 65536] for each in (-1000, -1, 0, 1, 1000)] == [-10000, -10, 0, 10, 10000]
