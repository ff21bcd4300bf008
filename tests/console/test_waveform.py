"""Peaks become an outline that is as wide as there are peaks, and never outside of its box."""

from __future__ import annotations

import re

import pytest

from console.waveform import HEIGHT, outline


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", path)]


@pytest.mark.parametrize("peaks", [[0], [100], [0, 50, 100], [-5, 300], list(range(100)) * 8])
def test_inside_of_its_box(peaks: list[int]) -> None:
    found = points(outline(peaks))
    assert max(x for x, _ in found) == len(peaks)
    assert all(0 <= y <= HEIGHT for _, y in found)


def test_loud_is_high_and_quiet_is_a_line() -> None:
    assert {y for x, y in points(outline([100, 0])) if x == 0} == {0, HEIGHT}
    assert {y for x, y in points(outline([0, 0])) if x == 0} == {19.5, 20.5}


def test_no_peaks_no_path() -> None:
    assert outline([]) == ""
