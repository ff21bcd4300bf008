"""`set`: variables from templates."""

from __future__ import annotations

from flows.steps import Set
from ivr.context import Context, Move


def enter(context: Context, step: Set) -> Move:
    context.remember({name: context.filled(text) for name, text in step.set.items()})
    return "next", step.next
