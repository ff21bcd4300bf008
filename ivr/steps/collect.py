"""`collect`: several digits, checked. Secret ones are forgotten at once: only their number is kept.

Spoken digits are read back; they wait in `Context.choice` for their yes. Secret ones are never listened to.
"""

from __future__ import annotations

from datetime import date

from flows.steps import Collect
from ivr import receipts, spoken
from ivr.actions import Collect as CollectAction
from ivr.actions import Hearing, Say
from ivr.asking import Asker, Guess, hearing
from ivr.checks import acceptable
from ivr.commands import LEADING, commands, lead, said, stay
from ivr.context import Context, Move
from ivr.events import DigitsPressed, SpeechHeard
from ivr.judging import FAINT, Candidate, trust
from ivr.options import hints


class Digits(Asker[Collect]):
    phase, confirm = "collect", "collect_confirm"

    def ask(self, context: Context, step: Collect, *before: Say) -> None:
        listening = _hearing(context, step) if _hears(step) else None
        keys_only = (*before, context.sentence(step.keys_only)) if listening and step.keys_only else ()
        question = CollectAction(
            context.next_seq,
            (*before, context.sentence(step.prompt)),
            step.length.max,
            step.finish,
            step.silence.after,
            step.secret,
            listening,
            keys_only,
        )
        receipts.asked(context, "collect")
        context.ask(self.phase, question)

    def pressed(self, context: Context, step: Collect, event: DigitsPressed) -> Move:
        # Some doors leave the finish key on the digits, others take it off.
        digits = event.digits.removesuffix(step.finish)
        if not digits:
            return self.silent(context, step, event)
        receipts.keyed(context)
        if not _fits(step, digits):
            # Without the digits: a mistyped card number is almost a card number.
            return self.not_understood(context, step, "key")
        return _keep(context, step, digits)

    def heard(self, context: Context, step: Collect, event: SpeechHeard) -> Move:
        if not _hears(step):
            context.ignore()
            return None
        if not event.text.strip():
            return self.silent(context, step, event)
        confidence = trust(event.confidence)
        receipts.heard(context, confidence)
        receipts.note(context, score=confidence)
        command = said(event, commands(context))
        if command:
            return self._commanded(context, step, *command)
        digits = _read(context, step, event.text) if confidence >= FAINT else ""
        if not _fits(step, digits):
            return self.not_understood(context, step, "words")
        context.choice = digits
        context.mark("confirming", step=context.place, option="", score=confidence)
        self.ask_whether(context, step, _guess(context, step, digits))
        return None

    def _commanded(self, context: Context, step: Collect, command: Candidate, score: float) -> Move:
        if command.command in LEADING:
            return lead(context, command, score)
        return stay(context, command, score, lambda: self.repeat(context, step))

    def guess(self, context: Context, step: Collect) -> Guess | None:
        known = _hears(step) and _fits(step, context.choice)
        return _guess(context, step, context.choice) if known else None

    def accept(self, context: Context, step: Collect) -> Move:
        return _keep(context, step, context.choice, score=receipts.score(context))


COLLECT = Digits()


def enter(context: Context, step: Collect) -> Move:
    return COLLECT.enter(context, step)


def _hears(step: Collect) -> bool:
    return "speech" in step.input and not step.secret


def _hearing(context: Context, step: Collect) -> Hearing:
    expects = ("digits", "date") if step.check == "date" else ("digits",)
    return hearing(context, step, hints(commands(context)), expects, step.length.min, step.length.max)


def _fits(step: Collect, digits: str) -> bool:
    return bool(digits) and acceptable(digits, step.check, step.length.min, step.length.max)


def _keep(context: Context, step: Collect, digits: str, **facts: float) -> Move:
    context.mark("collected", step=context.place, **facts)
    receipts.note(context, result="matched")
    context.remember({step.collect: "*" * len(digits) if step.secret else digits})
    return "next", step.next


def _read(context: Context, step: Collect, text: str) -> str:
    """The digits that were said; a date as DDMMYYYY; "" for none."""
    if step.check == "date":
        day = spoken.read("date", text, context.language, context.today)
        if day:
            return date.fromisoformat(day).strftime("%d%m%Y")
    return spoken.read("digits", text, context.language, context.today) or ""


def _guess(context: Context, step: Collect, digits: str) -> Guess:
    return Guess("", context.phrase("heard_value", value=_aloud(context, step, digits)))


def _aloud(context: Context, step: Collect, digits: str) -> str:
    if step.check == "date" and len(digits) == 8:
        day = f"{digits[4:]}-{digits[2:4]}-{digits[:2]}"
        return spoken.aloud("date", day, context.language, context.today)
    return spoken.aloud("digits", digits, context.language)
