"""Reads a request strictly: who asks, what for, and whether it came before. Anything unclear is a Trouble."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError

from api.problems import Trouble
from support.services import idempotency

Shape = TypeVar("Shape", bound=BaseModel)
MAX_BODY = 256 * 1024
DEEPEST = 30
_TAG = re.compile(r'(?:W/)?"([0-9]{1,9})"')


def bearer() -> str:
    """The token of `Authorization: Bearer …`, or ""."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def query(shape: type[Shape] | None) -> Shape | None:
    given: dict[str, Any] = {}
    for name, values in request.args.lists():
        if len(values) > 1:
            raise Trouble(400, f"{name[:60]} is given twice", fields=[(f"query.{name[:60]}", "given twice")])
        given[name] = values[0]
    if shape is None:
        if given:
            raise Trouble(400, "this address takes no query", fields=_unknown("query", given))
        return None
    return _read(shape, given, "query")


def body(shape: type[Shape] | None) -> Shape | None:
    data = raw_body()
    if shape is None:
        if data:
            raise Trouble(400, "this request takes no body")
        return None
    if request.mimetype != "application/json":
        raise Trouble(415, "send the body as application/json")
    return _read(shape, _json(data), "body")


def raw_body() -> bytes:
    if (request.content_length or 0) > MAX_BODY:
        raise Trouble(413, f"a body has at most {MAX_BODY // 1024} kB")
    data = request.get_data(cache=True)
    if len(data) > MAX_BODY:
        raise Trouble(413, f"a body has at most {MAX_BODY // 1024} kB")
    return data


def ids(shapes: Mapping[str, tuple[Mapping[str, Any], str]], given: Mapping[str, str]) -> dict[str, Any]:
    """The parts of the address: what cannot be the name of anything is not found."""
    return {name: _id(shapes[name][0], text) for name, text in given.items()}


def _id(shape: Mapping[str, Any], text: str) -> Any:
    if shape["type"] == "integer":
        fits = text.isascii() and text.isdecimal() and len(text) <= 10 and 0 < int(text) <= shape["maximum"]
        if not fits or text.startswith("0"):
            raise Trouble(404, "an id here is a whole number")
        return int(text)
    if "pattern" in shape and not re.fullmatch(shape["pattern"], text, re.ASCII):
        raise Trouble(404, "there is nothing of this name")
    return text


def version() -> int | None:
    """`If-Match`, a version as `ETag` gave it; None for none, or for `*`."""
    written = request.headers.get("If-Match")
    if written is None or written == "*":
        return None
    found = _TAG.fullmatch(written)
    if found is None:
        raise Trouble(400, 'If-Match is a version, like "3"', fields=[("header.If-Match", "unreadable")])
    return int(found[1])


def key() -> str:
    """`Idempotency-Key`, or ""."""
    written = request.headers.get("Idempotency-Key")
    if written is None:
        return ""
    if not idempotency.is_key(written):
        told = "1 to 128 visible ASCII characters"
        raise Trouble(400, f"an Idempotency-Key is {told}", fields=[("header.Idempotency-Key", told)])
    return written


def _json(data: bytes) -> Any:
    try:
        found = json.loads(data.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Trouble(400, "the body is not JSON") from None
    for text, depth in _texts(found):
        if depth > DEEPEST:
            raise Trouble(400, "the body is nested too deeply")
        if any(0xD800 <= ord(each) < 0xE000 or each == "\0" for each in text):
            raise Trouble(400, "the body has characters that are none (U+0000 or half a pair)")
    return found


def _refuse(word: str) -> Any:
    raise ValueError(word)


def _texts(value: Any) -> Iterator[tuple[str, int]]:
    """Every string in it, names too, and how deep."""
    waiting: list[tuple[Any, int]] = [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, str):
            yield one, depth
        elif isinstance(one, (dict, list)):
            yield "", depth
            inner = [*one, *one.values()] if isinstance(one, dict) else one
            waiting += [(each, depth + 1) for each in inner]


def _read(shape: type[Shape], given: Any, where: str) -> Shape:
    try:
        return shape.model_validate(given)
    except ValidationError as error:
        fields = [(_place(where, each["loc"]), _plain(each["msg"])) for each in error.errors()[:50]]
        first = fields[0]
        raise Trouble(400, f"{first[0]}: {first[1]}", fields=fields) from None


def _place(where: str, place: tuple[int | str, ...]) -> str:
    return ".".join([where, *(str(each)[:60] for each in place)])


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ")[:300]


def _unknown(where: str, given: dict[str, Any]) -> list[tuple[str, str]]:
    return [(f"{where}.{name[:60]}", "unknown") for name in given]
