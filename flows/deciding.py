"""Steps that decide, remember or go elsewhere without asking the caller."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field, field_validator

from flows.conditions import Condition
from flows.parts import Exit, Part, Step
from flows.values import HANG_UP, Language, Name, Seconds, Target, Words


class When(Part):
    """Goes one of two ways."""

    when: Condition
    """The condition: hours, language, variable, queue, tier, notice, or `all`, `any`, `not` of these."""
    then: Target
    """The step when it holds."""
    else_: Target = Field(HANG_UP, alias="else")
    """The step when it does not."""

    def exits(self) -> Iterator[Exit]:
        yield "then", self.then
        yield "else", self.else_


class Set(Step):
    """Keeps texts in variables."""

    set: dict[Name, str]
    """Variables and their texts, which may name other variables."""

    @field_validator("set", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        return {k: str(v) for k, v in value.items()} if isinstance(value, dict) else value


class SetLanguage(Step):
    """Goes on in another language."""

    language: Language
    """One of the flow's languages."""


class Request(Part):
    """One HTTP request on the flow's behalf."""

    url: str = Field(pattern=r"^https?://", max_length=2000)
    """The address; its host must be in `fetch_hosts`."""
    method: Literal["GET", "POST"] = "GET"
    """How it is asked."""
    headers: dict[str, str] = Field(default_factory=dict)
    """Further headers."""
    body: dict[str, str] = Field(default_factory=dict)
    """Sent as JSON."""
    timeout: Seconds = 3
    """How long the answer may take."""
    store: dict[Name, str] = Field(default_factory=dict)
    """Variables and where to find their values in the JSON answer (`order.status`)."""


class Fetch(Step):
    """Asks a web service and keeps parts of its answer."""

    fetch: Request
    """The request."""
    else_: Target = Field(HANG_UP, alias="else")
    """The step when no useful answer comes."""

    def exits(self) -> Iterator[Exit]:
        yield "next", self.next
        yield "else", self.else_


class Split(Part):
    """Sends shares of the calls different ways, for experiments."""

    split: dict[Target, int] = Field(min_length=2)
    """Steps and their shares, which add up to 100."""

    @field_validator("split")
    @classmethod
    def _hundred(cls, value: dict[str, int]) -> dict[str, int]:
        if any(share < 0 for share in value.values()) or sum(value.values()) != 100:
            raise ValueError(f"the shares add up to {sum(value.values())}, not to 100")
        return value

    def exits(self) -> Iterator[Exit]:
        for target, share in self.split.items():
            yield f"{share}%", target


class SubFlow(Step):
    """Walks through another flow, and goes on after it."""

    flow: Name
    """The other flow: `identify` is `identify.yaml` in the same folder."""


class HangUp(Part):
    """Ends the call."""

    hang_up: Literal[True] | Words = Field(alias="hang up")
    """`true`, or a goodbye."""

    @field_validator("hang_up", mode="before")
    @classmethod
    def _true(cls, value: Any) -> Any:
        return True if value == "true" else value

    def exits(self) -> Iterator[Exit]:
        yield "", HANG_UP
