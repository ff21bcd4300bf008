"""What a centre promises and keeps, in a YAML file of its own: tickets, clocks, retention, messages.

One file for the whole centre (flows say what callers hear; this says what happens afterwards). Only the
models are here; `policy_file` reads and checks a file.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator

from flows.parts import Part
from flows.values import Language, Name, Words, parse_duration

Priority = Literal["low", "normal", "high", "urgent"]
Outcome = Literal[
    "voicemail",
    "short voicemail",
    "callback",
    "abandoned",
    "missed",
    "after hours",
    "failed",
    "wrap-up",
    "sms",
]
Kind = Literal["voicemail", "call", "comment"]


def parse_span(value: Any) -> int:
    """Read `90d` as well as `5s`, `2m` and `1h` as whole seconds; a day is 24 hours."""
    text = str(value).strip()
    if text.endswith("d") and text[:-1].strip().isdecimal() and len(text) < 6:
        return int(text[:-1]) * 86_400
    try:
        return parse_duration(value)
    except ValueError:
        raise ValueError(f"{value!r} is not a length of time; write it like 30m, 4h or 90d") from None


_Written = Annotated[str, Field(pattern=r"^\d{1,5}\s*[smhd]$", examples=["4h", "90d"])]
Span = Annotated[
    int, BeforeValidator(parse_span, json_schema_input_type=_Written), Field(ge=0, le=10 * 365 * 86_400)
]


class Target(Part):
    """One set of promises, in time that counts only within the hours."""

    hours: str = ""
    """Which of `hours:` counts; none means every hour of every day."""
    first_response: Span | None = None
    """Until the customer is answered for the first time."""
    next_response: Span | None = None
    """Until each later word of the customer is answered."""
    resolution: Span | None = None
    """Until the ticket is solved."""
    warn: Annotated[int, Field(ge=1, le=99)] = 75
    """Warn when so many percent of the time are over."""


class Choice(Part):
    """Tickets of this queue and priority are promised that. The first line that fits holds."""

    queue: Name | None = None
    priority: Priority | None = None
    target: Name
    """One of `targets:`."""


class Escalation(Part):
    """What happens after a promise was broken, once each, in this order."""

    after: Span = 0
    """How long after the breach, in the same hours."""
    priority: Priority | None = None
    """Raised to this one, never lowered."""
    level: Annotated[int, Field(ge=1, le=9)] | None = None
    """Handed to this level: out of its assignee's hands, to those who serve it."""
    assign: str = ""
    """Handed to the person with this log-in."""
    notify: list[Literal["assignee", "watchers", "supervisors"]] = Field(default_factory=list)


class Rule(Part):
    """What the end of a call (or a text message) makes. The first rule that fits holds."""

    on: Outcome | list[Outcome]
    queue: Name | None = None
    intent: Name | None = None
    waited: Span = 0
    """Only if the caller waited at least this long."""
    do: Literal["join or open", "open", "join", "note", "nothing"] = "join or open"
    """Join the customer's open ticket on the same matter, open a new one, only note it on the call."""
    matter: Literal["queue", "category", "customer"] = "queue"
    """What makes two calls the same matter."""
    within: Span = 30 * 86_400
    """How old the ticket that is joined may be."""
    priority: Priority = "normal"
    category: Name | None = None
    tags: list[str] = Field(default_factory=list)


class Keep(Part):
    """How long sounds are kept. The first line that fits holds."""

    queue: Name | None = None
    kind: Kind | None = None
    days: Annotated[int, Field(ge=1, le=36_500)]


class Messages(Part):
    """What customers are told by SMS, per language, with {ticket.number}, {ticket.subject}, {centre}."""

    from_: str = Field("", alias="from")
    """The one number that sends; "" is the number that the customer called."""
    opened: Words | Literal["off"] = "off"
    answered: Words | Literal["off"] = "off"
    """Sent with a reply; {reply} is the agent's words."""
    solved: Words | Literal["off"] = "off"
    survey: Words | Literal["off"] = "off"
    """Asked after solving; {scale} is 1 to 5 or 0 to 10."""
    survey_kind: Literal["csat", "nps"] = "csat"
    survey_after: Span = 3600


class Lookup(Part):
    """Your own customer records, asked over HTTPS when somebody calls. The caller never waits for it."""

    url: Annotated[str, Field(pattern=r"^https://[A-Za-z0-9.-]+(:\d{1,5})?/[^\s\\]*$", max_length=500)]
    """With {number}, the caller's with its country code; only this host is ever asked."""
    timeout: Annotated[Span, Field(ge=1, le=10)] = 4
    headers: dict[str, str] = Field(default_factory=dict)
    """{secret.crm} is the environment's RAMAL_SECRET_CRM, so that no key stands in this file."""
    fields: dict[Literal["name", "tier", "language", "external_id", "notes"], str]
    """Where in the answer's JSON each one is, like customer.name. What is found replaces what we had."""


