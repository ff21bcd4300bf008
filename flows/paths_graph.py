"""The graph that keypaths are counted on: steps in their place, sub-flows walked through, ways back apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from flows.checks.languages import seconds
from flows.flow import Flow
from flows.steps import Callback, HangUp, Part, Queue, SubFlow, Transfer, Voicemail
from flows.values import HANG_UP, words_in
from flows.walk import exits, prompt

MAX_NODES = 20_000  # sub-flows used in many places multiply; past this they count as one step
_MAX_LOOPS = 50


class Node(NamedTuple):
    """A step, and the sub-flow steps that lead to it (outermost first) as (flow, step)."""

    flow: str  # "" is the main flow
    step: str
    within: tuple[tuple[str, str], ...] = ()


class Edge(NamedTuple):
    label: str
    to: Node | None  # None: the call ends


def ends_at(step: Part) -> str:
    """Where a keypath ends at this step, in words; "" when it goes on."""
    if isinstance(step, Queue):
        return f"queue {step.queue}"
    if isinstance(step, Voicemail):
        return f"voicemail {step.voicemail}"
    if isinstance(step, Callback):
        return f"callback {step.callback}"
    if isinstance(step, Transfer):
        return f"transfer {step.transfer}"
    return "hang up" if isinstance(step, HangUp) else ""


def is_person(step: Part) -> bool:
    return isinstance(step, Queue | Transfer)


@dataclass
class PathGraph:
    flow: Flow
    start: Node | None
    edges: dict[Node, list[Edge]] = field(default_factory=dict)
    back: set[tuple[Node, Node]] = field(default_factory=set)  # ways that lead round again
    later_first: list[Node] = field(default_factory=list)
    loops: tuple[tuple[str, ...], ...] = ()

    def flow_of(self, node: Node) -> Flow:
        return self.flow.subflows[node.flow] if node.flow else self.flow

    def step(self, node: Node) -> Part:
        return self.flow_of(node).steps[node.step]

    def name(self, node: Node) -> str:
        return f"{node.flow}.{node.step}" if node.flow else node.step

    def onward(self, node: Node) -> list[Edge]:
        return [e for e in self.edges[node] if e.to is None or (node, e.to) not in self.back]

    def seconds(self, node: Node) -> float:
        said = prompt(self.step(node))
        return seconds(words_in(said, self.flow.default_language)) if said else 0.0


def build(flow: Flow) -> PathGraph:
    """The graph of everything that can be met from the start, without what follows a conversation."""
    graph = PathGraph(flow, Node("", flow.start) if flow.start in flow.steps else None)
    waiting = [graph.start] if graph.start else []
    while waiting:
        node = waiting.pop()
        if node not in graph.edges:
            # What follows a conversation is no way to it.
            graph.edges[node] = [] if ends_at(graph.step(node)) else list(_edges(graph, node))
            waiting.extend(e.to for e in graph.edges[node] if e.to)
    _find_ways_back(graph)
    return graph


def _edges(graph: PathGraph, node: Node) -> Iterator[Edge]:
    step = graph.step(node)
    if isinstance(step, SubFlow):
        sub = graph.flow.subflows.get(step.flow)
        entered = [flow for flow, _ in node.within] + [node.flow]
        if sub and sub.start in sub.steps and step.flow not in entered and len(graph.edges) < MAX_NODES:
            yield Edge("", Node(step.flow, sub.start, (*node.within, (node.flow, node.step))))
            return
    for label, target, _ in exits(step):
        found, to = _resolve(graph, target, node)
        if found:
            yield Edge(label, to)


def _resolve(graph: PathGraph, target: str, node: Node) -> tuple[bool, Node | None]:
    """Where a target leads; `hang up` inside a sub-flow goes on after the step that used it."""
    within, flow = node.within, node.flow
    while target == HANG_UP and within:
        flow, name = within[-1]
        within = within[:-1]
        caller = graph.flow_of(Node(flow, name)).steps[name]
        target = caller.next if isinstance(caller, SubFlow) else HANG_UP
    if target == HANG_UP:
        return True, None
    there = Node(flow, target, within)
    return target in graph.flow_of(there).steps, there


def _find_ways_back(graph: PathGraph) -> None:
    """Depth first without recursion: an edge to a step on the way here leads back."""
    if graph.start is None:
        return
    loops: list[tuple[str, ...]] = []
    trail: list[Node] = [graph.start]
    on_trail = {graph.start}
    seen = {graph.start}
    ahead = [iter(graph.edges[graph.start])]
    while trail:
        edge = next(ahead[-1], None)
        if edge is None:
            graph.later_first.append(trail[-1])
            on_trail.discard(trail.pop())
            ahead.pop()
        elif edge.to in on_trail:
            graph.back.add((trail[-1], edge.to))
            if len(loops) < _MAX_LOOPS:
                loops.append(tuple(graph.name(n) for n in trail[trail.index(edge.to) :]))
        elif edge.to is not None and edge.to not in seen:
            seen.add(edge.to)
            on_trail.add(edge.to)
            trail.append(edge.to)
            ahead.append(iter(graph.edges[edge.to]))
    graph.loops = tuple(dict.fromkeys(loops))
