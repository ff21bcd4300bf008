"""Pages of any list, and what a token may see of a customer in any of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import request
from pydantic import BaseModel

from api import cursors
from api.model import LARGEST, Page, Pages
from api.route import Answer, Request
from support.rules import numbers
from support.store.base import Session

Row = TypeVar("Row")
Find = Callable[[Session, Mapping[str, Any], int | None, int], list[Row]]
ID = {"type": "integer", "minimum": 1, "maximum": LARGEST}
NUMBER = {"type": "string", "pattern": r"^\+[1-9][0-9]{6,14}$"}


def answered(
    asked: Request,
    kind: str,
    shape: type[Page[Any]],
    find: Find[Row],
    shown: Callable[[Sequence[Row]], Sequence[BaseModel]],
    key: Callable[[Row], int],
) -> Answer:
    """One page. One row more than asked for is looked up: it tells whether there is another page."""
    pages: Pages = asked.query
    wanted = pages.model_dump(exclude={"limit", "cursor"}, exclude_none=True)
    for name in ("since", "until", "changed_since"):
        if isinstance(wanted.get(name), datetime):
            wanted[name] = in_range(wanted[name])
    rows = find(asked.session, wanted, cursors.read(kind, pages.cursor), pages.limit + 1)
    more = len(rows) > pages.limit
    rows = rows[: pages.limit]
    following = _following(cursors.made(kind, key(rows[-1]))) if more else None
    return Answer(shape(items=list(shown(rows)), next=following))


def _following(cursor: str) -> str:
    kept = {name: value for name, value in request.args.items() if name != "cursor"}
    return f"{request.path}?{urlencode({**kept, 'cursor': cursor})}"


def in_range(at: datetime) -> datetime:
    """In UTC; a zone may push a time beyond what a calendar holds."""
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return at.replace(tzinfo=UTC)


def number(asked: Request, text: str) -> str:
    """A customer's number, masked for a token that has nothing to do with customers."""
    return text if asked.caller.may("customers:read") else numbers.masked(text)


def hidden(asked: Request, text: str, whose: str) -> str:
    """A sentence of ours that may hold this number."""
    if not whose or asked.caller.may("customers:read"):
        return text
    masked = numbers.masked(whose)
    return text.replace(numbers.shown(whose), masked).replace(whose, masked)
