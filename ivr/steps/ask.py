"""`ask`: an open question. What the caller wants is an intent; values in the same words go into variables."""

from __future__ import annotations

from flows.steps import Ask
from ivr import receipts, spoken
from ivr.actions import Listen, Say
from ivr.asking import hearing
from ivr.choosing import Chooser
from ivr.context import Context, Move
from ivr.events import SpeechHeard, SpeechUnavailable
from ivr.judging import FAINT, Candidate, trust
from ivr.options import hints, of_ask

MAX_WORDS = 200  # characters that are kept of an answer without intents
MOST_DIGITS = 32  # as many as a `collect` takes


class Wishes(Chooser[Ask]):
    phase, confirm, which = "ask", "ask_confirm", "ask_which"

    def candidates(self, context: Context, step: Ask) -> tuple[Candidate, ...]:
        return of_ask(context, step)

    def limit(self, step: Ask) -> float | None:
        return step.confirm

    def ask(self, context: Context, step: Ask, *before: Say) -> None:
        phrases = hints(self.choices(context, step))
        expects = tuple(dict.fromkeys(step.slots.values()))
        digits = (1, MOST_DIGITS) if "digits" in expects else (0, 0)
        listening = hearing(context, step, phrases, expects, *digits)
        prompts = (*before, context.sentence(step.prompt))
        receipts.asked(context, "ask")
        context.ask(self.phase, Listen(context.next_seq, prompts, False, step.silence.after, listening))

    def chosen(self, context: Context, step: Ask, found: Candidate, by: str, score: float) -> Move:
        context.mark(
            "option_chosen", step=context.place, by=by, option=found.label, next=found.target, score=score
        )
        context.remember({step.ask: found.intent})
        return found.label, found.target

    def heard(self, context: Context, step: Ask, event: SpeechHeard) -> Move:
        # Kept whatever becomes of the rest: nobody is to say a number twice.
        if trust(event.confidence) >= FAINT:
            _fill_slots(context, step, event.text)
        return super().heard(context, step, event)

    def none_found(self, context: Context, step: Ask, event: SpeechHeard) -> Move:
        if step.intents:
            return self.not_understood(context, step, "words")
        score = trust(event.confidence)
        if step.slots.keys() - _filled(context):
            context.mark("asked_again", step=context.place, reason="slots", score=score)
            sorry = context.sentence(step.invalid) if step.invalid else context.phrase("not_understood")
            return self.again(context, step, sorry)
        context.mark("collected", step=context.place, score=score)
        context.remember({step.ask: event.text[:MAX_WORDS]})
        receipts.note(context, result="matched")
        return "next", step.next

    def unavailable(self, context: Context, step: Ask, _event: SpeechUnavailable) -> Move:
        context.mark("speech_unavailable", step=context.place)
        return "else", step.else_


ASK = Wishes()


def enter(context: Context, step: Ask) -> Move:
    return ASK.enter(context, step)


def _fill_slots(context: Context, step: Ask, text: str) -> None:
    read = {
        name: spoken.read(kind, text, context.language, context.today) for name, kind in step.slots.items()
    }
    found = {name: value for name, value in read.items() if value is not None}
    if not found:
        return
    context.remember(found)
    # A variable may be set since an earlier visit: only what this one heard counts.
    receipts.note(context, slots=",".join(sorted(_filled(context) | found.keys())))


def _filled(context: Context) -> set[str]:
    return set(str(context.receipt.get("slots", "")).split(",")) - {""}
