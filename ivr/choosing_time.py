"""When to call back: as soon as possible, or at a time that the caller chooses. Part of `CallingBack`.

The promise stands already; a time that is chosen replaces it. Without one it stays as it is.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Generic, TypeVar

from flows.steps import Callback, Queue
from ivr import callback_time, spoken
from ivr.actions import Collect as CollectAction
from ivr.actions import Say
from ivr.callback_parts import (
    DAY,
    DIGITS_SILENCE_S,
    NUMBER,
    TIME,
    Facts,
    Terms,
    aloud,
    hearing,
    not_understood,
    promise,
    right_or_wrong,
    sorry,
    tries_again,
    words_of,
)
from ivr.context import Context, Move
from ivr.events import DigitsPressed
from ivr.picking import Answer, ask, is_silent, picked, way

StepT = TypeVar("StepT", bound=Queue | Callback)


class ChoosingTime(ABC, Generic[StepT]):
    told: str
    """The sentence of the promise."""

    @abstractmethod
    def terms(self, context: Context, step: StepT) -> Terms: ...

    @abstractmethod
    def settled(self, context: Context, step: StepT, *, was_told: bool) -> Move:
        """There is a promise, and nothing more to ask. `was_told`: the caller has heard the number."""

    def when(self, context: Context, step: StepT, *, was_told: bool) -> Move:
        context.attempt, context.choice = 1, ""
        if self.terms(context, step).when != "ask":
            return self.settled(context, step, was_told=was_told)
        told = context.phrase(self.told, number=aloud(context, context.value(NUMBER)))
        return self._ask_when(context, *(() if was_told else (told,)))

    def _ask_when(self, context: Context, *before: Say) -> Move:
        ways = way(context, "soon", "1"), way(context, "choose", "2")
        ask(context, "callback_when", ways, *before, context.phrase("callback_when"))
        return None

    def soon_or_choose(self, context: Context, step: StepT, event: Answer) -> Move:
        found = picked(context, event, (way(context, "soon", "1"), way(context, "choose", "2")))
        if found is None and not is_silent(event) and tries_again(context):
            return self._ask_when(context, sorry(context, event))
        context.attempt = 1
        if found is None or found.label == "soon":
            return self.settled(context, step, was_told=True)
        return self._ask_time(context)

    def _ask_time(self, context: Context, *before: Say) -> Move:
        context.choice = ""
        question = CollectAction(
            context.next_seq,
            (*before, context.phrase("callback_which_time")),
            4,
            "#",
            DIGITS_SILENCE_S,
            hearing=hearing(context, ("date", "time")),
            keys_only=(*before, context.phrase("callback_type_time")),
        )
        context.ask("callback_time", question)
        return None

    def time_given(self, context: Context, step: StepT, event: Answer) -> Move:
        if is_silent(event):
            context.mark("silent", step=context.place)
            return self._time_again(context, step, "no_input")
        moment, facts = _moment_of(context, event)
        if moment is None:
            not_understood(context, facts)
            return self._time_again(context, step, "not_understood")
        context.mark("collected", step=context.place, **facts)
        if not callback_time.fits(context, self.terms(context, step).queue, moment):
            return self._time_again(context, step, "callback_time_refused")
        context.choice = moment.isoformat()
        return self._ask_time_right(context, moment)

    def _time_again(self, context: Context, step: StepT, why: str) -> Move:
        if tries_again(context):
            return self._ask_time(context, *([context.phrase(why)] if why else []))
        context.say_phrase("callback_soon")
        return self.settled(context, step, was_told=True)

    def _ask_time_right(self, context: Context, moment: datetime, *before: Say) -> Move:
        day, time = callback_time.local(context, moment)
        said = context.phrase(
            "callback_time_right",
            day=spoken.aloud("date", day, context.language, context.today),
            time=spoken.aloud("time", time, context.language, context.today),
        )
        ask(context, "callback_time_right", right_or_wrong(context), *before, said)
        return None

    def time_right(self, context: Context, step: StepT, event: Answer) -> Move:
        found = picked(context, event, right_or_wrong(context), yes_no=True)
        moment = datetime.fromisoformat(context.choice) if context.choice else None
        if moment and found and found.label == "right":
            terms, number = self.terms(context, step), context.value(NUMBER)
            day, time = callback_time.local(context, moment)
            context.remember({DAY: day, TIME: time})
            promise(context, terms.queue, number, at=moment, instead=number)
            return self.settled(context, step, was_told=True)
        if moment and found is None and tries_again(context):
            return self._ask_time_right(context, moment, sorry(context, event))
        return self._time_again(context, step, "")


def _moment_of(context: Context, event: Answer) -> tuple[datetime | None, Facts]:
    """The moment that was given, and what to note of words."""
    if isinstance(event, DigitsPressed):
        return callback_time.typed(context, event.digits.removesuffix("#")), {}
    text, facts = words_of(event)
    return (callback_time.said(context, text) if text else None), facts
