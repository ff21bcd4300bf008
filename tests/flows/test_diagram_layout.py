"""Layout: nothing overlaps, lines lead downwards, every way is drawn or named."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.diagram_layout import MAX_SPAN, Layout, lay_out
from flows.flow import Flow
from flows.walk import exits


def holds(flow: Flow, layout: Layout) -> None:
    placed = [item.step for layer in layout.layers for item in layer if item.step]
    assert sorted(placed) == sorted(flow.steps)
    for layer in layout.layers:
        for left, right in pairwise(layer):
            assert right.x - left.x >= (left.width + right.width) / 2
        assert all(item.width / 2 <= item.x + 0.01 for item in layer)
    drawn = {(line.points[0].step, line.points[-1].step) for line in layout.lines}
    for line in layout.lines:
        assert [item.layer for item in line.points] == list(
            range(line.points[0].layer, line.points[-1].layer + 1)
        )
        assert line.points[-1].layer - line.points[0].layer <= MAX_SPAN
    named = {(name, target) for name, asides in layout.asides.items() for _, target in asides}
    ways = {(name, target) for name, step in flow.steps.items() for _, target, _ in exits(step)}
    assert drawn | named == ways
    assert not drawn & named


def test_shipped_flows(acme: Flow, small: Flow) -> None:
    holds(acme, lay_out(acme))
    holds(small, lay_out(small))


def test_first_ways_stand_left(small: Flow) -> None:
    at = {item.step: item.x for layer in lay_out(small).layers for item in layer}
    assert at["sales_queue"] < at["repairs_queue"]


NAMES = "abcdefg"


@settings(deadline=None)
@given(st.fixed_dictionaries({n: st.lists(st.sampled_from([*NAMES, "hang up"]), max_size=3) for n in NAMES}))
def test_any_flow(ways: dict[str, list[str]]) -> None:
    steps: dict[str, Any] = {
        name: {
            "menu": "m",
            "options": [{"key": "1", "next": t} for t in targets] or [{"next": "a"}],
            "else": "a",
        }
        for name, targets in ways.items()
    }
    data = {"ramal": 1, "flow": "f", "title": "t", "languages": ["en"], "start": "a", "steps": steps}
    flow = Flow.model_validate(data)
    holds(flow, lay_out(flow))
