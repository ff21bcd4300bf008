"""What a `when` step may ask. Conditions are data, never Python; they are decided in `ivr`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from flows.parts import Part
from flows.values import Language, Name


class Open(Part):
    """True inside the named opening hours, in the flow's time zone."""

    open: Name
    """The name of the opening hours."""


class Speaks(Part):
    """True when the call is held in this language."""

    language: Language
    """The language."""


class Variable(Part):
    """Compares a variable's text. Without a comparison: true when it is set and not empty."""

    variable: str
    """The variable's name."""
    is_: str | None = Field(None, alias="is")
    """Is this text."""
    in_: list[str] | None = Field(None, alias="in")
    """Is one of these texts."""
    starts: str | None = None
    """Starts with this text."""
    over: float | None = None
    """Is a number over this one."""
    under: float | None = None
    """Is a number under this one."""


class OpenTicket(Part):
    """True when something that this number asked for is not solved yet. Then `{ticket.number}` and
    `{ticket.status}` are those of the newest such ticket."""

    ticket: Literal["open"]
    """`open`."""
    queue: Name | None = None
    """Only a ticket of this queue."""


class QueueLength(Part):
    """Compares how many callers wait in a queue now, or for how many agents it is staffed."""

    queue: Name
    """The queue."""
    waiting_over: int | None = None
    """More callers than this wait."""
    waiting_under: int | None = None
    """Fewer callers than this wait."""
    agents_under: int | None = None
    """Fewer agents than this are signed in for it."""


class Tier(Part):
    """True when the customer is of this tier (for example vip)."""

    tier: Name
    """The tier's name."""


class NoticeOn(Part):
    """True while a supervisor has this notice switched on."""

    notice: Name
    """The notice's name."""


class All(Part):
    """True when every one of them is."""

    all: list[Condition] = Field(min_length=1)
    """The conditions."""


class AnyOf(Part):
    """True when at least one of them is."""

    any: list[Condition] = Field(min_length=1)
    """The conditions."""


class Not(Part):
    """True when the condition is not."""

    not_: Condition = Field(alias="not")
    """The condition."""


CONDITIONS: dict[str, type[Part]] = {
    "all": All,
    "any": AnyOf,
    "not": Not,
    "open": Open,
    "language": Speaks,
    "variable": Variable,
    "ticket": OpenTicket,
    "queue": QueueLength,
    "tier": Tier,
    "notice": NoticeOn,
}
CONDITION_KEYS = tuple(CONDITIONS)


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
    | Annotated[OpenTicket, Tag("ticket")]
    | Annotated[QueueLength, Tag("queue")]
    | Annotated[Tier, Tag("tier")]
    | Annotated[NoticeOn, Tag("notice")],
    Discriminator(condition_tag),
]


for _model in (All, AnyOf, Not):
    _model.model_rebuild()
