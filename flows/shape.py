"""From plain data to a `Flow`, and from Pydantic's complaints to sentences with a place.

Only the shape is looked at: which keys there are and what may stand behind them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from flows.conditions import CONDITION_KEYS, CONDITIONS, condition_tag
from flows.findings import Finding, short
from flows.flow import Anywhere, Expect, Flow, Line, Scenario
from flows.listening import Pause
from flows.nearest import nearest
from flows.places import Path, Places
from flows.queues import Callbacks, Overflow, QueueInfo, Relax, Tier
from flows.shape_words import sentence
from flows.steps import (
    KINDS,
    CallbackOffer,
    Length,
    Option,
    Request,
    Silence,
    Waiting,
    WaitOffer,
    WaitOffers,
    kind_of,
)

# In the model, because a loaded flow carries them, but never written by an author.
_LOADER_ONLY = {"subflows"}


def validate(data: Any, places: Places) -> tuple[Flow | None, list[Finding]]:
    """The flow, or what keeps the data from being one. Never raises."""
    if not isinstance(data, dict):
        return None, [_finding("a flow is made of keys like `flow:` and `steps:`", (), places)]
    findings = [_unknown((key,), places, _keys_of(Flow)) for key in _LOADER_ONLY if key in data]
    data = {key: value for key, value in data.items() if key not in _LOADER_ONLY}
    try:
        flow = Flow.model_validate(data)
    except ValidationError as error:
        return None, findings + list(_translated(error.errors(include_url=False), data, places))
    except RecursionError:
        return None, [*findings, _finding("this is nested too deeply", (), places)]
    return (None if findings else flow), findings


def _translated(errors: Iterable[ErrorDetails], data: Any, places: Places) -> Iterable[Finding]:
    located = [(written_path(error["loc"], data, error["type"] == "missing"), error) for error in errors]
    deeper = {path[:i] for path, _ in located for i in range(len(path))}
    seen: set[Path] = set()
    for path, error in located:
        # A value that may be two things is complained of twice; the complaint that goes deeper says more.
        if path in seen or (path in deeper and error["type"] not in ("missing", "extra_forbidden")):
            continue
        seen.add(path)
        yield _translate(path, error, data, places)


def written_path(loc: tuple[int | str, ...], data: Any, missing: bool = False) -> Path:
    """Pydantic's location without what the author never wrote: kinds, and names of alternatives.
    Of a `missing` key the last part is kept though it is not in the data."""
    path: Path = ()
    here: Any = data
    for i, part in enumerate(loc):
        last = i == len(loc) - 1
        if _names_kind(path):
            path += ("#kind",)
        elif _holds(here, part):
            path, here = (*path, part), here[part]
        elif missing and last:
            path = (*path, part)
    return tuple(part for part in path if part != "#kind")


def _holds(here: Any, part: int | str) -> bool:
    if isinstance(here, list):
        return isinstance(part, int) and part < len(here)
    return isinstance(here, Mapping) and part in here


def _names_kind(path: Path) -> bool:
    """Whether a kind's name follows in Pydantic's location: after a step's name and before a condition."""
    if path and path[-1] == "#kind":
        return False
    if len(path) == 2 and path[0] == "steps":
        return True
    if "when" not in path or path[0] != "steps":
        return False
    inside_list = len(path) > 1 and isinstance(path[-1], int) and path[-2] in ("all", "any")
    return path[-1] in ("when", "not") or inside_list


def _translate(path: Path, error: ErrorDetails, data: Any, places: Places) -> Finding:
    kind = error["type"]
    if kind == "extra_forbidden":
        return _unknown(path, places, _allowed(path, data), set(_at(path[:-1], data)))
    if kind == "missing":
        where = _named(path[:-1])
        return _finding(f"`{path[-1]}:` is missing{where}", path[:-1], places, key=True)
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        return _no_kind(path, error["input"], places)
    at_key = bool(error["loc"]) and error["loc"][-1] == "[key]"
    message, suggestion = sentence(path, error)
    return _finding(message, path, places, suggestion, key=at_key)


def _no_kind(path: Path, written: Any, places: Places) -> Finding:
    is_step = len(path) == 2
    choices = tuple(KINDS) if is_step else CONDITION_KEYS
    what = f"the step '{short(path[-1])}'" if is_step else "this condition"
    if not isinstance(written, Mapping):
        return _finding(f"{what} must be made of keys, one of which says its kind", path, places)
    for key in written:
        if guess := nearest(str(key), choices):
            message = f"no kind of {'step' if is_step else 'condition'} is called '{short(key)}'"
            return _finding(message, (*path, str(key)), places, guess, key=True)
    return _finding(f"{what} does not say its kind: {', '.join(choices)}", path, places, key=True)


def _unknown(path: Path, places: Places, allowed: set[str], written: Iterable[str] = ()) -> Finding:
    name = str(path[-1])
    guess = nearest(name, allowed)
    free = sorted(allowed.difference(written))
    others = "" if guess or not free else f"; there are {', '.join(free)}"
    where = _named(path[:-1])
    return _finding(f"no key is called '{short(name)}'{where}{others}", path, places, guess, key=True)


def _named(path: Path) -> str:
    if len(path) >= 2 and path[0] == "steps":
        return f" in the step '{short(path[1])}'"
    return f" in {short(path[0])}" if path else ""


def _finding(message: str, path: Path, places: Places, suggestion: str = "", *, key: bool = False) -> Finding:
    line, column = places.key(path) if key else places.value(path)
    return Finding("error", message, places.file, line, column, suggestion, "shape")


def _keys_of(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()} - _LOADER_ONLY


def _allowed(path: Path, data: Any) -> set[str]:
    """The keys that could stand where an unknown one was written."""
    model = model_at(path[:-1], _at(path[:-1], data))
    return _keys_of(model) if model else set()


def _at(path: Path, data: Any) -> Any:
    for part in path:
        data = data[part]
    return data


def model_at(path: Path, written: Any) -> type[BaseModel] | None:
    """The model of the mapping that stands at a place."""
    if len(path) == 2 and path[0] == "steps":
        return KINDS.get(kind_of(written) or "")
    for pattern, model in _MODELS:
        if len(pattern) == len(path) and all(p in ("*", q) for p, q in zip(pattern, path, strict=True)):
            return model
    return CONDITIONS.get(condition_tag(written) or "")


_MODELS: tuple[tuple[tuple[str, ...], type[BaseModel]], ...] = (
    ((), Flow),
    (("anywhere",), Anywhere),
    (("queues", "*"), QueueInfo),
    (("queues", "*", "relax"), Relax),
    (("queues", "*", "tiers", "*"), Tier),
    (("queues", "*", "overflow"), Overflow),
    (("queues", "*", "callbacks"), Callbacks),
    (("scenarios", "*"), Scenario),
    (("scenarios", "*", "script", "*"), Line),
    (("scenarios", "*", "ends"), Expect),
    (("steps", "*", "silence"), Silence),
    (("steps", "*", "pause"), Pause),
    (("steps", "*", "digits"), Length),
    (("steps", "*", "options", "*"), Option),
    (("steps", "*", "fetch"), Request),
    (("steps", "*", "waiting"), Waiting),
    (("steps", "*", "waiting", "offers"), WaitOffers),
    (("steps", "*", "waiting", "offers", "callback"), CallbackOffer),
    (("steps", "*", "waiting", "offers", "*"), WaitOffer),
)
