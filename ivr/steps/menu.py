"""`menu`: one of several options, by key or by words; unsure words are confirmed first."""

from __future__ import annotations

from flows.steps import Menu
from ivr import receipts
from ivr.actions import Hearing, Listen, Say
from ivr.asking import hearing
from ivr.choosing import Chooser
from ivr.context import Context, Move
from ivr.events import DigitsPressed, SpeechHeard, SpeechUnavailable
from ivr.judging import Candidate
from ivr.options import hints, of_menu, of_option


class Options(Chooser[Menu]):
    phase, confirm, which = "menu", "confirm", "which"

    def candidates(self, context: Context, step: Menu) -> tuple[Candidate, ...]:
        return of_menu(context, step)

    def limit(self, step: Menu) -> float | None:
        return step.confirm

    def ask(self, context: Context, step: Menu, *before: Say) -> None:
        listening = self._hearing(context, step) if "speech" in step.input else None
        question = Listen(
            context.next_seq,
            (*before, context.sentence(step.menu)),
            "keypad" in step.input,
            step.silence.after,
            listening,
            _keys_only(context, step, before) if listening and _has_keys(step) else (),
        )
        receipts.asked(context, "menu")
        context.ask(self.phase, question)

    def _hearing(self, context: Context, step: Menu) -> Hearing:
        phrases = hints(self.choices(context, step))
        if any(option.key for option in step.options):
            return hearing(context, step, phrases, ("digits",), 1, 1)
        return hearing(context, step, phrases)

    def chosen(self, context: Context, _step: Menu, found: Candidate, by: str, score: float) -> Move:
        context.mark(
            "option_chosen", step=context.place, by=by, option=found.label, next=found.target, score=score
        )
        return found.label, found.target

    def pressed(self, context: Context, step: Menu, event: DigitsPressed) -> Move:
        if "keypad" not in step.input:
            context.ignore()
            return None
        # The finish key alone arrives as no digits at all.
        if not event.digits:
            return self.silent(context, step, event)
        receipts.keyed(context)
        for option in step.options:
            if option.key and option.key == event.digits:
                return self._take(context, step, of_option(context, option), "key", 1.0)
        return self.not_understood(context, step, "key")

    def heard(self, context: Context, step: Menu, event: SpeechHeard) -> Move:
        if "speech" not in step.input:
            context.ignore()
            return None
        return super().heard(context, step, event)

    def unavailable(self, context: Context, step: Menu, _event: SpeechUnavailable) -> Move:
        """Nobody can hear words: where there are keys, these go on."""
        if _has_keys(step):
            context.ignore()
            return None
        context.mark("speech_unavailable", step=context.place)
        return "else", step.else_


MENU = Options()


def enter(context: Context, step: Menu) -> Move:
    return MENU.enter(context, step)


def _has_keys(step: Menu) -> bool:
    return "keypad" in step.input and any(option.key for option in step.options)


def _keys_only(context: Context, step: Menu, before: tuple[Say, ...]) -> tuple[Say, ...]:
    """The prompts that do not promise to hear words."""
    if step.keys_only:
        return (*before, context.sentence(step.keys_only))
    keyed = (candidate for candidate in of_menu(context, step) if candidate.key)
    ways = (context.phrase("press_for", choice=each.name, key=each.key).text for each in keyed)
    return (*before, context.spoken(" ".join(ways)))
