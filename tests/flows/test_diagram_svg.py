"""Outlines: each family has one of its own."""

from flows.diagram_svg import outline
from flows.diagram_words import FAMILIES


def test_outlines_differ() -> None:
    families = set(FAMILIES.values())
    assert len({outline(family, 0, 0, 60) for family in families}) == len(families)


def test_outlines_are_closed_or_stroked() -> None:
    for family in set(FAMILIES.values()):
        assert outline(family, 10, 20, 60).startswith("M")
        assert "Z" in outline(family, 10, 20, 60)
