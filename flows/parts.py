"""What all models of the language share: unknown keys are refused, values do not change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from flows.values import HANG_UP, Seconds, Target

Exit = tuple[str, str]


class Part(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, use_attribute_docstrings=True
    )


class Silence(Part):
    """How long to wait for an answer, and how often to ask."""

    after: Seconds = 5
    """How long the caller may stay silent."""
    tries: Annotated[int, Field(ge=1, le=10)] = 3
    """How often the question is asked before `else` is taken."""


class Step(Part):
    next: Target = HANG_UP
    """The step that follows, or `hang up`."""

    def exits(self) -> Iterator[Exit]:
        yield "next", self.next
