"""What every question that hears words has in common: asking again, and "is that right?".

Each kind of step has one `Asker`; it keeps nothing, since all that lasts is in the context. A guess waits in
`Context.choice` for its yes. How many tries there are is the author's; "repeat" is none, up to `MAX_ASKED`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, NamedTuple, TypeVar

from flows.steps import Ask, Collect, Menu
from ivr import receipts
from ivr.actions import Hearing, Listen, Say
from ivr.commands import LEADING, commands, leave_question
from ivr.context import Context, Move
from ivr.events import DigitsPressed, NothingHeard, SpeechHeard
from ivr.judging import FAINT, trust
from ivr.words import answers, yes_or_no

MAX_ASKED = 20  # from then on "repeat" counts as a try, so that the question ends

StepT = TypeVar("StepT", bound=Menu | Ask | Collect)


class Guess(NamedTuple):
    """What waits for its yes: the name of the choice for marks, and the sentence that asks."""

    label: str
    sentence: Say


class Asker(ABC, Generic[StepT]):
    phase: str
    """The question itself; as in `transitions.PHASES`."""
    confirm: str
    """The question whether it was understood."""

    @abstractmethod
    def ask(self, context: Context, step: StepT, *before: Say) -> None:
        """Put the question, after some words."""

    @abstractmethod
    def guess(self, context: Context, step: StepT) -> Guess | None:
        """None when the state was made by another version of the flow."""

    @abstractmethod
    def accept(self, context: Context, step: StepT) -> Move:
        """The guess was right."""

    def enter(self, context: Context, step: StepT) -> Move:
        self.ask(context, step)
        return None

    def silent(
        self, context: Context, step: StepT, _event: NothingHeard | DigitsPressed | SpeechHeard
    ) -> Move:
        _note_silence(context)
        return self.again(context, step, context.phrase("no_input"))

    def not_understood(self, context: Context, step: StepT, by: str, **facts: str | float) -> Move:
        _note_rejection(context, by, **facts)
        sorry = context.sentence(step.invalid) if step.invalid else context.phrase("not_understood")
        return self.again(context, step, sorry)

    def again(self, context: Context, step: StepT, *before: Say) -> Move:
        """One more try, or `else`."""
        context.choice = ""
        if context.attempt >= step.silence.tries:
            return "else", step.else_
        context.attempt += 1
        self.ask(context, step, *before)
        return None

    def repeat(self, context: Context, step: StepT) -> Move:
        """The same question, as the caller wished: no try is lost."""
        if receipts.times(context, "asked") >= MAX_ASKED:
            return self.again(context, step)
        context.choice = ""
        self.ask(context, step)
        return None

    # --- "you want billing, is that right?" --------------------------------------------------------

    def ask_whether(self, context: Context, step: StepT, guess: Guess, *before: Say) -> None:
        phrases = (*answers(context.language), *leading_phrases(context))
        # Keys always work here, because the question itself offers 1 and 2.
        question = Listen(
            context.next_seq,
            (*before, guess.sentence),
            True,
            step.silence.after,
            hearing(context, step, phrases, ("yes_no",)),
        )
        context.ask(self.confirm, question)

    def confirm_pressed(self, context: Context, step: StepT, event: DigitsPressed) -> Move:
        receipts.keyed(context)
        return self._confirm(context, step, {"1": True, "2": False}.get(event.digits), "key")

    def confirm_heard(self, context: Context, step: StepT, event: SpeechHeard) -> Move:
        if not event.text.strip():
            return self.confirm_silent(context, step, event)
        confidence = trust(event.confidence)
        receipts.heard(context, confidence)
        led = leave_question(context, event)
        if led:
            return led
        yes = yes_or_no(event.text, context.language)
        # A no only costs another question; a yes that nobody said leads to the wrong place.
        if yes and confidence < FAINT:
            yes = None
        return self._confirm(context, step, yes, "words")

    def confirm_silent(self, context: Context, step: StepT, _event: NothingHeard | SpeechHeard) -> Move:
        _note_silence(context)
        return self._ask_whether_again(context, step, "no_input")

    def _confirm(self, context: Context, step: StepT, yes: bool | None, by: str) -> Move:
        guess = self.guess(context, step)
        if guess and yes is None:
            _note_rejection(context, by)
            return self._ask_whether_again(context, step, "not_understood")
        if guess and yes:
            receipts.count(context, "confirmed")
            context.mark("confirmed", step=context.place, option=guess.label)
            return self.accept(context, step)
        # Also when the choice is gone with another version: the question is put again.
        receipts.count(context, "corrected")
        label, score = guess.label if guess else "", receipts.score(context)
        context.mark("corrected", step=context.place, option=label, score=score)
        return self.again(context, step)

    def _ask_whether_again(self, context: Context, step: StepT, sorry: str) -> Move:
        guess = self.guess(context, step)
        if guess is None or context.attempt >= step.silence.tries:
            return "else", step.else_
        context.attempt += 1
        self.ask_whether(context, step, guess, context.phrase(sorry))
        return None


def hearing(
    context: Context,
    step: Menu | Ask | Collect,
    phrases: tuple[str, ...],
    expects: tuple[str, ...] = (),
    fewest: int = 0,
    most: int = 0,
) -> Hearing:
    """How this step listens, for these phrases and values."""
    return Hearing(
        context.language,
        phrases,
        expects,
        step.barge_in,
        step.pause.complete,
        step.pause.otherwise,
        fewest=fewest,
        most=most,
    )


def leading_phrases(context: Context) -> tuple[str, ...]:
    """What leads out of a question about a question."""
    return tuple(phrase for each in commands(context) if each.command in LEADING for phrase in each.expected)


def _note_silence(context: Context) -> None:
    receipts.count(context, "silent")
    context.mark("silent", step=context.place)


def _note_rejection(context: Context, by: str, **facts: str | float) -> None:
    receipts.count(context, "rejected")
    # Without what was pressed or said: that may be anything, also a name or a number.
    if by == "words":
        facts = {"phase": context.phase, "score": receipts.score(context), **facts}
    context.mark("not_understood", step=context.place, by=by, **facts)
