"""What requests and answers are made of: the strict base of shapes, and values that several share."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

Item = TypeVar("Item")
LARGEST = 2**31 - 1


def _no_null(value: Any) -> Any:
    """PostgreSQL keeps no such character, and nobody types it."""
    if isinstance(value, str) and "\0" in value:
        raise ValueError("the character U+0000 is not allowed")
    return value


def _stamp(value: Any) -> Any:
    """RFC 3339 only: a bare number could be seconds or milliseconds."""
    if not isinstance(value, (str, datetime)) or (isinstance(value, str) and "-" not in value):
        raise ValueError("write a time like 2026-03-02T13:00:00Z")
    return value


Text = Annotated[str, BeforeValidator(_no_null), Field(max_length=10_000)]
Line = Annotated[str, BeforeValidator(_no_null), Field(max_length=200)]
Word = Annotated[str, BeforeValidator(_no_null), Field(max_length=64)]
Number = Annotated[str, Field(pattern=r"^\+[1-9][0-9]{6,14}$", examples=["+5511988887777"])]
Id = Annotated[int, Field(ge=1, le=LARGEST)]
Moment = Annotated[AwareDatetime, BeforeValidator(_stamp), Field(examples=["2026-03-02T13:00:00Z"])]


class Asked(BaseModel):
    """Of a request: what it does not know is refused, not overlooked."""

    model_config = ConfigDict(extra="forbid")


class Given(BaseModel):
    """Of an answer."""

    model_config = ConfigDict(from_attributes=True)


class Pages(Asked):
    """Of a list."""

    limit: Annotated[int, Field(ge=1, le=200, description="How many at most")] = 50
    cursor: Annotated[str, Field(max_length=200, description="From `next` of the page before")] = ""


class Page(Given, Generic[Item]):
    items: list[Item]
    next: str | None = Field(description="Address of the following page; null on the last one")


class Empty(Given):
    """Nothing more to say."""
