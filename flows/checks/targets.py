"""Every way leads somewhere, and every step is on some way."""

from __future__ import annotations

from collections.abc import Iterator

from flows.checks.context import Context
from flows.graph import backwards, ends_well, graph_of, reached, roots
from flows.places import Path
from flows.steps import Ask, Part, Queue, Transfer
from flows.values import HANG_UP
from flows.walk import exits

# After a conversation with a person the call may simply end.
_NEXT_MAY_END = (Queue, Transfer)


def check(context: Context) -> None:
    _known(context)
    _written(context)
    # One forgotten or misspelt target would seem to cut off many steps: first things first.
    if not context.found("unknown step", "no exit"):
        _met(context)
        _ending(context)


def _known(context: Context) -> None:
    flow = context.flow
    names = set(flow.steps) | {HANG_UP}
    if flow.start not in flow.steps:
        context.unknown("step", flow.start, flow.steps, ("start",))
    if flow.rescue and flow.rescue not in flow.steps:
        context.unknown("step", flow.rescue, flow.steps, ("rescue",))
    for target, path in _targets(context):
        if target not in names:
            context.unknown("step", target, names, path, key="split" in path[2:])


def _targets(context: Context) -> Iterator[tuple[str, Path]]:
    for name, step in context.flow.steps.items():
        yield from ((target, ("steps", name, *path)) for _, target, path in exits(step))
    anywhere = context.flow.anywhere
    if anywhere and context.is_main:
        yield from ((target, ("anywhere", label)) for label, target in anywhere.exits())


def _written(context: Context) -> None:
    """A forgotten `next` or `else` would hang up on the caller."""
    for name, step in context.flow.steps.items():
        needless = {"next"} if isinstance(step, Ask) and step.intents else set()
        for field in must_write(type(step)):
            if field not in step.model_fields_set | needless:
                where = "on; write `next:`" if field == "next" else "otherwise; write `else:`"
                message = f"the step '{name}' does not say where to go {where}"
                context.error(("steps", name), message, "no exit", key=True)


def must_write(model: type[Part]) -> list[str]:
    """The ways out (`next`, `else_`) that a kind of step must name, although the models have a default."""
    fields = ["else_"] if issubclass(model, _NEXT_MAY_END) else ["next", "else_"]
    return [field for field in fields if field in model.model_fields]


def _met(context: Context) -> None:
    flow = context.flow
    met = reached(graph_of(flow, spoken=context.is_main), roots(flow))
    for name in flow.steps:
        if name not in met:
            context.error(("steps", name), f"nothing leads to the step '{name}'", "unreached", key=True)


def _ending(context: Context) -> None:
    """From every step some way must lead to an end: a person, a message, hanging up. That callers could ask
    for it in words does not count: words may be unheard."""
    flow = context.flow
    graph = graph_of(flow)
    good = [name for name in flow.steps if ends_well(flow, name)]
    ending = reached(backwards(graph), good)
    for name in reached(graph_of(flow, spoken=context.is_main), roots(flow)) - ending:
        message = f"from the step '{name}' no way leads to an end: a person, a message or hanging up"
        context.error(("steps", name), message, "no end", key=True)
