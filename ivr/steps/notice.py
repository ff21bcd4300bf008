"""`notice`: an announcement, said while a supervisor has it switched on."""

from __future__ import annotations

from flows.steps import Notice
from flows.values import ANY_LANGUAGE
from ivr.actions import FindFacts
from ivr.context import Context, Move
from ivr.events import FactsFound


def enter(context: Context, step: Notice) -> Move:
    context.ask("facts", FindFacts(context.next_seq, notices=(step.notice,)))
    return None


def found(context: Context, step: Notice, event: FactsFound) -> Move:
    text = event.notices.get(step.notice)
    # Off is absent; on without words of its own is the flow's text.
    if text is not None:
        context.say({ANY_LANGUAGE: text} if text else step.say)
    return "next", step.next
