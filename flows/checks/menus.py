"""Menus: keys that differ, choices that can be made, intents that can be told apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import combinations

from rapidfuzz import fuzz

from flows.checks.context import Context
from flows.flow import Flow
from flows.places import Path
from flows.steps import Menu, Option, Queue

OPTIONS_MAX = 5
_ALIKE = 92.0  # percent; "my bill is wrong" and "my bill was wrong" are 91
_WORD = re.compile(r"\w+")
_FUZZY_MAX = 600  # examples; beyond, only equal ones are looked for


def check(context: Context) -> None:
    for name, step in context.flow.steps.items():
        path: Path = ("steps", name)
        if isinstance(step, Menu):
            _keys(context, step, path)
            for i, option in enumerate(step.options):
                _choosable(context, step, option, (*path, "options", i))
            if len(step.options) > OPTIONS_MAX:
                message = f"this menu has {len(step.options)} options; callers remember {OPTIONS_MAX} at most"
                context.warn((*path, "options"), message, "many options", key=True)
        elif isinstance(step, Queue):
            _offers(context, step, path)
    _collisions(context)


def _keys(context: Context, menu: Menu, path: Path) -> None:
    seen: dict[str, int] = {}
    intents: dict[str, int] = {}
    for i, option in enumerate(menu.options):
        for what, value, known in (("key", option.key, seen), ("intent", option.intent, intents)):
            if value is not None and value in known:
                message = f"the {what} {value} is already option {known[value] + 1} of this menu"
                context.error((*path, "options", i, what), message, f"duplicate {what}")
            elif value is not None:
                known[value] = i


def _choosable(context: Context, menu: Menu, option: Option, path: Path) -> None:
    if option.key is None and option.intent is None and not option.words:
        context.error(path, "nothing chooses this option; write `key:`, `intent:` or `words:`", "no choice")
    elif menu.input == "keypad" and option.key is None:
        message = "this menu hears only keys, and this option has none; write `key:` or change `input:`"
        context.error(path, message, "no choice")
    elif menu.input == "speech" and option.intent is None and not option.words:
        message = "this menu hears only words, and this option has none; write `intent:` or `words:`"
        context.error(path, message, "no choice")


def _offers(context: Context, queue: Queue, path: Path) -> None:
    offers = queue.waiting.offers
    if offers.callback and offers.voicemail and offers.callback.key == offers.voicemail.key:
        message = f"the key {offers.callback.key} already offers a callback"
        context.error((*path, "waiting", "offers", "voicemail", "key"), message, "duplicate key")
    for name in ("callback", "voicemail"):
        offer = getattr(offers, name)
        if offer and offer.after >= queue.at_most:
            at = (*path, "waiting", "offers", name)
            context.warn(at, "this is offered only after the longest wait: nobody will hear it", "late offer")


def _collisions(context: Context) -> None:
    """Two intents whose examples are (nearly) the same cannot be told apart by anybody."""
    flow, main = context.flow, context.main
    for language in flow.languages if flow.intents else ():
        examples = _examples(flow, language)
        if flow is not main:
            # One classifier knows the intents of the whole family; the main flow's are not told again.
            examples = [(text, name, _ELSEWHERE) for text, name, _ in _examples(main, language)] + examples
        told: set[tuple[str, str]] = set()
        for one, other in _pairs(examples):
            # Once for each pair of intents is enough to make their author look.
            pair = (one[1], other[1])
            if pair not in told and other[2] != _ELSEWHERE:
                told.add(pair)
                how = "is" if one[0] == other[0] else "sounds like"
                message = f"this {how} an example of the intent '{one[1]}' too; nobody can tell them apart"
                context.warn(("intents", other[1], language, other[2]), message, "intent collision")


_Example = tuple[str, str, int]
_ELSEWHERE = -1


def _examples(flow: Flow, language: str) -> list[_Example]:
    return [
        (_plain(text), name, i)
        for name, by_language in flow.intents.items()
        for i, text in enumerate(by_language.get(language, ()))
    ]


def _pairs(examples: list[_Example]) -> Iterator[tuple[_Example, _Example]]:
    if len(examples) > _FUZZY_MAX:
        first: dict[str, _Example] = {}
        for example in examples:
            known = first.setdefault(example[0], example)
            if known[1] != example[1]:
                yield known, example
        return
    for one, other in combinations(examples, 2):
        if one[1] != other[1] and fuzz.token_sort_ratio(one[0], other[0]) >= _ALIKE:
            yield one, other


def _plain(text: str) -> str:
    """Words only, without case and accents: callers' accents are not heard."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(_WORD.findall("".join(c for c in letters if not unicodedata.combining(c))))
