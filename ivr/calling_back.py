"""The conversation about a callback: keep an earlier one, on which number, when. For `callback` and `queue`.

The promise is made as soon as there is a number, and before it is spoken of; what the caller says then only
changes it (`PromiseCallback.instead`). So silence, and hanging up, are as good as a yes. `callback.number` is
the number that is promised in this step, "" for none yet; `Context.choice` what waits to be confirmed.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flows.steps import Callback, Queue
from ivr import spoken
from ivr.actions import CancelCallback, Say
from ivr.actions import Collect as CollectAction
from ivr.callback_parts import (
    DAY,
    DIGITS_SILENCE_S,
    NUMBER,
    TIME,
    Facts,
    aloud,
    hearing,
    may_call,
    not_understood,
    promise,
    right_or_wrong,
    sorry,
    tries_again,
    words_of,
)
from ivr.choosing_time import ChoosingTime
from ivr.commands import leave_question
from ivr.context import Context, Move
from ivr.events import DigitsPressed, SpeechHeard
from ivr.numbers import callable_number, completed, country
from ivr.picking import Answer, ask, is_silent, picked, way

SHORTEST, LONGEST = 7, 15

StepT = TypeVar("StepT", bound=Queue | Callback)


class CallingBack(ChoosingTime[StepT]):
    """One for each kind of step; keeps nothing."""

    or_cancel: str
    """The sentence of the second way where a callback is open."""

    @abstractmethod
    def kept(self, context: Context, step: StepT) -> Move:
        """The caller keeps a callback that was promised before."""

    @abstractmethod
    def cancelled(self, context: Context, step: StepT) -> Move:
        """It is cancelled."""

    @abstractmethod
    def failed(self, context: Context, step: StepT) -> Move:
        """There is no number that we may call."""

    def answered(self, context: Context, step: StepT, event: Answer) -> Move:
        """Any answer in any phase of this conversation."""
        if isinstance(event, SpeechHeard) and event.text.strip():
            led = leave_question(context, event)
            if led:
                return led
        return _ANSWERED[context.phase](self, context, step, event)

    # --- a callback is open already ------------------------------------------------------------------

    def ask_open(self, context: Context, *before: Say) -> None:
        ways = way(context, "keep", "1"), way(context, "cancel", "2")
        prompts = context.phrase("callback_open"), context.phrase(self.or_cancel)
        ask(context, "callback_open", ways, *before, *prompts)

    def _open(self, context: Context, step: StepT, event: Answer) -> Move:
        found = picked(context, event, (way(context, "keep", "1"), way(context, "cancel", "2")))
        if found is None:
            if tries_again(context):
                self.ask_open(context, sorry(context, event))
                return None
            return self.kept(context, step)
        context.attempt = 1
        if found.label == "keep":
            return self.kept(context, step)
        terms = self.terms(context, step)
        context.actions.append(CancelCallback(terms.queue, terms.number))
        return self.cancelled(context, step)

    # --- the number ------------------------------------------------------------------------------------

    def begin(self, context: Context, step: StepT) -> Move:
        """The caller wants to be called back."""
        forget(context)
        terms = self.terms(context, step)
        if may_call(context, terms.number):
            promise(context, terms.queue, terms.number)
            return self.promised(context, step)
        if not terms.confirm:
            context.say_phrase("callback_no_number")
            return self.failed(context, step)
        unusable = (context.phrase("callback_number_unusable"),) if callable_number(terms.number) else ()
        return self._ask_digits(context, *unusable)

    def promised(self, context: Context, step: StepT) -> Move:
        """The promise stands: is the number right?"""
        context.attempt = 1
        if self.terms(context, step).confirm:
            return self._ask_number(context)
        return self.when(context, step, was_told=False)

    def _ask_number(self, context: Context, *before: Say) -> Move:
        told = context.phrase(self.told, number=aloud(context, context.value(NUMBER)))
        ways = way(context, "right", "1"), way(context, "another", "2")
        ask(context, "callback_number", ways, *before, told, context.phrase("callback_confirm"))
        return None

    def _number(self, context: Context, step: StepT, event: Answer) -> Move:
        ways = way(context, "right", "1"), way(context, "another", "2")
        found = picked(context, event, ways, yes_no=True)
        if found is None and not is_silent(event) and tries_again(context):
            return self._ask_number(context, sorry(context, event))
        if found is None or found.label == "right":
            return self.when(context, step, was_told=True)
        context.attempt = 1
        return self._ask_digits(context)

    def _ask_digits(self, context: Context, *before: Say) -> Move:
        context.choice = ""
        heard = hearing(context, ("digits",), SHORTEST, LONGEST)
        prompts = (*before, context.phrase("callback_which_number"))
        question = CollectAction(context.next_seq, prompts, LONGEST, "#", DIGITS_SILENCE_S, hearing=heard)
        context.ask("callback_digits", question)
        return None

    def _digits(self, context: Context, step: StepT, event: Answer) -> Move:
        if is_silent(event):
            context.mark("silent", step=context.place)
            return self._digits_again(context, step, "no_input")
        digits, facts = _digits_of(context, event)
        number = completed(digits, country(context.value("called.number")))
        if not number:
            not_understood(context, facts)
            return self._digits_again(context, step, "not_understood")
        context.mark("collected", step=context.place, **facts)
        if not may_call(context, number):
            return self._digits_again(context, step, "callback_number_unusable")
        context.choice = f"{'heard' if facts else 'typed'} {number}"
        return self._ask_digits_right(context)

    def _digits_again(self, context: Context, step: StepT, why: str) -> Move:
        if tries_again(context):
            return self._ask_digits(context, *([context.phrase(why)] if why else []))
        number = context.value(NUMBER)
        if number:
            context.say_phrase("callback_stays", number=aloud(context, number))
            return self.when(context, step, was_told=True)
        context.say_phrase("callback_no_number")
        return self.failed(context, step)

    def _ask_digits_right(self, context: Context, *before: Say) -> Move:
        number = aloud(context, context.choice.partition(" ")[2])
        said = context.phrase("callback_number_right", number=number)
        ask(context, "callback_digits_right", right_or_wrong(context), *before, said)
        return None

    def _digits_right(self, context: Context, step: StepT, event: Answer) -> Move:
        found = picked(context, event, right_or_wrong(context), yes_no=True)
        how, _, number = context.choice.partition(" ")
        # Who typed a number, hears it and says nothing, agrees; what was only heard may be anybody's number.
        agrees = found is None and is_silent(event) and how == "typed"
        if number and (agrees or (found and found.label == "right")):
            promise(context, self.terms(context, step).queue, number, instead=context.value(NUMBER))
            return self.when(context, step, was_told=True)
        if found is None and tries_again(context):
            return self._ask_digits_right(context, sorry(context, event))
        return self._digits_again(context, step, "not_understood" if found is None else "")


def forget(context: Context) -> None:
    """Another callback in the same call begins anew."""
    context.remember({NUMBER: "", DAY: "", TIME: ""})


def _digits_of(context: Context, event: Answer) -> tuple[str, Facts]:
    """The digits that were given, and what to note of words."""
    if isinstance(event, DigitsPressed):
        return event.digits.removesuffix("#"), {}
    text, facts = words_of(event)
    return spoken.read("digits", text, context.language, context.today) or "", facts


_ANSWERED: Mapping[str, Callable[[CallingBack[Any], Context, Any, Answer], Move]] = {
    "callback_open": CallingBack._open,
    "callback_number": CallingBack._number,
    "callback_digits": CallingBack._digits,
    "callback_digits_right": CallingBack._digits_right,
    "callback_when": CallingBack.soon_or_choose,
    "callback_time": CallingBack.time_given,
    "callback_time_right": CallingBack.time_right,
}
