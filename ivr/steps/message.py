"""`message`: an SMS. Nobody can be written to who withholds the number: then it is left out."""

from __future__ import annotations

from flows.steps import Message
from ivr.actions import SendMessage
from ivr.context import Context, Move
from ivr.numbers import callable_number


def enter(context: Context, step: Message) -> Move:
    number = context.filled(step.to)
    text = context.written(step.message)
    # Better no message than one that a phone company refuses for every second caller.
    if callable_number(number) and text.strip():
        context.actions.append(SendMessage(number, text))
    return "next", step.next
