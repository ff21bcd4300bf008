"""A flow as a graph of steps: who leads where, what is reached, what goes round in circles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from flows.flow import Flow
from flows.steps import Callback, HangUp, Queue, SubFlow, Transfer, Voicemail
from flows.values import HANG_UP
from flows.walk import exits, hears_words

Graph = Mapping[str, Collection[str]]


def graph_of(flow: Flow, *, spoken: bool = False) -> dict[str, list[str]]:
    """Steps and the steps they lead to; hanging up and unknown targets are left out. With `spoken` also
    where the words that count `anywhere` lead from every step that hears words."""
    graph = {
        name: list(dict.fromkeys(t for _, t, _ in exits(step) if t in flow.steps))
        for name, step in flow.steps.items()
    }
    if spoken and flow.anywhere:
        targets = [target for _, target in flow.anywhere.exits() if target in flow.steps]
        for name in hearing(flow):
            graph[name] = list(dict.fromkeys((*graph[name], *targets)))
    return graph


def hearing(flow: Flow) -> list[str]:
    """The steps that hear words, or use a sub-flow in which one does."""
    used = {
        name: {step.flow for step in sub.steps.values() if isinstance(step, SubFlow)} & set(flow.subflows)
        for name, sub in flow.subflows.items()
    }
    spoken = [name for name, sub in flow.subflows.items() if any(map(hears_words, sub.steps.values()))]
    subs = reached(backwards(used), spoken)
    return [name for name, step in flow.steps.items() if hears_words(step) or _uses(step, subs)]


def _uses(step: object, subs: Collection[str]) -> bool:
    return isinstance(step, SubFlow) and step.flow in subs


def roots(flow: Flow) -> list[str]:
    return [name for name in (flow.start, flow.rescue) if name and name in flow.steps]


def reached(graph: Graph, start: Iterable[str]) -> set[str]:
    """Every step that can be met from the ones given, themselves included."""
    found: set[str] = set()
    waiting = [name for name in start if name in graph]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(graph[name])
    return found


def as_met(graph: Graph, start: Iterable[str]) -> list[str]:
    """Every step in the order in which a reader meets it: first ways first, the rest at the end."""
    found: dict[str, None] = {}
    waiting = [*reversed(list(graph)), *reversed(list(start))]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            waiting.extend(reversed(list(graph[name])))
    return list(found)


def backwards(graph: Graph) -> dict[str, list[str]]:
    turned: dict[str, list[str]] = {name: [] for name in graph}
    for name, targets in graph.items():
        for target in targets:
            turned[target].append(name)
    return turned


def ends_well(flow: Flow, name: str) -> bool:
    """Whether a call can end at this step: by hanging up, or because others look after the caller."""
    step = flow.steps[name]
    if isinstance(step, HangUp | Queue | Voicemail | Callback | Transfer | SubFlow):
        return True
    return any(target == HANG_UP for _, target, _ in exits(step))


# Both searches keep their own stack: Python's would end at a flow of a thousand steps.


def circles(graph: Graph) -> list[list[str]]:
    """Groups of steps that lead round to themselves (strongly connected components), first met first."""
    found = [sorted(group) for group in _components(graph)]
    return sorted(group for group in found if len(group) > 1 or group[0] in graph[group[0]])


def _components(graph: Graph) -> Iterator[list[str]]:
    """Kosaraju's algorithm without recursion: a flow may be a thousand steps long."""
    turned = backwards(graph)
    taken: set[str] = set()
    for name in reversed(finished(graph)):
        group: list[str] = []
        waiting = [name]
        while waiting:
            current = waiting.pop()
            if current not in taken:
                taken.add(current)
                group.append(current)
                waiting.extend(turned[current])
        if group:
            yield group


def finished(graph: Graph) -> list[str]:
    """The steps in the order in which a search in depth leaves them: what follows a step comes before it."""
    order: list[str] = []
    seen: set[str] = set()
    for root in graph:
        if root in seen:
            continue
        seen.add(root)
        stack: list[tuple[str, Iterator[str]]] = [(root, iter(graph[root]))]
        while stack:
            name, rest = stack[-1]
            following = next((t for t in rest if t not in seen), None)
            if following is None:
                order.append(name)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(graph[following])))
    return order
