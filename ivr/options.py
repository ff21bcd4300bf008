"""A menu's options as things that can be said: their phrases, the recogniser's hints, their spoken name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, zip_longest

from flows.steps import Menu, Option
from ivr.context import Context
from ivr.events import SpeechHeard
from ivr.words import Choice, Chosen, choose

MAX_HINTS = 100
MAX_HINT = 100  # characters; Twilio refuses longer ones


def label(option: Option) -> str:
    """As `Menu.exits` names it."""
    return option.key or option.intent or "words"


def phrases(context: Context, option: Option) -> tuple[str, ...]:
    """The option's own words, its intent's examples and name, in the call's language."""
    expected = _expected(context, option)
    return (*expected, option.intent.replace("_", " ")) if option.intent else expected


def _expected(context: Context, option: Option) -> tuple[str, ...]:
    own = option.words.get(context.language, ())
    if not option.intent:
        return tuple(own)
    # A sub-flow may have intents of its own; otherwise it shares the main flow's.
    here = context.here.intents if context.here else {}
    intent = here.get(option.intent) or context.flow.intents.get(option.intent, {})
    return (*own, *intent.get(context.language, ()))


def hints(context: Context, menu: Menu) -> tuple[str, ...]:
    """What callers are likely to say, the options taking turns so that none crowds out another."""
    groups = (_expected(context, option) for option in menu.options)
    turns: Iterator[str | None] = chain.from_iterable(zip_longest(*groups))
    found = dict.fromkeys(hint[:MAX_HINT] for hint in turns if hint)
    return tuple(found)[:MAX_HINTS]


def spoken_name(context: Context, option: Option) -> str:
    """What to call an option when asking whether it was meant."""
    # The first phrase is the one that the author thought of first.
    named = phrases(context, option)
    return named[0] if named else option.key or ""


def understood(context: Context, menu: Menu, event: SpeechHeard) -> Chosen | None:
    """The option that was meant: from the best text, else from the recogniser's alternatives."""
    scores = dict(event.intents)
    choices = [_choice(context, option, scores) for option in menu.options]
    # Recognisers often have the right words second; more than a few are guesses.
    for text in (event.text, *event.alternatives[:5]):
        chosen = choose(text, choices)
        if chosen:
            return chosen
    return None


def _choice(context: Context, option: Option, scores: dict[str, float]) -> Choice:
    """A classifier's verdict, where there is one, stands for the examples; own words always count."""
    # Scores come from a classifier that knows the examples better than a comparison of letters.
    if not scores:
        return Choice(option.key or "", phrases(context, option))
    own = tuple(option.words.get(context.language, ()))
    return Choice(option.key or "", own, scores.get(option.intent or "", 0.0))
