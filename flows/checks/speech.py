"""Questions that hear words: prompts promise what is heard, keys remain, examples suffice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from flows.checks.anywhere import COMMANDS
from flows.checks.context import Context
from flows.checks.languages import seconds
from flows.parts import Part
from flows.places import Path
from flows.steps import Ask, Collect, Menu, Survey
from flows.values import ANY_LANGUAGE
from flows.walk import Texts, hears_words, intents, prompt

UNINTERRUPTED_MAX_S = 10
EXAMPLES_MIN = 3

# Words with which a prompt asks for words.
_PROMISES = {
    "pt": re.compile(r"\b(diga|fale o|fale a|fale seu|fale sua)\b", re.IGNORECASE),
    "en": re.compile(r"\bsay\b", re.IGNORECASE),
    "es": re.compile(r"\bdiga\b", re.IGNORECASE),
}


def check(context: Context) -> None:
    asked: dict[str, None] = {}
    for name, step in context.flow.steps.items():
        path: Path = ("steps", name)
        if isinstance(step, Menu):
            _menu(context, step, path)
        elif isinstance(step, Ask):
            _ask(context, step, path)
            asked |= dict.fromkeys(step.intents)
        if isinstance(step, Menu | Ask) and hears_words(step):
            _muted(context, step, path)
            _uninterrupted(context, step, path)
        _promised(context, step, path)
        _unused(context, step, path)
    for intent in asked:
        _examples(context, intent)
    if not context.alone:
        _nowhere(context)


def _menu(context: Context, menu: Menu, path: Path) -> None:
    spoken = [bool(option.intent or option.words) for option in menu.options]
    if not hears_words(menu) or (menu.input == "speech" and not all(spoken)):
        return  # the latter is an error of its own
    if not _has_keys(menu):
        message = "no key can be pressed here: where words cannot be heard, every caller goes to `else`"
        context.warn((*path, "input"), message, "no keys")
    elif not any(spoken):
        message = "this menu listens to words, but no option has any; write `intent:` or `words:`"
        context.warn((*path, "input"), message, "no words")


def _has_keys(menu: Menu) -> bool:
    return menu.input != "speech" and any(option.key for option in menu.options)


def _ask(context: Context, ask: Ask, path: Path) -> None:
    if ask.ask in ask.slots:
        message = f"'{ask.ask}' already keeps the intent; the value needs another variable"
        context.error((*path, "slots", ask.ask), message, "duplicate variable", key=True)
    if ask.intents and "next" in ask.model_fields_set:
        message = "this way is never taken: the intents say where to go"
        context.warn((*path, "next"), message, "unused next")
    if ask.intents and ask.confirm is None:
        message = "unclear words are not asked back here; `confirm: below 0.75` would"
        context.report("note", path, message, "no confirm", key=True)


def _muted(context: Context, step: Menu | Ask, path: Path) -> None:
    """Without words and without keys, a question only makes callers wait for `else`."""
    if isinstance(step, Menu) and _has_keys(step):
        return
    for language in context.languages:
        if context.main.engine(language) == "off":
            message = f"`speech:` is off in {language}, so callers who speak it always go to `else` here"
            context.warn(path, message, "speech off", key=True)


def _uninterrupted(context: Context, step: Menu | Ask, path: Path) -> None:
    longest = max(map(seconds, (prompt(step) or {}).values()), default=0.0)
    if step.barge_in == "off" and longest > UNINTERRUPTED_MAX_S:
        message = f"nobody can interrupt these {longest:.0f} seconds with words"
        context.warn((*path, "barge_in"), message, "no barge-in")


def _promised(context: Context, step: Part, path: Path) -> None:
    for inner, said in _unheard(step):
        for name, text in said.items():
            tongue = (context.languages[0] if name == ANY_LANGUAGE else name).partition("-")[0]
            found = _PROMISES[tongue].search(text) if tongue in _PROMISES else None
            if found:
                message = f"'{found[0]}' asks callers to speak, but only keys are heard here"
                context.warn((*path, *inner, name), message, "promised speech")


def _unused(context: Context, step: Part, path: Path) -> None:
    if isinstance(step, Menu | Collect) and step.keys_only and step.input != "keypad and speech":
        message = "this is never said: it stands in for the prompt where keys *and* words are asked for"
        context.warn((*path, "keys_only"), message, "unused prompt", key=True)


def _unheard(step: Part) -> Iterator[tuple[Path, Texts]]:
    """What is said where nobody listens to words."""
    if isinstance(step, Menu) and step.input == "keypad":
        yield ("menu",), step.menu
    elif isinstance(step, Survey | Collect) and step.input == "keypad":
        yield ("prompt",), step.prompt
    if isinstance(step, Menu | Collect) and step.keys_only:
        yield ("keys_only",), step.keys_only


def _nowhere(context: Context) -> None:
    """Words of an intent that nothing offers are understood, and lead to "sorry, I did not get that"."""
    family = (context.main, *context.main.subflows.values())
    used = {name for flow in family for step in flow.steps.values() for name in intents(step)}
    for name in context.flow.intents:
        if name not in used and name not in COMMANDS:
            message = f"no menu and no open question leads on from the intent '{name}'"
            context.report("note", ("intents", name), message, "unused intent", key=True)


def _examples(context: Context, intent: str) -> None:
    by_language: Mapping[str, list[str]] = context.flow.intents.get(intent, {})
    for language, texts in by_language.items():
        if len(texts) < EXAMPLES_MIN:
            message = f"'{intent}' has few examples in {language}; an open question needs six or more"
            context.report("note", ("intents", intent, language), message, "few examples", key=True)
