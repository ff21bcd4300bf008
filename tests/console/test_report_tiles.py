"""Large figures beside those of the other period."""

from __future__ import annotations

from console import report_tiles
from console.report_parts import Tile


def test_the_same_is_read_of_both_periods() -> None:
    found = report_tiles.of("Words", "abc", "ab", [("Letters", "count", "letters", len)])
    assert list(found.tiles) == [Tile("Letters", 3, "count", "letters", was=2)]


def test_without_another_period_there_is_nothing_before() -> None:
    found = report_tiles.of("Words", "abc", None, [("Letters", "count", "", len)])
    assert found.tiles[0].was is None
