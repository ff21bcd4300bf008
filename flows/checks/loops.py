"""No circle of steps without the caller: it would turn for ever while they hear the same again."""

from __future__ import annotations

from flows.checks.context import Context
from flows.flow import Flow
from flows.graph import circles, graph_of, reached
from flows.steps import Collect, HangUp, Menu, Queue, SubFlow, Survey, Transfer, Voicemail
from flows.values import HANG_UP
from flows.walk import exits

_WAITING = (Menu, Collect, Queue, Voicemail, Survey, Transfer, HangUp)


def check(context: Context) -> None:
    flow = context.flow
    waiting = {name for name, step in flow.steps.items() if _waits(step, context.main, ())}
    graph = {
        name: [t for t in targets if t not in waiting]
        for name, targets in graph_of(flow).items()
        if name not in waiting
    }
    # Told at the step that its author wrote first, whichever the search met first.
    order = list(flow.steps)
    for circle in circles(graph):
        first = min(circle, key=order.index)
        names = ", ".join(sorted(circle, key=order.index)[:6])
        message = f"these steps go round in a circle without waiting for the caller: {names}"
        context.error(("steps", first), message, "loop", key=True)


def _waits(step: object, main: Flow, inside: tuple[str, ...]) -> bool:
    if not isinstance(step, SubFlow):
        return isinstance(step, _WAITING)
    sub = main.subflows.get(step.flow)
    return sub is None or step.flow in inside or not _returns_at_once(sub, main, (*inside, step.flow))


def _returns_at_once(sub: Flow, main: Flow, inside: tuple[str, ...]) -> bool:
    """Whether a sub-flow can come to its end without any step that waits for the caller."""
    quick = {name for name, step in sub.steps.items() if not _waits(step, main, inside)}
    graph = {name: [t for t in ts if t in quick] for name, ts in graph_of(sub).items() if name in quick}
    walked = reached(graph, [sub.start])
    return any(target == HANG_UP for name in walked for _, target, _ in exits(sub.steps[name]))
