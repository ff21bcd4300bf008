"""What a diagram says about a step: its kind's family and a few words of what it does."""

from __future__ import annotations

from collections.abc import Iterator

from flows.conditions import All, AnyOf, Not
from flows.findings import short
from flows.parts import Part
from flows.steps import (
    Ask,
    Callback,
    Collect,
    Message,
    Queue,
    Set,
    SetLanguage,
    SubFlow,
    Transfer,
    Voicemail,
    When,
    kind_of,
)
from flows.values import words_in
from flows.walk import conditions, prompt

_LONGEST = 400  # a tooltip's worth

FAMILIES: dict[str, str] = {
    "say": "talk", "notice": "talk", "message": "talk",
    "menu": "ask", "ask": "ask", "collect": "ask", "survey": "ask",
    "when": "decide", "split": "decide", "set": "decide", "language": "decide", "fetch": "decide",
    "queue": "people", "transfer": "people",
    "voicemail": "promise", "callback": "promise",
    "flow": "flow", "hang up": "end",
}  # fmt: skip


def kind(step: Part) -> str:
    return kind_of(step) or ""


def summary(step: Part, language: str) -> str:
    """A few words: what is said, asked for or decided."""
    return short(_summary(step, language), _LONGEST)


def _summary(step: Part, language: str) -> str:
    said = prompt(step)
    if isinstance(step, Collect):
        return f"{step.collect}: {words_in(step.prompt, language)}"
    if isinstance(step, Ask):
        return f"{step.ask}: {words_in(step.prompt, language)}"
    if isinstance(step, Queue | Voicemail | Callback | Transfer):
        return _where(step)
    if isinstance(step, Message):
        return words_in(step.message, language)
    if said:
        return words_in(said, language)
    if isinstance(step, When):
        return _condition(step)
    if isinstance(step, Set):
        return ", ".join(f"{name} = {text}" for name, text in step.set.items())
    if isinstance(step, SetLanguage):
        return step.language
    return step.flow if isinstance(step, SubFlow) else ""


def _where(step: Queue | Voicemail | Callback | Transfer) -> str:
    if isinstance(step, Queue):
        return ", ".join(_wait(step))
    if isinstance(step, Callback):
        return step.callback + (", at a time of their choice" if step.when == "ask" else "")
    return step.transfer if isinstance(step, Transfer) else step.voicemail


def _wait(step: Queue) -> Iterator[str]:
    yield step.queue
    if step.skills:
        yield f"needs {' and '.join(step.skills)}"
    offers = step.waiting.offers
    offered = [name for name in ("callback", "voicemail") if getattr(offers, name)]
    if offered:
        yield f"offers {' and '.join(offered)}"
    if offers.callback and offers.callback.over is not None:
        yield f"a callback at once when the wait is over {offers.callback.over} s"


def _condition(step: When) -> str:
    join = " and " if isinstance(step.when, All) else " or " if isinstance(step.when, AnyOf) else ", "
    told = [
        " ".join(f"{name.strip('_').replace('_', ' ')} {value}" for name, value in part if value is not None)
        for _, part in conditions(step)
    ]
    return ("not " if isinstance(step.when, Not) else "") + join.join(told)
