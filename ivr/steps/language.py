"""`language`: from here on the call is held in this language."""

from __future__ import annotations

from flows.steps import SetLanguage
from ivr.context import Context, Move


def enter(context: Context, step: SetLanguage) -> Move:
    context.language = step.language
    return "next", step.next
