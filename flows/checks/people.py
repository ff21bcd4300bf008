"""A way to a person: a queue or a transfer that a caller can reach."""

from __future__ import annotations

from flows.checks.context import Context
from flows.flow import Flow
from flows.graph import graph_of, reached
from flows.steps import Queue, SubFlow, Transfer


def check(context: Context) -> None:
    if context.found("unknown step", "no exit"):
        return
    if context.is_main and not reaches_person(context.flow, context.main):
        context.warn(("start",), "no way leads to a person: neither a queue nor a transfer", "no person")


def reaches_person(flow: Flow, main: Flow, seen: set[str] | None = None) -> bool:
    """Whether a way from the start leads to a queue or a transfer. `seen` are sub-flows that do not."""
    seen = set() if seen is None else seen
    # From the start only: that something must break first does not make a way to a person.
    for name in reached(graph_of(flow, spoken=flow is main), [flow.start]):
        step = flow.steps[name]
        if isinstance(step, Queue | Transfer):
            return True
        sub = main.subflows.get(step.flow) if isinstance(step, SubFlow) else None
        if sub and sub.flow not in seen:
            seen.add(sub.flow)
            if reaches_person(sub, main, seen):
                return True
    return False
