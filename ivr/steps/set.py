"""`set`: variables from templates."""

from __future__ import annotations

from flows.steps import Set
from ivr.context import Context, Move


def enter(context: Context, step: Set) -> Move:
    # All templates see the variables as they were before the step.
    context.remember({name: context.filled(text) for name, text in step.set.items()})
    return "next", step.next
