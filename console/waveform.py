"""The outline of a sound, drawn from its peaks. Numbers in, a path of an SVG out."""

from __future__ import annotations

from collections.abc import Sequence

HEIGHT = 40  # of one channel; the width is one unit a peak


def outline(peaks: Sequence[int]) -> str:
    """`peaks`: 0 to 100 each. A closed path, the same above and below the middle; "" without peaks."""
    middle = HEIGHT / 2
    heights = [max(0.5, middle * min(100, max(0, peak)) / 100) for peak in peaks]
    if not heights:
        return ""
    above = [f"{x} {middle - height:g}" for x, height in enumerate([*heights, heights[-1]])]
    below = [f"{x} {middle + height:g}" for x, height in reversed(list(enumerate([*heights, heights[-1]])))]
    return "M" + "L".join([*above, *below]) + "Z"
