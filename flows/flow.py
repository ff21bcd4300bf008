"""A flow as its author wrote it: the document, its hours, intents, queues and scenarios.

Pydantic models are the one definition of the language: the loader, the JSON Schema and the reference
page come from them. A `Flow` that exists has the right shape; whether it makes sense is `findings.py`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from flows.steps import AnyStep
from flows.values import Digits, Language, Name, PhoneNumber, Target, Words

LANGUAGE_VERSION = 1


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


Span = Annotated[str, Field(pattern=r"^([01]\d|2[0-4]):[0-5]\d-([01]\d|2[0-4]):[0-5]\d$")]


class QueueInfo(Part):
    """A department that this flow brings callers to. Publishing the flow makes the queue known."""

    title: Words
    service_level_s: int = Field(20, ge=1, le=3600)


class Expect(Part):
    """How a scenario ends: whatever is written here must be so."""

    queue: Name | None = None
    voicemail: Name | None = None
    callback: Name | None = None
    transfer: str | None = None
    hang_up: bool | None = Field(None, alias="hang up")
    step: Name | None = None  # the last step that the caller met
    variables: dict[str, str] = Field(default_factory=dict)


class Line(Part):
    """One line of a scenario's script: exactly one of these is written."""

    hears: str | None = None  # part of what is said, whatever case
    presses: Digits | None = None
    says: str | None = None
    confidence: float = Field(0.9, ge=0, le=1)
    waits: Any = None  # a length of time (30s): silence at a question, waiting in a queue
    records: Any = None  # leaves a message of this length
    hangs_up: bool | None = Field(None, alias="hangs up")
    fetch_answers: dict[str, Any] | None = Field(None, alias="fetch answers")
    fetch_fails: bool | None = Field(None, alias="fetch fails")
    agent_answers: bool | None = Field(None, alias="agent answers")  # and then hangs up
    transfer: Literal["completed", "busy", "no-answer", "failed"] | None = None


class Scenario(Part):
    name: str = Field(min_length=1, max_length=200)
    at: str = ""  # local date and time, 2026-03-02T10:00
    caller: str = "+5511988887777"
    language: Language | None = None
    notices: list[Name] = Field(default_factory=list)  # switched on
    tier: Name | None = None
    queue_lengths: dict[Name, int] = Field(default_factory=dict)
    script: list[Line] = Field(default_factory=list)
    ends: Expect = Expect()

    @field_validator("at", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        return value.isoformat() if hasattr(value, "isoformat") else value


class Flow(Part):
    ramal: Literal[1]
    flow: Name
    title: str = Field(min_length=1, max_length=200)
    numbers: list[PhoneNumber] = Field(default_factory=list)  # none: a sub-flow
    languages: list[Language] = Field(min_length=1)
    voices: dict[Language, str] = Field(default_factory=dict)
    timezone: str = "UTC"
    rules: list[Name] = Field(default_factory=list)
    start: Target
    rescue: Target | None = None  # where a call goes when something fails; a shipped voicemail otherwise
    fallback: PhoneNumber | None = None  # rings when Ramal itself cannot answer
    fetch_hosts: list[str] = Field(default_factory=list)  # the only hosts that `fetch` may reach
    hours: dict[Name, dict[str, Span | list[Span] | str]] = Field(default_factory=dict)
    intents: dict[Name, dict[Language, list[str]]] = Field(default_factory=dict)
    queues: dict[Name, QueueInfo] = Field(default_factory=dict)
    steps: dict[Name, AnyStep] = Field(min_length=1)
    scenarios: list[Scenario] = Field(default_factory=list)
    subflows: dict[Name, Flow] = Field(default_factory=dict, exclude=True)  # filled in by the loader

    @property
    def default_language(self) -> str:
        return self.languages[0]
