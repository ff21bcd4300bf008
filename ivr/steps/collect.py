"""`collect`: several digits, checked. Secret ones are forgotten at once: only their number is kept."""

from __future__ import annotations

from flows.steps import Collect
from ivr.actions import Collect as CollectAction
from ivr.actions import Say
from ivr.checks import acceptable
from ivr.context import Context, Move
from ivr.events import DigitsPressed, NothingHeard


def enter(context: Context, step: Collect) -> Move:
    _ask(context, step)
    return None


def _ask(context: Context, step: Collect, *before: Say) -> None:
    prompts = (*before, context.sentence(step.prompt))
    question = CollectAction(
        context.next_seq, prompts, step.length.max, step.finish, step.silence.after, step.secret
    )
    context.ask("collect", question)


def pressed(context: Context, step: Collect, event: DigitsPressed) -> Move:
    # Some doors leave the finish key on the digits, others take it off.
    digits = event.digits.removesuffix(step.finish)
    if not digits:
        return silent(context, step, event)
    length = step.length
    if not acceptable(digits, step.check, length.min, length.max):
        # Without the digits: a mistyped card number is almost a card number.
        context.mark("not_understood", step=context.place, by="key")
        sorry = context.sentence(step.invalid) if step.invalid else context.phrase("not_understood")
        return _again(context, step, sorry)
    context.mark("collected", step=context.place)
    context.remember({step.collect: "*" * len(digits) if step.secret else digits})
    return "next", step.next


def silent(context: Context, step: Collect, _event: NothingHeard | DigitsPressed) -> Move:
    context.mark("silent", step=context.place)
    return _again(context, step, context.phrase("no_input"))


def _again(context: Context, step: Collect, sorry: Say) -> Move:
    if context.attempt >= step.silence.tries:
        return "else", step.else_
    context.attempt += 1
    _ask(context, step, sorry)
    return None
