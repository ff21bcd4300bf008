"""A flow as a picture: SVG for pages and files, a tree of text for the terminal."""

from __future__ import annotations

from flows.diagram_svg import draw
from flows.diagram_text import tree
from flows.flow import Flow


def to_svg(flow: Flow) -> str:
    """A layered diagram of the flow and its sub-flows. Light or dark as the reader's system is."""
    return draw(flow)


def to_text(flow: Flow, width: int = 100) -> str:
    """A tree of the flow and its sub-flows. A step is told once and referred to afterwards."""
    return tree(flow, width)
