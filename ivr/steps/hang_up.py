"""`hang up`: some words if wished, and the end of the whole call, also inside a sub-flow."""

from __future__ import annotations

from flows.steps import HangUp
from ivr.context import Context, Move


def enter(context: Context, step: HangUp) -> Move:
    if step.hang_up is not True:
        context.say(step.hang_up)
    # Its one exit has no label, but scenarios cover it all the same.
    context.exits.append((context.place, ""))
    context.end("limit" if context.rescued else "done")
    return None
