"""Ways to go over a flow's parts together with where each was written (paths relative to the step)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.conditions import All, AnyOf, Not
from flows.parts import Part
from flows.places import Path
from flows.steps import (
    Ask,
    Callback,
    Collect,
    Fetch,
    HangUp,
    Menu,
    Message,
    Notice,
    Queue,
    Say,
    Set,
    Split,
    Survey,
    Transfer,
    Voicemail,
    When,
)

Texts = Mapping[str, str]


def exits(step: Part) -> Iterator[tuple[str, str, Path]]:
    """Every way out as (label, target, path of the target)."""
    if isinstance(step, HangUp):
        return
    for i, (label, target) in enumerate(step.exits()):  # type: ignore[attr-defined]  # every kind has it
        if isinstance(step, Menu) and i < len(step.options):
            yield label, target, ("options", i, "next")
        elif isinstance(step, Ask) and i < len(step.intents):
            yield label, target, ("intents", label)
        elif isinstance(step, Split):
            yield label, target, ("split", target)
        elif label in ("callback", "voicemail"):
            yield label, target, ("waiting", "offers", label, "next")
        else:
            yield label, target, (label,)


def words(step: Part) -> Iterator[tuple[Path, Texts]]:
    """Everything a step says, in its languages."""
    for kinds, name in _SAID:
        if isinstance(step, kinds):
            value = getattr(step, "hang_up" if name == "hang up" else name)
            if isinstance(value, dict):
                yield (name,), value
    if isinstance(step, Queue) and step.waiting.say:
        yield ("waiting", "say"), step.waiting.say


_SAID: tuple[tuple[tuple[type, ...], str], ...] = (
    ((Say, Notice, Callback), "say"),
    ((Menu,), "menu"),
    ((Ask, Collect, Survey, Voicemail), "prompt"),
    ((Menu, Collect), "keys_only"),
    ((Menu, Ask, Collect), "invalid"),
    ((Message,), "message"),
    ((HangUp,), "hang up"),
)


def prompt(step: Part) -> Texts | None:
    """What a caller hears on entering the step, if it is written in the flow."""
    # Spoken instead, only after a wrong answer, never, or while waiting.
    later = ("keys_only", "invalid", "message", "waiting")
    return next((texts for path, texts in words(step) if path[0] not in later), None)


def texts(step: Part) -> Iterator[tuple[Path, str]]:
    """Every text that variables are filled into."""
    for path, said in words(step):
        for language, text in said.items():
            yield (*path, language), text
    if isinstance(step, Set):
        yield from ((("set", name), text) for name, text in step.set.items())
    elif isinstance(step, Transfer):
        yield ("transfer",), step.transfer
    elif isinstance(step, Callback):
        yield ("number",), step.number
    elif isinstance(step, Message):
        yield ("to",), step.to
    elif isinstance(step, Fetch):
        yield ("fetch", "url"), step.fetch.url
        for part in ("headers", "body"):
            yield from ((("fetch", part, k), v) for k, v in getattr(step.fetch, part).items())


def hears_words(step: Part) -> bool:
    """Whether the step is a menu or an open question that callers may answer in words."""
    return isinstance(step, Ask) or (isinstance(step, Menu) and "speech" in step.input)


def intents(step: Part) -> Iterator[str]:
    """The intents that lead on from a step."""
    if isinstance(step, Ask):
        yield from step.intents
    elif isinstance(step, Menu):
        yield from (option.intent for option in step.options if option.intent)


def conditions(step: Part) -> Iterator[tuple[Path, Part]]:
    """Every simple condition inside a `when`, however deep."""
    if isinstance(step, When):
        yield from _inside(step.when, ("when",))


def _inside(condition: Part, path: Path) -> Iterator[tuple[Path, Part]]:
    if isinstance(condition, Not):
        yield from _inside(condition.not_, (*path, "not"))
    elif isinstance(condition, All | AnyOf):
        name = "all" if isinstance(condition, All) else "any"
        for i, part in enumerate(getattr(condition, name)):
            yield from _inside(part, (*path, name, i))
    else:
        yield path, condition


def stored(step: Part) -> Iterator[str]:
    """The variables that a step sets."""
    if isinstance(step, Collect):
        yield step.collect
    elif isinstance(step, Ask):
        yield from (step.ask, *step.slots)
    elif isinstance(step, Set):
        yield from step.set
    elif isinstance(step, Fetch):
        yield from step.fetch.store
    elif isinstance(step, Survey):
        yield step.store
