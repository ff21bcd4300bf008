"""One of several choices by words: taken, asked about, or one of two asked for. For menus and open questions.

`Context.choice` holds what waits for an answer: the index of one choice, or of two ("0,2"), among the step's
own candidates and the commands after them.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from flows.phrase_book import ORDINALS
from flows.phrases import nearest_language
from ivr import receipts
from ivr.actions import Listen
from ivr.asking import Asker, Guess, StepT, hearing, leading_phrases
from ivr.commands import LEADING, commands, lead, stay
from ivr.context import Context, Move
from ivr.events import DigitsPressed, SpeechHeard
from ivr.judging import CERTAIN, FAINT, Candidate, Verdict, judge, trust
from ivr.options import hints


class Chooser(Asker[StepT]):
    which: str
    """The phase of "billing, or support?"."""

    @abstractmethod
    def candidates(self, context: Context, step: StepT) -> tuple[Candidate, ...]:
        """What the step itself offers."""

    @abstractmethod
    def chosen(self, context: Context, step: StepT, found: Candidate, by: str, score: float) -> Move:
        """The way that a candidate leads."""

    @abstractmethod
    def limit(self, step: StepT) -> float | None:
        """Below it a choice is confirmed: `confirm`, as written."""

    def choices(self, context: Context, step: StepT) -> tuple[Candidate, ...]:
        return (*self.candidates(context, step), *commands(context))

    def heard(self, context: Context, step: StepT, event: SpeechHeard) -> Move:
        if not event.text.strip():
            return self.silent(context, step, event)
        verdict = self._judged(context, event, self.choices(context, step))
        if _too_faint(event, verdict):
            return self.not_understood(context, step, "words")
        if not verdict.found:
            return self.none_found(context, step, event)
        if len(verdict.found) == 2:
            return self._ask_which(context, step, verdict)
        return self._found(context, step, event, verdict)

    def none_found(self, context: Context, step: StepT, _event: SpeechHeard) -> Move:
        """Words that choose nothing."""
        return self.not_understood(context, step, "words")

    def _judged(self, context: Context, event: SpeechHeard, choices: Sequence[Candidate]) -> Verdict:
        receipts.heard(context, trust(event.confidence))
        verdict = judge(event, choices)
        receipts.note(context, score=verdict.score)
        return verdict

    def _found(self, context: Context, step: StepT, event: SpeechHeard, verdict: Verdict) -> Move:
        (index,) = verdict.found
        found = self.choices(context, step)[index]
        # To hear a question once more does no harm, so nobody is asked whether they want to.
        if found.command and found.command not in LEADING:
            return stay(context, found, verdict.score, lambda: self.repeat(context, step))
        if not _is_doubtful(self.limit(step), event, verdict):
            return self._take(context, step, found, "words", verdict.score)
        context.choice = str(index)
        context.mark("confirming", step=context.place, option=found.label, score=verdict.score)
        self.ask_whether(context, step, _guess(context, found))
        return None

    def _take(self, context: Context, step: StepT, found: Candidate, by: str, score: float) -> Move:
        receipts.note(context, score=score)
        if found.command:
            return lead(context, found, score)
        receipts.note(context, result="matched", option=found.label, intent=found.intent)
        return self.chosen(context, step, found, by, score)

    def _waiting(self, context: Context, step: StepT) -> tuple[Candidate, ...]:
        """What waits; nothing when the state was made by another version of the flow."""
        choices = {str(index): each for index, each in enumerate(self.choices(context, step))}
        found = [choices.get(index) for index in context.choice.split(",")]
        return tuple(each for each in found if each) if all(found) else ()

    def guess(self, context: Context, step: StepT) -> Guess | None:
        waiting = self._waiting(context, step)
        return _guess(context, waiting[0]) if len(waiting) == 1 else None

    def accept(self, context: Context, step: StepT) -> Move:
        (found,) = self._waiting(context, step)
        return self._take(context, step, found, "words", receipts.score(context))

    # --- "billing, or support?" --------------------------------------------------------------------

    def _ask_which(self, context: Context, step: StepT, verdict: Verdict) -> Move:
        context.choice = ",".join(map(str, verdict.found))
        pair = self._waiting(context, step)
        labels = {"option": pair[0].label, "other": pair[1].label}
        context.mark("asked_again", step=context.place, reason="which", score=verdict.score, **labels)
        key, other = _keys(pair)
        sentence = context.phrase("which_of", first=pair[0].name, second=pair[1].name, key=key, other=other)
        phrases = (*hints(_numbered(context, pair)), *leading_phrases(context))
        listening = hearing(context, step, phrases, ("digits",), 1, 1)
        context.ask(self.which, Listen(context.next_seq, (sentence,), True, step.silence.after, listening))
        return None

    def which_pressed(self, context: Context, step: StepT, event: DigitsPressed) -> Move:
        receipts.keyed(context)
        pair = self._waiting(context, step)
        keys = dict(zip(_keys(pair), pair, strict=True)) if len(pair) == 2 else {}
        # Who would rather have another option may press its key at once.
        own = {each.key: each for each in self.candidates(context, step) if each.key}
        found = keys.get(event.digits) or own.get(event.digits)
        if found is None:
            return self.not_understood(context, step, "key")
        return self._take(context, step, found, "key", 1.0)

    def which_heard(self, context: Context, step: StepT, event: SpeechHeard) -> Move:
        if not event.text.strip():
            return self.silent(context, step, event)
        pair = self._waiting(context, step)
        numbered = _numbered(context, pair) if len(pair) == 2 else ()
        others = [each for each in self.choices(context, step) if each not in pair]
        choices = (*numbered, *others)
        verdict = self._judged(context, event, choices)
        if len(verdict.found) != 1 or _too_faint(event, verdict):
            return self.not_understood(context, step, "words")
        (index,) = verdict.found
        found = choices[index]
        # Between the two a hint is enough; anything else must be clear, and there is nothing to repeat.
        is_clear = index < len(numbered) or verdict.score >= CERTAIN
        if not is_clear or (found.command and found.command not in LEADING):
            return self.not_understood(context, step, "words")
        return self._take(context, step, found, "words", verdict.score)


def _guess(context: Context, found: Candidate) -> Guess:
    return Guess(found.label, context.phrase("confirm_choice", choice=found.name))


def _too_faint(event: SpeechHeard, verdict: Verdict) -> bool:
    return trust(event.confidence) < FAINT and not verdict.exact


def _is_doubtful(limit: float | None, event: SpeechHeard, verdict: Verdict) -> bool:
    confidence = trust(event.confidence)
    if confidence < FAINT:
        return True
    if limit is None:
        return verdict.score < CERTAIN
    # The greater doubt counts: whether these were the words, or whether they mean this choice.
    return min(confidence, verdict.score) < limit


def _keys(pair: Sequence[Candidate]) -> tuple[str, str]:
    """The keys that stand for two candidates: their own if both have one."""
    first, second = pair[0].key, pair[1].key
    return (first, second) if first and second and first != second else ("1", "2")


def _numbered(context: Context, pair: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The two with the keys and the ordinals that they can now be called by."""
    ordinals = ORDINALS[nearest_language(context.language)]
    return tuple(
        replace(each, key=key, own=(*each.own, *words))
        for each, key, words in zip(pair, _keys(pair), ordinals, strict=True)
    )
