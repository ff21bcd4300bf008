"""What the columns of another system's call log mean, in a YAML file: the map of `metrics import`.

Only the models and reading them. A row of the log is one call. Whatever is wrong with a map is a finding with
a place; what is wrong with a row is said by `support.rules.history`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, ValidationError, field_validator, model_validator

from flows.document import parse
from flows.findings import Finding, by_place, publishable
from flows.parts import Part
from flows.places import Places
from flows.policies import Span
from flows.policy_shape import translated
from flows.values import Name

MAX_BYTES = 100_000
Column = Annotated[str, Field(min_length=1, max_length=100)]
Result = Literal[
    "answered", "abandoned", "ignore", "contained", "callback", "voicemail", "overflow", "after_hours",
    "transferred_out", "failed",
]  # fmt: skip
CLOCKS = ("arrived", "menu_left", "entered", "left", "answered", "ended")


class Clock(Part):
    """A moment: a column with date and time, or a time of day, or seconds after another moment."""

    at: str = ""
    """The column with date and time together, like 2026-03-02 14:05:09."""
    date: str = ""
    """The column with the day; a time past midnight belongs to the next one."""
    time: str = ""
    """The column with the time of day, like 14:05:09."""
    after: Literal["", "arrived", "menu_left", "entered", "answered"] = ""
    """The moment from which `seconds:` count."""
    seconds: str = ""
    """The column with seconds since then."""
    format: str = ""
    """How `at:` is written, or the date beside `time:`, like %d/%m/%Y %H:%M:%S; without it as in the ISO."""
    none: list[str] = Field(default_factory=list)
    """What stands there when it never happened; an empty cell always means that."""

    @model_validator(mode="after")
    def _one_way(self) -> Clock:
        ways = [bool(self.at), bool(self.time), bool(self.seconds)]
        if sum(ways) != 1:
            raise ValueError("write one of `at:`, `date:` with `time:`, `after:` with `seconds:`")
        if bool(self.time) != bool(self.date) or bool(self.seconds) != bool(self.after):
            raise ValueError("`time:` goes with `date:`, and `seconds:` with `after:`")
        return self

    def columns(self) -> Iterator[str]:
        yield from (name for name in (self.at, self.date, self.time, self.seconds) if name)


class Cell(Part):
    """A column, and what its values are called here; or one value for all rows."""

    column: str = ""
    value: str = ""
    names: dict[str, str] = Field(default_factory=dict)
    """Their word and ours. Without any, theirs is kept; with some, another word makes a row odd."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, written: Any) -> Any:
        return {"column": written} if isinstance(written, str) else written

    @model_validator(mode="after")
    def _one(self) -> Cell:
        if bool(self.column) == bool(self.value):
            raise ValueError("write `column:`, or `value:` for all rows")
        return self


class Outcome(Part):
    column: Column
    names: dict[str, Result] = Field(min_length=1)
    """Their word for how a call ended, and ours; `ignore` leaves the row out."""


class HistoryMap(Part):
    ramal_history: Literal[1] = Field(alias="ramal history")
    """Version of this language."""
    source: Annotated[Name, Field(max_length=40)]
    """What this log is called here. Importing it again takes the place of what was imported before."""
    timezone: str = ""
    """Where its clocks were; without it, where the centre is now."""
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    encoding: Literal["utf-8", "latin-1", "cp1252", "utf-16"] = "utf-8"
    customer: str = ""
    """The column with a number or an id; only a digest of it is kept."""
    queue: Cell
    agent: Cell | None = None
    """By log-in or name they are agents of this centre, or else agents of that log."""
    flow: Cell | None = None
    language: Cell | None = None
    number: Cell | None = None
    """The number that was called."""
    intent: Cell | None = None
    menu: Name = "menu"
    """What the time before the line is called as a step of `flow:`."""
    arrived: Clock
    menu_left: Clock | None = None
    entered: Clock | None = None
    """When they began to wait. Who is answered without it began when the menu was left."""
    left: Clock | None = None
    """When they no longer waited."""
    answered: Clock | None = None
    ended: Clock | None = None
    hold: str = ""
    """The column with seconds on hold, which are part of the conversation."""
    wrap: str = ""
    """The column with seconds of work after the call."""
    outcome: Outcome
    overlap: Span = 0
    """By so much one moment may come before the one that it follows; both are then the later one."""
    lengths: dict[Literal["menu", "wait", "talk"], Column] = Field(default_factory=dict)
    """Columns with seconds that must agree with the moments, within `overlap:` and a second."""

    @field_validator("ramal_history", mode="before")
    @classmethod
    def _version(cls, value: Any) -> Any:
        return 1 if str(value) == "1" else value

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            return ZoneInfo(value).key if value else ""
        except (KeyError, ValueError, OSError):
            raise ValueError(f"there is no time zone {value!r}; write one like America/Sao_Paulo") from None

    def columns(self) -> list[str]:
        """All that the file must have, each once."""
        clocks = [clock for name in CLOCKS if (clock := getattr(self, name)) is not None]
        cells = [self.queue, self.agent, self.flow, self.language, self.number, self.intent]
        named = [column for clock in clocks for column in clock.columns()]
        named += [cell.column for cell in cells if cell]
        named += [self.customer, self.hold, self.wrap, self.outcome.column, *self.lengths.values()]
        return [name for name in dict.fromkeys(named) if name]


_MODELS: dict[tuple[str, ...], type[BaseModel]] = {
    (): HistoryMap,
    ("outcome",): Outcome,
    **{(name,): Clock for name in CLOCKS},
    **{(name,): Cell for name in ("queue", "agent", "flow", "language", "number", "intent")},
}


@dataclass(frozen=True)
class Read:
    """`map` is there when nothing is wrong."""

    map: HistoryMap | None
    findings: tuple[Finding, ...]


def load(path: Path) -> Read:
    """Read a map's file."""
    try:
        if not path.is_file():
            return _unreadable(path.name, "this is no file" if path.exists() else "there is no such file")
        if path.stat().st_size > MAX_BYTES:
            return _unreadable(path.name, f"the file is larger than {MAX_BYTES // 1000} kB; no map is")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return _unreadable(path.name, "the file is not UTF-8 text; save it as UTF-8")
    except (OSError, ValueError) as error:
        return _unreadable(path.name, f"the file cannot be read ({getattr(error, 'strerror', '') or error})")
    return read(text, path.name)


def read(text: str, name: str) -> Read:
    """The same for text in memory."""
    if "\0" in text:
        return _unreadable(name, "the file has a NUL byte; it is not a text")
    document = parse(text, name)
    if document.data is None or not publishable(document.findings):
        return Read(None, by_place(document.findings))
    found, wrong = _shaped(document.data, document.places)
    return Read(found, by_place([*document.findings, *wrong]))


def _shaped(data: Any, places: Places) -> tuple[HistoryMap | None, list[Finding]]:
    if not isinstance(data, dict):
        message = "a map is made of keys like `source:` and `arrived:`"
        return None, [Finding("error", message, places.file, rule="shape")]
    try:
        return HistoryMap.model_validate(data), []
    except ValidationError as error:
        return None, translated(error.errors(include_url=False), data, places, _MODELS)


def _unreadable(name: str, message: str) -> Read:
    return Read(None, (Finding("error", message, name, rule="file"),))
