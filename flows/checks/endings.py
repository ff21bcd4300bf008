"""Calls that end in words: a caller who hears nothing thinks that the line broke."""

from __future__ import annotations

from flows.checks.context import Context
from flows.graph import graph_of, reached, roots
from flows.steps import Callback, HangUp, Queue, Say, Transfer, Voicemail
from flows.values import HANG_UP
from flows.walk import exits

# Ways out after which hanging up needs no further words: they were just spoken, by the flow or a person.
_SPOKEN = {
    (Say, "next"), (Queue, "next"), (Transfer, "next"), (Voicemail, "next"), (Callback, "next"),
}  # fmt: skip


def check(context: Context) -> None:
    if not context.is_main:
        return  # in a sub-flow `hang up` as a target goes back to the flow that uses it
    flow = context.flow
    for name in sorted(reached(graph_of(flow, spoken=True), roots(flow))):
        step = flow.steps[name]
        if isinstance(step, HangUp) and step.hang_up is True:
            _warn(context, ("steps", name))
        for label, target, path in exits(step):
            written = path[0] not in ("next", "else") or step.model_fields_set & {path[0], f"{path[0]}_"}
            if target == HANG_UP and written and (type(step), label) not in _SPOKEN:
                _warn(context, ("steps", name, *path))
    _anywhere(context)


def _anywhere(context: Context) -> None:
    for label, target in context.flow.anywhere.exits() if context.flow.anywhere else ():
        if target == HANG_UP:
            _warn(context, ("anywhere", label))


def _warn(context: Context, path: tuple[str | int, ...]) -> None:
    is_step = path[0] == "steps" and len(path) == 2
    context.warn(path, "the call ends here without a goodbye", "no goodbye", key=is_step)
