"""A flow as its author wrote it: the document, its hours, intents, queues and scenarios.

Pydantic models are the one definition of the language: the loader, the JSON Schema and the reference
page come from them. A `Flow` that exists has the right shape; whether it makes sense is `findings.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from flows.listening import Engine
from flows.parts import Exit, Part
from flows.queues import QueueInfo
from flows.steps import AnyStep
from flows.values import Digits, Language, Name, PhoneNumber, Seconds, Target

Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Span = Annotated[str, Field(pattern=r"^([01]\d|2[0-4]):[0-5]\d-([01]\d|2[0-4]):[0-5]\d$")]


class Anywhere(Part):
    """What callers may say at every menu and open question that hears words, with shipped phrases.

    An intent of the same name (`agent`, `repeat`, `go_back`, `main_menu`) adds phrases to the shipped ones.
    Only the flow that callers ring has it; it holds in its sub-flows too.
    """

    agent: Target | None = None
    """The step for "an agent", "a person, please"."""
    main_menu: Target | None = Field(None, alias="main menu")
    """The step for "main menu"."""
    repeat: bool = True
    """Whether "repeat" asks the question again."""
    go_back: bool = Field(True, alias="go back")
    """Whether "go back" asks the question before again."""

    def exits(self) -> Iterator[Exit]:
        if self.agent:
            yield "agent", self.agent
        if self.main_menu:
            yield "main menu", self.main_menu


class Expect(Part):
    """How a scenario ends: whatever is written here must be so."""

    queue: Name | None = None
    """Waits in this queue."""
    voicemail: Name | None = None
    """Leaves a message for this queue."""
    callback: Name | None = None
    """Is promised a callback by this queue."""
    transfer: str | None = None
    """Is transferred to this number."""
    hang_up: bool | None = Field(None, alias="hang up")
    """The call ended."""
    step: Name | None = None
    """The last step that the caller met."""
    variables: dict[str, str] = Field(default_factory=dict)
    """Variables and what they must hold."""


class Line(Part):
    """One line of a scenario's script: exactly one of these is written."""

    hears: str | None = None
    """Part of what is said, whatever case."""
    presses: Digits | None = None
    """Presses these keys."""
    says: str | None = None
    """Says these words."""
    confidence: float = Field(0.9, ge=0, le=1)
    """How sure the recogniser is of the words."""
    waits: Any = None
    """Stays silent, or waits in the queue, this long (`30s`)."""
    records: Any = None
    """Leaves a message of this length."""
    hangs_up: bool | None = Field(None, alias="hangs up")
    """Hangs up."""
    fetch_answers: dict[str, Any] | None = Field(None, alias="fetch answers")
    """What the web service answers."""
    fetch_fails: bool | None = Field(None, alias="fetch fails")
    """The web service does not answer."""
    agent_answers: bool | None = Field(None, alias="agent answers")
    """An agent answers, and after the conversation leaves."""
    transfer: Literal["completed", "busy", "no-answer", "failed"] | None = None
    """How the transfer went."""


class Scenario(Part):
    """A call as it must go: what the caller does and hears, and how it ends."""

    name: str = Field(min_length=1, max_length=200)
    """What it shows."""
    at: str = ""
    """Local date and time, `2026-03-02T10:00`."""
    caller: str = "+5511988887777"
    """The number that calls."""
    language: Language | None = None
    """The language that the caller is known to speak."""
    notices: list[Name] = Field(default_factory=list)
    """Notices that are switched on."""
    tier: Name | None = None
    """The customer's tier."""
    queue_lengths: dict[Name, int] = Field(default_factory=dict)
    """How many callers wait, by queue."""
    queue_waits: dict[Name, Seconds] = Field(default_factory=dict)
    """How long a wait will probably be, by queue."""
    callbacks: list[Name] = Field(default_factory=list)
    """Queues that have promised this caller a callback before."""
    tickets: dict[Name, Literal["new", "open", "pending"]] = Field(default_factory=dict)
    """The caller's open tickets, newest first: the queue and the state of each. The first is number 1042."""
    script: list[Line] = Field(default_factory=list)
    """What happens, line by line."""
    ends: Expect = Expect()
    """How it ends."""

    @field_validator("at", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        return value.isoformat() if hasattr(value, "isoformat") else value


class Flow(Part):
    """A whole flow."""

    ramal: Literal[1]
    """The version of this language."""
    flow: Name
    """The flow's name, which is the file's name too."""
    title: str = Field(min_length=1, max_length=200)
    """What it is, for people."""
    numbers: list[PhoneNumber] = Field(default_factory=list)
    """The numbers it answers; none in a sub-flow."""
    languages: list[Language] = Field(min_length=1)
    """The languages it speaks; the first is the default."""
    voices: dict[Language, str] = Field(default_factory=dict)
    """The voice for each language."""
    timezone: str = "UTC"
    """The time zone of its opening hours."""
    rules: list[Name] = Field(default_factory=list)
    """Law profiles it is checked against: br-sac, br-lgpd-recording-notice, pt-dl134, pt-rec-consent."""
    start: Target
    """The first step."""
    rescue: Target | None = None
    """Where a call goes when something fails; a shipped voicemail otherwise."""
    fallback: PhoneNumber | None = None
    """The number that rings when Ramal itself cannot answer."""
    countries: list[Country] = Field(default_factory=list)
    """Countries whose numbers may be called back, beside those of `numbers`; premium numbers never are."""
    fetch_hosts: list[str] = Field(default_factory=list)
    """The only hosts that `fetch` may reach."""
    hours: dict[Name, dict[str, Span | list[Span] | str]] = Field(default_factory=dict)
    """Opening hours by name; see below."""
    intents: dict[Name, dict[Language, list[str]]] = Field(default_factory=dict)
    """What callers may want: example phrases by language, as callers say them; six or more are best."""
    anywhere: Anywhere | None = None
    """What callers may say at any question: agent, repeat, go back, main menu."""
    speech: Engine | dict[Language, Engine] | None = None
    """What hears words: vosk (our own machine), twilio, off; one for all languages or one for each."""
    transcript: bool = True
    """Whether what is said is written down for the agent and the ticket, where our own machine hears it."""
    queues: dict[Name, QueueInfo] = Field(default_factory=dict)
    """The departments it brings callers to."""
    steps: dict[Name, AnyStep] = Field(min_length=1)
    """The steps by name."""
    scenarios: list[Scenario] = Field(default_factory=list)
    """Calls that must go as written; the flow is not published otherwise."""
    subflows: dict[Name, Flow] = Field(default_factory=dict, exclude=True)  # filled in by the loader

    @field_validator("ramal", mode="before")
    @classmethod
    def _number(cls, value: Any) -> Any:
        return int(value) if isinstance(value, str) and value.isdecimal() else value

    @property
    def default_language(self) -> str:
        return self.languages[0]

    def engine(self, language: str) -> str:
        """What the author wants to hear this language with; "" leaves it to the deployment."""
        return (self.speech.get(language, "") if isinstance(self.speech, dict) else self.speech) or ""
