"""From Pydantic's complaints about a policies file to sentences with a place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from flows.findings import Finding, short
from flows.nearest import nearest
from flows.places import Path, Places
from flows.policies import (
    Choice,
    Escalation,
    Keep,
    Lookup,
    Messages,
    Metrics,
    Policies,
    Rule,
    Scheduled,
    Service,
    Target,
    Watch,
)
from flows.shape import written_path
from flows.shape_words import sentence

Models = Mapping[tuple[str, ...], type[BaseModel]]
"""The model of the group at each place; "*" stands for any name or line of a list."""

_MODELS: Models = {
    (): Policies,
    ("targets", "*"): Target,
    ("promises", "*"): Choice,
    ("escalations", "*"): Escalation,
    ("tickets", "*"): Rule,
    ("keep", "*"): Keep,
    ("messages",): Messages,
    ("lookup",): Lookup,
    ("metrics",): Metrics,
    ("metrics", "queues", "*"): Service,
    ("wallboard", "*"): Watch,
    ("reports", "*"): Scheduled,
}


def translated(
    errors: Iterable[ErrorDetails], data: Any, places: Places, models: Models = _MODELS
) -> list[Finding]:
    """One finding a place; where a value may be several things, what goes deeper says more."""
    located = [(written_path(each["loc"], data, each["type"] == "missing"), each) for each in errors]
    deeper = {path[:i] for path, _ in located for i in range(len(path))}
    found: dict[Path, Finding] = {}
    for path, error in located:
        if path in found or (path in deeper and error["type"] not in ("missing", "extra_forbidden")):
            continue
        found[path] = _translate(path, error, data, places, models)
    return list(found.values())


def _translate(path: Path, error: ErrorDetails, data: Any, places: Places, models: Models) -> Finding:
    if error["type"] == "extra_forbidden":
        return _unknown(path, data, places, models)
    if error["type"] == "missing":
        where = f" in {_named(path[:-1])}" if path[:-1] else ""
        place = places.key(path[:-1])
        return Finding("error", f"`{path[-1]}:` is missing{where}", places.file, *place, rule="shape")
    message, suggestion = sentence(path, error)
    at_key = bool(error["loc"]) and error["loc"][-1] == "[key]"
    place = places.key(path) if at_key else places.value(path)
    return Finding("error", message, places.file, *place, suggestion, "shape")


def _unknown(path: Path, data: Any, places: Places, models: Models) -> Finding:
    allowed = _keys(path[:-1], models)
    guess = nearest(str(path[-1]), allowed)
    written = data
    for part in path[:-1]:
        written = written[part]
    free = sorted(allowed.difference(written))
    others = "" if guess or not free else f"; there are {', '.join(free)}"
    where = f" in {_named(path[:-1])}" if path[:-1] else ""
    message = f"no key is called '{short(path[-1])}'{where}{others}"
    return Finding("error", message, places.file, *places.key(path), guess, "shape")


def _keys(path: Path, models: Models) -> set[str]:
    """The keys that may stand in the group at a place."""
    model = models.get(tuple("*" if i else str(part) for i, part in enumerate(path)))
    return {field.alias or name for name, field in model.model_fields.items()} if model else set()


def _named(path: Path) -> str:
    """`targets.usual`, or `promises, line 2`."""
    words = [f", line {part + 1}" if isinstance(part, int) else f".{short(part)}" for part in path]
    return "".join(words).lstrip(".")
