"""`callback`: a promise to call back, kept before it is spoken. The conversation is `ivr.calling_back`."""

from __future__ import annotations

from flows.steps import Callback
from ivr.actions import FindFacts
from ivr.callback_parts import NUMBER, Terms, aloud, may_call
from ivr.calling_back import CallingBack
from ivr.context import Context, Move
from ivr.events import FactsFound
from ivr.numbers import callable_number


class AskedFor(CallingBack[Callback]):
    or_cancel, told = "callback_or_cancel", "callback_promised"

    def terms(self, context: Context, step: Callback) -> Terms:
        return Terms(step.callback, context.filled(step.number), step.confirm, step.when)

    def kept(self, context: Context, step: Callback) -> Move:
        context.say_phrase("callback_kept")
        return "next", step.next

    def cancelled(self, context: Context, step: Callback) -> Move:
        context.say_phrase("callback_cancelled")
        return "next", step.next

    def settled(self, context: Context, step: Callback, *, was_told: bool) -> Move:
        """Said in the author's words or the shipped ones."""
        if step.say:
            context.say(step.say)
        elif was_told:
            context.say_phrase("callback_noted")
        else:
            context.say_phrase(self.told, number=aloud(context, context.value(NUMBER)))
        return "next", step.next

    def failed(self, _context: Context, step: Callback) -> Move:
        return "else", step.else_


CALLBACK = AskedFor()


def enter(context: Context, step: Callback) -> Move:
    number = CALLBACK.terms(context, step).number
    if not callable_number(number):
        return _begin(context, step)
    context.ask("facts", FindFacts(context.next_seq, line=step.callback, number=number))
    return None


def found(context: Context, step: Callback, event: FactsFound) -> Move:
    if event.line and event.line.has_callback:
        CALLBACK.ask_open(context)
        return None
    return _begin(context, step)


def _begin(context: Context, step: Callback) -> Move:
    terms = CALLBACK.terms(context, step)
    if terms.confirm or may_call(context, terms.number):
        context.mark("callback_offered", queue=step.callback)
    return CALLBACK.begin(context, step)
