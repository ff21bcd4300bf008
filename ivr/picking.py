"""A question of two ways inside a step, by key or by words: asked, and what was picked.

Sentences and callers' words are shipped ones. A reply that picks nothing leaves the mark that says why.
"""

from __future__ import annotations

from flows.callback_phrases import ANSWERS
from flows.phrases import nearest_language
from ivr.actions import Hearing, Listen, Say
from ivr.asking import leading_phrases
from ivr.context import Context
from ivr.events import DigitsPressed, NothingHeard, SpeechHeard
from ivr.judging import FAINT, Candidate, judge, trust
from ivr.words import answers, yes_or_no

Answer = DigitsPressed | SpeechHeard | NothingHeard
SILENCE_S = 6


def way(context: Context, name: str, key: str) -> Candidate:
    """One way, called by a key or by the shipped words of `name`."""
    return Candidate(name, "", key, own=ANSWERS[nearest_language(context.language)][name])


def ask(context: Context, phase: str, ways: tuple[Candidate, ...], *prompts: Say) -> None:
    context.ask(phase, Listen(context.next_seq, prompts, True, SILENCE_S, _heard(context, ways)))


def _heard(context: Context, ways: tuple[Candidate, ...]) -> Hearing | None:
    if nearest_language(context.language)[:2] != context.language[:2]:
        return None  # foreign words, asked of a language's ears, are heard in anything: keys alone
    phrases = tuple(phrase for each in ways for phrase in each.own)
    return Hearing(
        context.language,
        (*phrases, *answers(context.language), *leading_phrases(context)),
        ("digits", "yes_no"),
        "on any speech",
        fewest=1,
        most=1,
    )


def picked(
    context: Context,
    event: Answer,
    ways: tuple[Candidate, ...],
    *,
    yes_no: bool = False,
    noted: str = "option_chosen",
) -> Candidate | None:
    """With `yes_no` a yes is the first way and a no the second. `noted`: the mark of what was picked."""
    if isinstance(event, SpeechHeard) and event.text.strip():
        return _said(context, event, ways, yes_no, noted)
    if isinstance(event, DigitsPressed) and event.digits:
        return _pressed(context, event, ways, noted)
    context.mark("silent", step=context.place)
    return None


def is_silent(event: Answer) -> bool:
    if isinstance(event, SpeechHeard):
        return not event.text.strip()
    return isinstance(event, NothingHeard) or not event.digits


def _pressed(
    context: Context, event: DigitsPressed, ways: tuple[Candidate, ...], noted: str
) -> Candidate | None:
    found = next((each for each in ways if each.key == event.digits), None)
    if found is None:
        context.mark("not_understood", step=context.place, by="key")
    else:
        context.mark(noted, step=context.place, by="key", option=found.label, next="", score=1.0)
    return found


def _said(
    context: Context, event: SpeechHeard, ways: tuple[Candidate, ...], yes_no: bool, noted: str
) -> Candidate | None:
    verdict = judge(event, ways)
    found = ways[verdict.found[0]] if len(verdict.found) == 1 else None
    if found is None and yes_no:
        yes = yes_or_no(event.text, context.language)
        found = None if yes is None else ways[0 if yes else 1]
    if found is None or (trust(event.confidence) < FAINT and not verdict.exact):
        context.mark(
            "not_understood", step=context.place, by="words", phase=context.phase, score=verdict.score
        )
        return None
    score = verdict.score or trust(event.confidence)
    context.mark(noted, step=context.place, by="words", option=found.label, next="", score=score)
    return found
