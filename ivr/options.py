"""What can be chosen at a menu or an open question, and what a recogniser should expect there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest

from flows.steps import Ask, Menu, Option
from ivr.context import Context
from ivr.judging import Candidate

MAX_HINTS = 100
MAX_HINT = 100  # characters; Twilio refuses longer ones


def of_menu(context: Context, menu: Menu) -> tuple[Candidate, ...]:
    return tuple(of_option(context, option) for option in menu.options)


def of_ask(context: Context, step: Ask) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(intent, target, intent=intent, examples=examples(context, intent))
        for intent, target in step.intents.items()
    )


def of_option(context: Context, option: Option) -> Candidate:
    own = tuple(option.words.get(context.language, ()))
    intent = option.intent or ""
    known = examples(context, intent) if intent else ()
    return Candidate(label(option), option.next, option.key or "", intent, own, known)


def label(option: Option) -> str:
    """As `Menu.exits` names it."""
    return option.key or option.intent or "words"


def examples(context: Context, intent: str) -> tuple[str, ...]:
    """An intent's examples in the call's language."""
    # A sub-flow may have intents of its own; otherwise it shares the main flow's.
    here = context.here.intents if context.here else {}
    found = here.get(intent) or context.flow.intents.get(intent, {})
    return tuple(found.get(context.language, ()))


def hints(candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """What callers are likely to say, the candidates taking turns so that none crowds out another."""
    turns: Iterator[str | None] = chain.from_iterable(zip_longest(*[each.expected for each in candidates]))
    found = dict.fromkeys([hint[:MAX_HINT] for hint in turns if hint])
    return tuple(found)[:MAX_HINTS]
