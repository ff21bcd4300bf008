"""What a `when` step may ask. Conditions are data, never Python; they are decided in `ivr`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from flows.values import Language, Name


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Open(Part):
    """True inside the named opening hours, in the flow's time zone."""

    open: Name


class Speaks(Part):
    """True when the call is held in this language."""

    language: Language


class Variable(Part):
    """Compares a variable's text. Without a comparison: true when it is set and not empty."""

    variable: str
    is_: str | None = Field(None, alias="is")
    in_: list[str] | None = Field(None, alias="in")
    starts: str | None = None
    over: float | None = None
    under: float | None = None


class QueueLength(Part):
    """Compares how many callers wait in a queue now, or for how many agents it is staffed."""

    queue: Name
    waiting_over: int | None = None
    waiting_under: int | None = None
    agents_under: int | None = None


class Tier(Part):
    """True when the customer is of this tier (for example vip)."""

    tier: Name


class NoticeOn(Part):
    """True while a supervisor has this notice switched on."""

    notice: Name


class All(Part):
    all: list[Condition] = Field(min_length=1)


class AnyOf(Part):
    any: list[Condition] = Field(min_length=1)


class Not(Part):
    not_: Condition = Field(alias="not")


CONDITION_KEYS = ("all", "any", "not", "open", "language", "variable", "queue", "tier", "notice")


def condition_tag(value: Any) -> str | None:
    """The key that says which kind of condition this is."""
    for key in CONDITION_KEYS:
        field = "not_" if key == "not" else key
        if (isinstance(value, dict) and key in value) or (isinstance(value, Part) and hasattr(value, field)):
            return key
    return None


Condition = Annotated[
    Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Open, Tag("open")]
    | Annotated[Speaks, Tag("language")]
    | Annotated[Variable, Tag("variable")]
    | Annotated[QueueLength, Tag("queue")]
    | Annotated[Tier, Tag("tier")]
    | Annotated[NoticeOn, Tag("notice")],
    Discriminator(condition_tag),
]

Comparison = Literal["is", "in", "starts", "over", "under"]

for _model in (All, AnyOf, Not):
    _model.model_rebuild()
