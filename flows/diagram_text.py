"""A flow as a tree of text. Only choices indent, so that long ways stay readable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from flows.diagram_words import kind, summary
from flows.findings import short
from flows.flow import Flow
from flows.graph import graph_of, reached, roots
from flows.values import HANG_UP
from flows.walk import exits


def tree(flow: Flow, width: int) -> str:
    lines = [f"{flow.flow}: {short(flow.title, 200)}", *_Tree(flow, width).lines()]
    for sub in flow.subflows.values():
        # What may be said anywhere is told with the flow that callers ring.
        own = _Tree(sub.model_copy(update={"anywhere": None}), width)
        lines += ["", f"{sub.flow}: {short(sub.title, 200)}", *own.lines()]
    return "\n".join(lines) + "\n"


@dataclass
class _Branch:
    """A way still to be told: what stands before it, its labels, its target."""

    before: str
    labels: str
    target: str
    last: bool
    chain: bool = False  # the only way on: told below, without another indent


@dataclass
class _Tree:
    flow: Flow
    width: int
    told: set[str] = field(default_factory=set)

    def lines(self) -> Iterator[str]:
        yield from self.walk(_Branch("", "", self.flow.start, True, chain=True))
        if self.flow.rescue and self.flow.rescue not in self.told:
            yield "when something fails:"
            yield from self.walk(_Branch("", "", self.flow.rescue, True, chain=True))
        yield from self.anywhere()
        unmet = set(self.flow.steps) - reached(graph_of(self.flow, spoken=True), roots(self.flow))
        for name in self.flow.steps:
            if name in unmet:
                yield self.cut(f"nothing leads to {self.about(name)}")

    def anywhere(self) -> Iterator[str]:
        words = self.flow.anywhere
        if words is None:
            return
        also = [said for said, on in (("repeat", words.repeat), ("go back", words.go_back)) if on]
        yield "said at any question" + (f" (also {', '.join(also)})" if also else "") + ":"
        ways = list(words.exits())
        for i, (label, target) in enumerate(ways):
            yield from self.walk(_Branch("", label, target, i == len(ways) - 1))

    def walk(self, first: _Branch) -> Iterator[str]:
        waiting = [first]
        while waiting:
            branch = waiting.pop()
            yield self.cut(self.line(branch))
            if branch.target not in self.flow.steps or branch.target in self.told:
                continue
            self.told.add(branch.target)
            waiting.extend(reversed(list(self.onward(branch))))

    def onward(self, branch: _Branch) -> Iterator[_Branch]:
        ways: dict[str, list[str]] = {}
        for label, target, _ in exits(self.flow.steps[branch.target]):
            ways.setdefault(target, []).append(label)
        inner = branch.before if branch.chain else branch.before + ("   " if branch.last else "│  ")
        if len(ways) == 1:
            yield _Branch(inner, "", next(iter(ways)), True, chain=True)
            return
        if len(inner) > self.width // 2:
            inner = "⋯" + inner[-self.width // 4 :]  # deep: what matters is what is near
        for i, (target, labels) in enumerate(ways.items()):
            yield _Branch(inner, ", ".join(labels), target, i == len(ways) - 1)

    def line(self, branch: _Branch) -> str:
        head = f"{branch.before}{'└' if branch.last else '├'}─ {branch.labels} → "
        if branch.chain:
            head = f"{branch.before}↓ "
        if branch.target == HANG_UP or branch.target not in self.flow.steps:
            return head + branch.target
        if branch.target in self.told:
            return f"{head}{branch.target} ↑"
        return head + self.about(branch.target)

    def about(self, name: str) -> str:
        step = self.flow.steps[name]
        words = short(summary(step, self.flow.default_language), self.width)
        return f"{name} [{kind(step)}] {words}".rstrip()

    def cut(self, line: str) -> str:
        return line if len(line) <= self.width else line[: self.width - 1] + "…"
