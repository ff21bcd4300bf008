"""No circle of steps without the caller: it would turn for ever while they hear the same again."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.checks.context import Context
from flows.flow import Flow
from flows.graph import circles, graph_of, reached
from flows.steps import Ask, Collect, HangUp, Menu, Queue, SubFlow, Survey, Voicemail
from flows.values import HANG_UP
from flows.walk import exits

# A transfer is not among them: a busy number answers at once.
_WAITING = (Menu, Ask, Collect, Queue, Voicemail, Survey, HangUp)


def check(context: Context) -> None:
    flow = context.flow
    waits = _Waits(context.main)
    graph = waits.quick_graph(flow)
    # Told at the step that its author wrote first, whichever the search met first.
    order = list(flow.steps)
    for circle in circles(graph):
        first = min(circle, key=order.index)
        names = ", ".join(sorted(circle, key=order.index)[:6])
        message = f"these steps go round in a circle without waiting for the caller: {names}"
        context.error(("steps", first), message, "loop", key=True)


@dataclass
class _Waits:
    """Which steps wait for the caller. A sub-flow does when every way through it does; judged once each."""

    main: Flow
    known: dict[str, bool] = field(default_factory=dict)

    def step(self, step: object) -> bool:
        if not isinstance(step, SubFlow):
            return isinstance(step, _WAITING)
        if step.flow not in self.known:
            self.known[step.flow] = True  # stands while it is judged: circles of sub-flows are told elsewhere
            sub = self.main.subflows.get(step.flow)
            self.known[step.flow] = sub is None or not self.returns_at_once(sub)
        return self.known[step.flow]

    def quick_graph(self, flow: Flow) -> dict[str, list[str]]:
        quick = {name for name, step in flow.steps.items() if not self.step(step)}
        return {name: [t for t in ts if t in quick] for name, ts in graph_of(flow).items() if name in quick}

    def returns_at_once(self, sub: Flow) -> bool:
        """Whether a sub-flow can come to its end without any step that waits for the caller."""
        walked = reached(self.quick_graph(sub), [sub.start])
        return any(target == HANG_UP for name in walked for _, target, _ in exits(sub.steps[name]))
