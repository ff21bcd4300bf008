"""Large figures of one thing that was counted, beside the same of the other period."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from console.report_parts import Plain, Tile, Tiles, Unit

Counted = TypeVar("Counted")


def of(
    title: str,
    whole: Counted,
    was: Counted | None,
    figures: Sequence[tuple[str, Unit, str, Callable[[Counted], Plain]]],
) -> Tiles:
    """`figures`: title, unit, measure ("": nothing explains it), how it is read from what was counted."""
    return Tiles(
        title,
        [
            Tile(name, read(whole), unit, measure, was=None if was is None else read(was))
            for name, unit, measure, read in figures
        ],
    )
