"""`callback`: a promise to call back, kept before it is spoken."""

from __future__ import annotations

from collections.abc import Mapping

from flows.steps import Callback
from ivr.actions import PromiseCallback
from ivr.context import Context, Move
from ivr.numbers import callable_number


def enter(context: Context, step: Callback) -> Move:
    if promise(context, step.callback, context.filled(step.number), step.say):
        return "next", step.next
    return "else", step.else_


def promise(context: Context, queue: str, number: str, words: Mapping[str, str] | None = None) -> bool:
    """Promise and say so, in the author's words or the shipped ones, or say why not."""
    if not callable_number(number):
        context.say_phrase("callback_no_number")
        return False
    # Before the words: what is spoken of is in the database by then.
    context.actions.append(PromiseCallback(queue, number))
    context.expect_ticket()
    if words:
        context.say(words)
    else:
        context.say_phrase("callback_promised", number=number)
    return True
