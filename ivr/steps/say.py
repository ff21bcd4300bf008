"""`say`: words, then on."""

from __future__ import annotations

from flows.steps import Say
from ivr.context import Context, Move


def enter(context: Context, step: Say) -> Move:
    context.say(step.say)
    return "next", step.next
