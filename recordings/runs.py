"""Stretches of frames: short ones left out, small gaps closed, edges widened. Arrays in, arrays out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


def without_short(flags: Flags, shortest: int) -> Flags:
    """Only stretches of at least so many."""
    return _chosen(flags, lambda lengths: lengths >= shortest)


def closed(flags: Flags, longest: int) -> Flags:
    """Gaps of at most so many are filled; what is before the first and behind the last is not."""
    at = np.flatnonzero(flags)
    if not len(at):
        return flags
    filled: Flags = flags | _chosen(~flags, lambda lengths: lengths <= longest)
    filled[: at[0]] = filled[at[-1] + 1 :] = False
    return filled


def grown(flags: Flags) -> Flags:
    """One more on each side."""
    wider = flags.copy()
    wider[1:] |= flags[:-1]
    wider[:-1] |= flags[1:]
    return wider


def _chosen(flags: Flags, which: Callable[[NDArray[np.intp]], Flags]) -> Flags:
    edges = np.diff(np.concatenate([[0], flags.astype(np.int8), [0]]))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    which_ones = which(ends - starts)
    marks = np.zeros(len(flags) + 1, np.int32)
    marks[starts[which_ones]] += 1
    marks[ends[which_ones]] -= 1
    found: Flags = np.cumsum(marks)[: len(flags)] > 0
    return found
