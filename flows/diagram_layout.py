"""Where the steps of a diagram stand: layers from the top, few crossings, everything near its neighbours.

The layout follows Sugiyama, Tagawa and Toda (1981): layers by longest path, order by barycentres, then
positions. Ways back and ways over many layers are not drawn as lines: the box names their target.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from flows.flow import Flow
from flows.graph import as_met, finished, graph_of, roots
from flows.values import HANG_UP
from flows.walk import exits

BOX_W = 208.0
BEND_W = 14.0
GAP_X = 26.0
MAX_SPAN = 3  # a line over more layers would cross the whole picture
_SWEEPS = 12


@dataclass
class Item:
    """A step, or a bend where a line passes a layer (`step` is "" then). `x` is its middle."""

    step: str
    layer: int
    x: float = 0.0
    up: list[Item] = field(default_factory=list)
    down: list[Item] = field(default_factory=list)

    @property
    def width(self) -> float:
        return BOX_W if self.step else BEND_W


@dataclass
class Line:
    labels: str
    points: list[Item]  # the step it leaves, its bends, the step it reaches


@dataclass
class Layout:
    layers: list[list[Item]]
    lines: list[Line]
    asides: dict[str, list[tuple[str, str]]]  # step: (labels, target) that are only named
    width: float


def lay_out(flow: Flow) -> Layout:
    return arrange(graph_of(flow), roots(flow), {name: _ways(flow, name) for name in flow.steps})


def arrange(
    graph: Mapping[str, list[str]], begin: Iterable[str], ways: Mapping[str, Mapping[str, str]]
) -> Layout:
    """Of any graph: `begin` is where readers start, `ways` the labels of each step's targets."""
    first = [name for name in begin if name in graph]
    order = list(reversed(finished({name: graph[name] for name in dict.fromkeys([*first, *graph])})))
    position = {name: i for i, name in enumerate(order)}
    depth = dict.fromkeys(order, 0)
    # In this order every way but those back leads to a later step, so one pass finds the longest path.
    for name in order:
        for target in graph[name]:
            if position[target] > position[name]:
                depth[target] = max(depth[target], depth[name] + 1)
    items = {name: Item(name, depth[name]) for name in order}
    layers: list[list[Item]] = [[] for _ in range(max(depth.values(), default=0) + 1)]
    for name in as_met(graph, first):
        layers[depth[name]].append(items[name])
    lines, asides = _connect(ways, items, layers)
    _sort(layers)
    width = _place(layers)
    return Layout(layers, lines, asides, width)


def _ways(flow: Flow, name: str) -> dict[str, str]:
    """Targets of a step with the labels that lead there, several joined."""
    labels: dict[str, list[str]] = defaultdict(list)
    for label, target, _ in exits(flow.steps[name]):
        labels[target].append(label)
    return {target: ", ".join(found) for target, found in labels.items()}


def _connect(
    ways: Mapping[str, Mapping[str, str]], items: dict[str, Item], layers: list[list[Item]]
) -> tuple[list[Line], dict[str, list[tuple[str, str]]]]:
    lines: list[Line] = []
    asides: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, item in items.items():
        for target, labels in ways[name].items():
            to = items.get(target)
            if target == HANG_UP or to is None or not 0 < to.layer - item.layer <= MAX_SPAN:
                asides[name].append((labels, target))
                continue
            points = [item]
            for layer in range(item.layer + 1, to.layer):
                points.append(Item("", layer))
                layers[layer].append(points[-1])
            points.append(to)
            for above, below in pairwise(points):
                above.down.append(below)
                below.up.append(above)
            lines.append(Line(labels, points))
    return lines, asides


def _sort(layers: list[list[Item]]) -> None:
    """Barycentres downwards and upwards in turn: each item goes to the middle of its neighbours."""
    for sweep in range(_SWEEPS):
        downwards = sweep % 2 == 0
        # Items are compared by identity: two bends in one layer are otherwise equal.
        rank = {id(item): i for layer in layers for i, item in enumerate(layer)}
        for layer in layers if downwards else reversed(layers):
            keyed = []
            for i, item in enumerate(layer):
                near = item.up if downwards else item.down
                middle = sum(rank[id(n)] for n in near) / len(near) if near else float(i)
                keyed.append((middle, i, item))
            keyed.sort(key=lambda entry: entry[:2])
            layer[:] = [item for _, _, item in keyed]
            rank.update({id(item): i for i, item in enumerate(layer)})


def _place(layers: list[list[Item]]) -> float:
    """Gives every item its x and returns the whole width."""
    for layer in layers:
        _spread(layer, [0.0] * len(layer))
    for sweep in range(_SWEEPS):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            _spread(layer, [_wish(item) for item in layer])
    items = [item for layer in layers for item in layer]
    left = min((item.x - item.width / 2 for item in items), default=0.0)
    for item in items:
        item.x -= left
    return max((item.x + item.width / 2 for item in items), default=0.0)


def _wish(item: Item) -> float:
    near = [*item.up, *item.down]
    return sum(n.x for n in near) / len(near) if near else item.x


def _spread(layer: list[Item], wishes: list[float]) -> None:
    """As near to the wishes as the order and the gaps allow: the mean of pushing right and pushing left."""
    right: list[float] = []
    for i, item in enumerate(layer):
        least = right[-1] + (layer[i - 1].width + item.width) / 2 + GAP_X if i else wishes[0]
        right.append(max(wishes[i], least))
    left = list(wishes)
    for i in range(len(layer) - 2, -1, -1):
        most = left[i + 1] - (layer[i].width + layer[i + 1].width) / 2 - GAP_X
        left[i] = min(left[i], most)
    for item, a, b in zip(layer, right, left, strict=True):
        item.x = (a + b) / 2
