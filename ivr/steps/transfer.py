"""`transfer`: another number rings. `next` follows the conversation, `else` one that never began."""

from __future__ import annotations

from flows.steps import Transfer
from ivr.actions import Dial
from ivr.context import Context, Move
from ivr.events import CalleeAnswered
from ivr.numbers import dialable


def enter(context: Context, step: Transfer) -> Move:
    target = context.filled(step.transfer)
    # A variable may hold anything; a phone company would answer with an error in mid-call.
    if not dialable(target):
        return "else", step.else_
    context.ask("dial", Dial(context.next_seq, target, step.timeout))
    return None


def over(_context: Context, step: Transfer, event: CalleeAnswered) -> Move:
    if event.result == "completed":
        return "next", step.next
    return "else", step.else_
