"""A reply's actions as JSON and back, so that a repeated request gets the same reply again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from ivr import actions as orders
from ivr.actions import Action, Hearing, Mark, Say

_KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        orders.Say,
        orders.Listen,
        orders.Collect,
        orders.Record,
        orders.Enqueue,
        orders.LeaveQueue,
        orders.Dial,
        orders.Fetch,
        orders.HangUp,
        orders.Hearing,
    )
}
_FIELDS = {kind: tuple(kind.__dataclass_fields__) for kind in _KINDS.values()}


def to_json(actions: Iterable[Action]) -> list[dict[str, Any]]:
    """Only what a caller perceives is kept: marks and promises were carried out and must not be again."""
    return [_encode(action) for action in actions if type(action) in _FIELDS and not isinstance(action, Mark)]


def from_json(data: Iterable[Mapping[str, Any]]) -> tuple[Action, ...]:
    return tuple(_decode(item) for item in data)


def _encode(action: Any) -> dict[str, Any]:
    kind = type(action)
    item = {name: _plain(getattr(action, name)) for name in _FIELDS[kind]}
    item["do"] = kind.__name__
    return item


def _plain(value: Any) -> Any:
    if isinstance(value, Say | Hearing):
        return _encode(value)
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else value


def _decode(item: Mapping[str, Any]) -> Any:
    kind = _KINDS[item["do"]]
    return kind(**{name: _value(name, item[name]) for name in _FIELDS[kind] if name in item})


def _value(name: str, value: Any) -> Any:
    if name == "hearing":
        return _decode(value) if value else None
    if name == "closes_at":
        return datetime.fromisoformat(value) if value else None
    if name in ("prompts", "keys_only"):
        return tuple(_decode(prompt) for prompt in value)
    return _tuple(value)


def _tuple(value: Any) -> Any:
    return tuple(_tuple(part) for part in value) if isinstance(value, list) else value
