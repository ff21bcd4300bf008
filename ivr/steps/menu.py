"""`menu`: one of several options, by key or by words; unsure words are confirmed first."""

from __future__ import annotations

from flows.steps import Menu, Option
from ivr.actions import Hearing, Listen, Say
from ivr.context import Context, Move
from ivr.events import DigitsPressed, NothingHeard, SpeechHeard
from ivr.options import hints, label, spoken_name, understood
from ivr.words import answers, yes_or_no


def enter(context: Context, step: Menu) -> Move:
    _ask(context, step)
    return None


def _ask(context: Context, step: Menu, *before: Say) -> None:
    hearing = Hearing(context.language, hints(context, step)) if "speech" in step.input else None
    prompts = (*before, context.sentence(step.menu))
    question = Listen(context.next_seq, prompts, "keypad" in step.input, step.silence.after, hearing)
    context.ask("menu", question)


def pressed(context: Context, step: Menu, event: DigitsPressed) -> Move:
    if "keypad" not in step.input:
        context.ignore()
        return None
    # The finish key alone arrives as no digits at all.
    if not event.digits:
        return silent(context, step, event)
    for option in step.options:
        if option.key and option.key == event.digits:
            return _chosen(context, option, "key", score=1.0)
    return _not_understood(context, step, "key")


def heard(context: Context, step: Menu, event: SpeechHeard) -> Move:
    if "speech" not in step.input:
        context.ignore()
        return None
    if not event.text.strip():
        return silent(context, step, event)
    found = understood(context, step, event)
    if found is None:
        return _not_understood(context, step, "words")
    option = step.options[found.index]
    # Both doubts count: whether these were the words, and whether they mean this option.
    if step.confirm is not None and event.confidence * found.score < step.confirm:
        context.choice = str(found.index)
        context.mark("confirming", step=context.place, option=label(option), score=found.score)
        _ask_whether(context, step, option)
        return None
    return _chosen(context, option, "words", score=found.score)


def silent(context: Context, step: Menu, _event: NothingHeard | DigitsPressed | SpeechHeard) -> Move:
    context.mark("silent", step=context.place)
    return _again(context, step, context.phrase("no_input"))


def _chosen(context: Context, option: Option, by: str, **score: float) -> Move:
    context.mark("option_chosen", step=context.place, by=by, option=label(option), next=option.next, **score)
    return label(option), option.next


def _not_understood(context: Context, step: Menu, by: str) -> Move:
    # Without what was pressed or said: that may be anything, also a name or a number.
    context.mark("not_understood", step=context.place, by=by)
    sorry = context.sentence(step.invalid) if step.invalid else context.phrase("not_understood")
    return _again(context, step, sorry)


def _again(context: Context, step: Menu, sorry: Say) -> Move:
    context.choice = ""
    if context.attempt >= step.silence.tries:
        return "else", step.else_
    context.attempt += 1
    _ask(context, step, sorry)
    return None


# --- "you want billing, is that right?" --------------------------------------------------------------


def _ask_whether(context: Context, step: Menu, option: Option, *before: Say) -> None:
    prompts = (*before, context.phrase("confirm_choice", choice=spoken_name(context, option)))
    # Keys always work here, because the question itself offers 1 and 2.
    hearing = Hearing(context.language, answers(context.language), ("yes_no",))
    question = Listen(context.next_seq, prompts, True, step.silence.after, hearing)
    context.ask("confirm", question)


def confirm_pressed(context: Context, step: Menu, event: DigitsPressed) -> Move:
    return _confirm(context, step, {"1": True, "2": False}.get(event.digits), "key")


def confirm_heard(context: Context, step: Menu, event: SpeechHeard) -> Move:
    return _confirm(context, step, yes_or_no(event.text), "words")


def confirm_silent(context: Context, step: Menu, _event: NothingHeard) -> Move:
    context.mark("silent", step=context.place)
    return _ask_whether_again(context, step, "no_input")


def _confirm(context: Context, step: Menu, yes: bool | None, by: str) -> Move:
    option = _waiting_option(context, step)
    if yes is None and option is not None:
        context.mark("not_understood", step=context.place, by=by)
        return _ask_whether_again(context, step, "not_understood")
    if yes and option is not None:
        context.mark("confirmed", step=context.place, option=label(option))
        return _chosen(context, option, "words")
    # Also when the option is gone with another version: the menu is asked again.
    context.mark("corrected", step=context.place, option=label(option) if option else "")
    return _again_after_no(context, step)


def _again_after_no(context: Context, step: Menu) -> Move:
    """The caller said it clearly: ask the menu again, without a sorry."""
    context.choice = ""
    if context.attempt >= step.silence.tries:
        return "else", step.else_
    context.attempt += 1
    _ask(context, step)
    return None


def _ask_whether_again(context: Context, step: Menu, sorry: str) -> Move:
    option = _waiting_option(context, step)
    if option is None or context.attempt >= step.silence.tries:
        return "else", step.else_
    context.attempt += 1
    _ask_whether(context, step, option, context.phrase(sorry))
    return None


def _waiting_option(context: Context, step: Menu) -> Option | None:
    """The option that waits for its yes; None when the state was made by another version of the flow."""
    options = {str(index): option for index, option in enumerate(step.options)}
    return options.get(context.choice)
