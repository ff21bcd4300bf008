"""Every word in every language, and none in a language that nobody hears."""

from __future__ import annotations

from flows.checks.context import Context
from flows.checks.names import language
from flows.findings import UNPRINTABLE
from flows.phrases import nearest_language
from flows.places import Path
from flows.steps import Menu
from flows.values import ANY_LANGUAGE
from flows.walk import Texts, words

SECONDS_MAX = 20
LETTERS_PER_SECOND = 15


def seconds(text: str) -> float:
    """About how long a text takes to say: 15 characters a second."""
    return len(text) / LETTERS_PER_SECOND


def check(context: Context) -> None:
    flow = context.flow
    _declared(context)
    for name, queue in flow.queues.items():
        _complete(context, queue.title, ("queues", name, "title"))
        if queue.say:
            _complete(context, queue.say, ("queues", name, "say"))
        if queue.recording_words:
            _complete(context, queue.recording_words, ("queues", name, "recording_words"))
        if queue.callbacks.message:
            _complete(context, queue.callbacks.message, ("queues", name, "callbacks", "message"))
    for name, examples in flow.intents.items():
        _examples(context, examples, ("intents", name), f"the intent '{name}'")
    for name, step in flow.steps.items():
        # Queues' titles and intents stand apart: they are seen or matched, not heard.
        for path, texts in words(step):
            _complete(context, texts, ("steps", name, *path))
            if path != ("message",):  # read, not heard
                _length(context, texts, ("steps", name, *path))
        if isinstance(step, Menu):
            for i, option in enumerate(step.options):
                if option.words:
                    _examples(context, option.words, ("steps", name, "options", i, "words"), "this option")


def _declared(context: Context) -> None:
    flow = context.flow
    for i, name in enumerate(flow.languages):
        if name in flow.languages[:i]:
            context.error(("languages", i), f"the language '{name}' is written twice", "duplicate language")
    for name in flow.voices:
        language(context, name, ("voices", name), key=True)
    for name in flow.speech if isinstance(flow.speech, dict) else ():
        language(context, name, ("speech", name), key=True)
    if flow is context.main:
        _shipped(context)


def _shipped(context: Context) -> None:
    """The engine says some sentences on its own; in a tongue that it does not know they are English."""
    for i, name in enumerate(context.flow.languages):
        if not nearest_language(name).startswith(name.split("-")[0]):
            message = (
                f"there are no shipped sentences in {name}: those that Ramal says itself will be English"
            )
            context.warn(("languages", i), message, "no phrases")


def _complete(context: Context, texts: Texts, path: Path) -> None:
    for name, text in texts.items():
        _speakable(context, text, (*path, name))
    if ANY_LANGUAGE in texts:
        if len(context.languages) > 1:
            spoken = ", ".join(context.languages)
            context.error(path, f"this text needs one for each language: {spoken}", "missing language")
        return
    for name in texts:
        language(context, name, (*path, name), key=True)
    for name in context.languages:
        if name not in texts:
            context.error(path, f"the text in {name} is missing", "missing language")


def _speakable(context: Context, text: str, path: Path) -> None:
    if not text.strip():
        context.error(path, "this text is empty", "empty text")
    elif UNPRINTABLE.search(text):
        context.error(path, "this text has a character that nobody can say; delete it", "odd character")


def _examples(context: Context, examples: dict[str, list[str]], path: Path, what: str) -> None:
    for name in examples:
        language(context, name, (*path, name), key=True)
    for name in context.languages:
        if not any(text.strip() for text in examples.get(name, ())):
            context.error(path, f"{what} has no words in {name}", "missing language", key=True)


def _length(context: Context, texts: Texts, path: Path) -> None:
    for name, text in texts.items():
        if seconds(text) > SECONDS_MAX:
            message = f"this takes about {seconds(text):.0f} seconds to say, more than {SECONDS_MAX}"
            context.warn((*path, name), message, "long prompt")