class Service(Part):
    """What counts as good service in a queue. Of what is not said here, the centre's own holds."""

    within: Annotated[Span | None, Field(ge=1, le=3600)] = None
    """Answered within this is in time; without it what the queue's flow says."""
    goal: Annotated[int | None, Field(ge=1, le=100)] = None
    """Percent that are to be answered in time."""
    short_abandon: Annotated[Span | None, Field(ge=0, le=120)] = None
    """Who hangs up sooner than this is not counted as lost."""


class Metrics(Part):
    """How service is measured. A stay in a line is measured by what held when it began."""

    service_level: Literal["ours", "amazon", "genesys", "asterisk_sl", "asterisk_sl2", "copc"] = "ours"
    """The definition that pages show first; the others stand beside it."""
    goal: Annotated[int, Field(ge=1, le=100)] = 80
    short_abandon: Annotated[Span, Field(ge=0, le=120)] = 5
    repeat_within: Annotated[Span, Field(ge=3600, le=30 * 86_400)] = 7 * 86_400
    """A matter is resolved when the customer does not call about it again within this."""
    queues: dict[Name, Service] = Field(default_factory=dict)

    def of(self, queue: str) -> Service:
        own = self.queues.get(queue) or Service()
        return Service(
            within=own.within,
            goal=own.goal or self.goal,
            short_abandon=self.short_abandon if own.short_abandon is None else own.short_abandon,
        )


class Watch(Part):
    """Something on the wallboard that somebody should know at once."""

    queue: Name | None = None
    """Every queue, each for itself, when none is named."""
    figure: Literal[
        "waiting", "longest_wait", "estimate", "available", "service_level", "abandoned", "callbacks_due",
        "breaching",
    ]  # fmt: skip
    above: Annotated[float | None, Field(ge=0)] = None
    below: Annotated[float | None, Field(ge=0)] = None
    level: Literal["warning", "alarm"] = "warning"
    sound: bool = False
    hook: bool = False
    """Also told to the centre's own systems, as `wallboard.alarm`."""


REPORTS = (
    "daily", "interval", "queues", "agents", "outcomes", "flow", "speech", "callbacks", "tickets",
    "satisfaction",
)  # fmt: skip


class Scheduled(Part):
    """A report that is sent by itself."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    report: Annotated[str, Field(pattern=r"^/reports[A-Za-z0-9_/.?&=%:,+-]*$", max_length=400)]
    """The page's address with its filters, as the browser shows it."""
    every: Literal["day", "week", "month"] = "day"
    at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "07:00"
    to: list[Annotated[str, Field(pattern=r"^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+$", max_length=200)]] = (
        Field(default_factory=list)
    )
    """Addresses of mail."""
    hook: bool = False
    """Also told to the centre's own systems, as `report.ready`."""


class Policies(Part):
    """A centre's policies file."""

    ramal_policies: Literal[1] = Field(alias="ramal policies")
    """Version of this language."""
    centre: str = "Ramal"
    """The name by which customers know the centre."""
    timezone: str = "UTC"
    hours: dict[Name, dict[str, str | list[str]]] = Field(default_factory=dict)
    targets: dict[Name, Target] = Field(default_factory=dict)
    promises: list[Choice] = Field(default_factory=list)
    escalations: list[Escalation] = Field(default_factory=list)
    levels: dict[str, list[str]] = Field(default_factory=dict)
    """Log-ins of the people of each level of support, by its number."""
    tickets: list[Rule] = Field(default_factory=list)
    short_message: Span = 2
    """A voicemail with less speech than this becomes a missed-call note."""
    urgent_words: dict[Language, list[str]] = Field(default_factory=dict)
    """A message with one of these words is urgent, unless its rule says it is anyway."""
    keep: list[Keep] = Field(default_factory=list)
    """Without a line that fits, sounds are kept until somebody deletes them."""
    remove_at_carrier: bool = True
    """Delete the phone company's copy once ours is filed."""
    messages: Messages = Messages()
    lookup: Lookup | None = None
    metrics: Metrics = Metrics()
    wallboard: list[Watch] = Field(default_factory=list)
    reports: list[Scheduled] = Field(default_factory=list)

    @field_validator("ramal_policies", mode="before")
    @classmethod
    def _version(cls, value: Any) -> Any:
        return 1 if str(value) == "1" else value
