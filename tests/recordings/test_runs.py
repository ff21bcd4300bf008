"""Stretches of frames, drawn as words: # is one that counts."""

from __future__ import annotations

import numpy as np
import pytest

from recordings.runs import Flags, closed, grown, without_short


def flags(drawn: str) -> Flags:
    return np.array([char == "#" for char in drawn], np.bool_)


def drawn(found: Flags) -> str:
    return "".join("#" if each else "." for each in found)


@pytest.mark.parametrize(
    ("before", "after"),
    [("", ""), ("....", "...."), ("##..###.#", "....###.."), ("####", "####"), ("#", "."), (".###", ".###")],
)
def test_short_ones_are_left_out(before: str, after: str) -> None:
    assert drawn(without_short(flags(before), 3)) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [("", ""), ("...", "..."), ("..#..#...#.", "..####...#."), ("#.#", "###"), (".#", ".#"), ("#..", "#..")],
)
def test_small_gaps_are_closed(before: str, after: str) -> None:
    assert drawn(closed(flags(before), 2)) == after


@pytest.mark.parametrize(("before", "after"), [("..#..", ".###."), ("#...#", "##.##"), ("", "")])
def test_edges_are_widened(before: str, after: str) -> None:
    assert drawn(grown(flags(before))) == after
