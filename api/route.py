"""A route of the API as a value: each noun's file lists its own; the door serves and describes them all.

What is not listed is not there: no route without a scope.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from flask import Response
from pydantic import BaseModel

from api.model import Empty
from support.services.api_tokens import Caller
from support.store.base import Session

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
_PART = re.compile(r"<(?:[^:<>]+:)?(\w+)>")


@dataclass(frozen=True)
class Request:
    """What a view is given. `query` and `body` are of the route's shapes; `version` is `If-Match`'s."""

    session: Session
    now: datetime
    caller: Caller
    ids: Mapping[str, Any]
    query: Any = None
    body: Any = None
    version: int | None = None


@dataclass(frozen=True)
class Answer:
    """`version`: of the thing, for a later `If-Match`."""

    body: BaseModel = field(default_factory=Empty)
    version: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


View = Callable[[Request], Answer]


@dataclass(frozen=True)
class Route:
    """`rule` follows `/api/v1`. `raw`: a view that answers by itself (sound); it has no body to describe.

    `ids` says what the parts of the rule are: name to (shape, words).
    """

    method: Method
    rule: str
    name: str
    scope: str
    summary: str
    view: View
    answer: type[BaseModel]
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    status: int = 200
    errors: tuple[int, ...] = ()
    versioned: bool = False  # takes If-Match
    raw: Callable[[Request], Response] | None = None
    ids: Mapping[str, tuple[Mapping[str, Any], str]] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        return self.method != "GET" or self.raw is not None

    @property
    def path(self) -> str:
        """As OpenAPI writes it."""
        return _PART.sub(r"{\1}", self.rule)

    @property
    def parts(self) -> list[str]:
        return _PART.findall(self.rule)
