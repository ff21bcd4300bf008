"""What is answered when a request cannot be: `application/problem+json` (RFC 9457), a sentence for people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response
from pydantic import BaseModel, Field

TITLES: Mapping[int, str] = {
    400: "This request cannot be read",
    401: "Whose request is this?",
    403: "This token may not do that",
    404: "There is no such thing",
    405: "Not this way",
    409: "This cannot be done now",
    412: "It has changed in the meantime",
    413: "Too large",
    415: "A body is application/json",
    416: "There is no such part",
    422: "The same key, another request",
    429: "Too many requests",
    500: "Something failed here",
    503: "Busy",
}


class BadField(BaseModel):
    """A part of the request that cannot be read."""

    name: str = Field(description="Where it is, like `body.subject` or `query.limit`")
    problem: str


class Problem(BaseModel):
    title: str
    status: int
    detail: str = Field(description="A sentence about this case")
    fields: list[BadField] = Field(default_factory=list, description="Of 400: what is wrong where")
    changed: list[str] = Field(default_factory=list, description="Of 412: what somebody else has changed")


class Trouble(Exception):
    """Raised where a request is read; becomes a problem."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        fields: Sequence[tuple[str, str]] = (),
        changed: Sequence[str] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.fields, self.changed = status, detail, fields, changed
        self.headers = dict(headers or {})


def reply(trouble: Trouble) -> Response:
    status = trouble.status
    body: dict[str, Any] = {"title": TITLES[status], "status": status, "detail": _sentence(trouble.detail)}
    if trouble.fields:
        body["fields"] = [{"name": name, "problem": problem} for name, problem in trouble.fields]
    if trouble.changed:
        body["changed"] = list(trouble.changed)
    response = Response(json.dumps(body, ensure_ascii=False), status, mimetype="application/problem+json")
    response.headers.extend(trouble.headers)
    return response


def _sentence(text: str) -> str:
    text = text.strip() or "Nothing more is known."
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")
