"""All ways a caller can take from the first step until somebody or something takes over.

A *keypath* ends where the caller waits in a queue, leaves a message, is promised a callback, is
transferred, or the call ends. Going round a loop again is not another keypath: ways back are left out
of the count and listed as loops. Counting adds up the ways behind each step once, so that it costs as
much as the flow is long, however many ways there are; only the listing is bounded.

Seconds to a person are the seconds that the prompts on the way take to say, whole and once, at 15
characters a second, in the flow's first language. Callers' own time, silence, music and waiting in the
queue are not in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from flows.flow import Flow
from flows.graph import graph_of, reached, roots
from flows.paths_graph import Edge, Node, PathGraph, build, ends_at, is_person
from flows.walk import exits

_COUNTABLE = 1_000_000


@dataclass(frozen=True)
class KeyPath:
    """`steps` are (step, way out taken); the last has none. Steps of a sub-flow read `identify.ask`."""

    steps: tuple[tuple[str, str], ...]
    end: str  # queue billing, voicemail billing, hang up, … or `…` when cut at the depth
    seconds: float

    def __str__(self) -> str:
        walked = " › ".join(f"{step} [{label}]" if label else step for step, label in self.steps)
        return f"{walked} → {self.end} ({self.seconds:.0f} s)"


@dataclass(frozen=True)
class Paths:
    count: int
    listed: tuple[KeyPath, ...]
    loops: tuple[tuple[str, ...], ...]
    unreachable: tuple[str, ...]
    fastest_s: float | None  # prompts until a person, on the shortest and the longest way
    slowest_s: float | None
    uncovered: tuple[tuple[str, str], ...] = ()  # (step, label) that no scenario took

    @property
    def count_words(self) -> str:
        """The count as a person wants it: large flows have numbers of ways with hundreds of digits."""
        return f"{self.count:,}" if self.count <= _COUNTABLE else f"more than {_COUNTABLE:,}"

    @property
    def truncated(self) -> bool:
        return len(self.listed) < self.count or any(path.end == "…" for path in self.listed)


def enumerate_paths(
    flow: Flow, depth: int = 40, limit: int = 500, covered: set[tuple[str, str]] | None = None
) -> Paths:
    """Count all keypaths and list at most `limit` of them, each at most `depth` steps long."""
    graph = build(flow)
    counts, fastest, slowest = _add_up(graph)
    start = graph.start
    return Paths(
        count=counts.get(start, 0) if start else 0,
        listed=tuple(_listed(graph, depth, limit)),
        loops=graph.loops,
        unreachable=tuple(_unreachable(flow)),
        fastest_s=fastest.get(start) if start else None,
        slowest_s=slowest.get(start) if start else None,
        uncovered=() if covered is None else tuple(_uncovered(flow, covered)),
    )


_Sums = tuple[dict[Node, int], dict[Node, float], dict[Node, float]]


def _add_up(graph: PathGraph) -> _Sums:
    """Ways, and least and most seconds to a person, behind each step; later steps come first."""
    counts: dict[Node, int] = {}
    fastest: dict[Node, float] = {}
    slowest: dict[Node, float] = {}
    for node in graph.later_first:
        if ends_at(graph.step(node)):
            counts[node] = 1
            if is_person(graph.step(node)):
                fastest[node] = slowest[node] = 0.0
            continue
        edges = graph.onward(node)
        counts[node] = sum(counts[e.to] if e.to else 1 for e in edges)
        said = graph.seconds(node)
        ahead = [e.to for e in edges if e.to in fastest]
        if ahead:
            fastest[node] = said + min(fastest[to] for to in ahead if to)
            slowest[node] = said + max(slowest[to] for to in ahead if to)
    return counts, fastest, slowest


@dataclass
class _Trail:
    node: Node
    edges: Iterator[Edge]
    label: str = ""
    seconds: float = 0.0


@dataclass
class _Walk:
    graph: PathGraph
    trail: list[_Trail] = field(default_factory=list)

    def enter(self, node: Node) -> None:
        step = self.graph.step(node)
        edges = () if ends_at(step) else self.graph.onward(node)
        said = 0.0 if is_person(step) else self.graph.seconds(node)
        before = self.trail[-1].seconds if self.trail else 0.0
        self.trail.append(_Trail(node, iter(edges), "", before + said))

    def path(self, end: str) -> KeyPath:
        steps = tuple((self.graph.name(t.node), t.label) for t in self.trail)
        return KeyPath(steps, end, self.trail[-1].seconds)


def _listed(graph: PathGraph, depth: int, limit: int) -> Iterator[KeyPath]:
    """Depth first, in the order in which the ways out are written."""
    if graph.start is None or limit <= 0:
        return
    walk = _Walk(graph)
    walk.enter(graph.start)
    told = 0
    while walk.trail and told < limit:
        here = walk.trail[-1]
        end = ends_at(graph.step(here.node))
        edge = next(here.edges, None)
        if end or edge is None:
            if end:
                told += 1
                here.label = ""
                yield walk.path(end)
            walk.trail.pop()
            continue
        here.label = edge.label
        if edge.to is None or len(walk.trail) >= depth:
            told += 1
            yield walk.path("hang up" if edge.to is None else "…")
        else:
            walk.enter(edge.to)


def _unreachable(flow: Flow) -> Iterator[str]:
    met = reached(graph_of(flow, spoken=True), roots(flow))
    yield from (name for name in flow.steps if name not in met)
    for sub_name, sub in flow.subflows.items():
        inner = reached(graph_of(sub), roots(sub))
        yield from (f"{sub_name}.{name}" for name in sub.steps if name not in inner)


def _uncovered(flow: Flow, covered: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for prefix, one in (("", flow), *((f"{name}.", sub) for name, sub in flow.subflows.items())):
        met = reached(graph_of(one, spoken=one is flow), [one.start])
        for name, step in one.steps.items():
            if name in met:
                ways = ((prefix + name, label) for label, _, _ in exits(step))
                yield from (way for way in ways if way not in covered)
