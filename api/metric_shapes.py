"""Shapes of figures: what may be asked, and what is answered. Shares are 0 to 1, lengths are seconds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter, WithJsonSchema

from api.model import Asked, Given, Moment, Word

_MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)
_DAY_LENGTH = 10


def _when(value: Any) -> date | datetime:
    """A day of the centre (2026-03-31), or a moment with its offset."""
    text = str(value)
    return date.fromisoformat(text) if len(text) == _DAY_LENGTH else _MOMENT.validate_python(value)


When = Annotated[
    Any,
    BeforeValidator(_when),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}
    ),
]
By = Literal[
    "", "queue", "agent", "team", "flow", "language", "number", "intent",
    "quarter", "hour", "day", "week", "month", "hour_of_day", "weekday",
]  # fmt: skip
List = Annotated[str, Field(max_length=1000, pattern=r"^[A-Za-z0-9_-]{0,64}(,[A-Za-z0-9_-]{1,64}){0,49}$")]


class PeriodWanted(Asked):
    from_: Annotated[
        When, Field(alias="from", description="A day of the centre (2026-03-01), or a moment (RFC 3339)")
    ]
    to: Annotated[When, Field(description="The last day, with all of it; or a moment, which is outside")]


class FiguresOf(PeriodWanted):
    """One filter beside the queues, at most: agents, teams and so on are counted each for themselves."""

    queue: Annotated[List, Field(description="Names of queues, with commas between; none: all")] = ""
    agent: Annotated[Word, Field(description="An agent's id")] = ""
    team: Word = ""
    flow: Word = ""
    language: Word = ""
    number: Annotated[Word, Field(description="Our number that was called")] = ""
    intent: Word = ""


class FiguresWanted(FiguresOf):
    measures: Annotated[List, Field(description="Names of figures, with commas between; none: the usual")] = (
        ""
    )
    by: Annotated[By, Field(description="Also for each queue, agent, …, or stretch of time")] = ""


class MeasureShape(Given):
    name: str
    unit: Literal["count", "share", "seconds", "score"]
    formula: str = Field(description="Of what is counted; empty for quantiles")
    better: Literal["up", "down", ""] = Field(description="Which way is an improvement")


class Group(BaseModel):
    key: str = Field(
        description="Its name; for time when it begins, 0 to 23 for `hour_of_day`, 0 (Monday) to 6 for "
        "`weekday`; empty for unknown"
    )
    values: dict[str, float | None]


class Figures(BaseModel):
    timezone: str = Field(description="Days and hours are this zone's")
    begins: datetime
    ends: datetime = Field(description="The period is up to there, without it")
    measures: list[MeasureShape]
    total: dict[str, float | None] = Field(description="null is no data, which is not 0")
    by: By
    groups: list[Group] = Field(description="What had nothing is not there")


class Input(BaseModel):
    name: str
    count: int = Field(description="Milliseconds where the name says so")


class LeftOut(Given):
    what: str
    count: int
    why: str


class Rival(BaseModel):
    name: str
    value: float | None


class Threshold(Given):
    queue: str
    since: date
    target_s: int
    short_s: int
    stays: int = Field(description="So many were measured by it")


class Explained(BaseModel):
    measure: MeasureShape
    value: float | None
    inputs: list[Input]
    left_out: list[LeftOut]
    rivals: list[Rival] = Field(description="The same figure by each definition of the field")
    thresholds: list[Threshold] = Field(description="What held for stays that began then")
    behind: str = Field(description="The facts that it is about; empty for none")


class LedgerLine(Given):
    queue: str
    day: date
    offered: int
    answered: int
    abandoned: int
    flowed: int
    waiting: int
    difference: int = Field(description="Not 0 is an error of ours")


class CallsLine(Given):
    day: date
    ended: int
    booked: int
    with_outcome: int
    difference: int


class Ledger(BaseModel):
    is_balanced: bool
    lines: list[LedgerLine] = Field(description="offered = answered + abandoned + flowed + waiting")
    calls: list[CallsLine] = Field(description="Every call that is over has one outcome")


class AgentsNow(Given):
    available: int
    on_call: int
    wrap_up: int
    away: int
    offline: int


class QueueNow(BaseModel):
    queue: str
    waiting: int
    first_at: datetime | None = Field(description="When the first of them came")
    estimate_s: int | None
    agents: AgentsNow
    offered: int = Field(description="Since the centre's midnight, as the next two")
    answered: int
    abandoned: int
    service_level: float | None
    goal: int = Field(description="Percent")
    callbacks_due: int
    tickets_late: int
    tickets_soon_late: int


class AlarmNow(Given):
    queue: str
    figure: str
    level: Literal["warning", "alarm"]
    value: float
    limit: float
    is_above: bool


class Now(BaseModel):
    at: datetime
    queues: list[QueueNow]
    alarms: list[AlarmNow]
