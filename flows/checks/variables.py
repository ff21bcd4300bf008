"""Variables that are filled in somewhere, and secrets that are only kept masked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.checks.context import Context
from flows.conditions import Variable
from flows.findings import short
from flows.flow import Flow
from flows.places import Path
from flows.steps import Collect
from flows.walk import conditions, stored, texts

KNOWN = frozenset(
    {
        "callback.day",
        "callback.number",
        "callback.time",
        "caller.number",
        "called.number",
        "customer.name",
        "customer.tier",
        "queue.position",
        "queue.wait",
        "ticket.number",
        "ticket.status",
        "call.language",
    }
)
_BRACES = re.compile(r"\{([^{}]*)\}")


def check(context: Context) -> None:
    if context.alone:
        return  # its variables come from the flow that will use it
    # Variables belong to the call: what one flow of the family stores, the others can say. In which order
    # they are met is not looked at; an unset variable is spoken as nothing.
    family = [context.main, *context.main.subflows.values()]
    known = KNOWN | {name for flow in family for name in _stored(flow)}
    secret = {s.collect for f in family for s in f.steps.values() if isinstance(s, Collect) and s.secret}
    for path, name in _used(context.flow):
        if name not in known:
            context.unknown("variable", name, known, path)
        elif name in secret:
            message = f"'{name}' is secret: only stars are kept of it, and this would use the stars"
            context.warn(path, message, "secret used")


def _stored(flow: Flow) -> Iterator[str]:
    for step in flow.steps.values():
        yield from stored(step)


def _used(flow: Flow) -> Iterator[tuple[Path, str]]:
    for queue, said in flow.queues.items():
        for key, words in (("say", said.say), ("recording_words", said.recording_words)):
            for language, text in (words or {}).items():
                for inside in _BRACES.findall(text):
                    yield ("queues", queue, key, language), short(inside.strip())
    for name, step in flow.steps.items():
        for path, text in texts(step):
            for inside in _BRACES.findall(text):
                yield ("steps", name, *path), short(inside.strip())
        for path, condition in conditions(step):
            if isinstance(condition, Variable):
                yield ("steps", name, *path, "variable"), condition.variable
