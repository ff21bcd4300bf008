"""What a report is made of: tables, charts, tiles and notes, as values. Nothing is asked or drawn here.

A report is a `Report`; its `build` asks services and gives parts, in the order of the page. Every table can
be had as CSV, and every chart has its table. Shares are 0 to 1, lengths are seconds; None is "no data".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup

if TYPE_CHECKING:
    from console.report_filters import Filters
    from support.store.base import Session

Unit = Literal["text", "count", "share", "seconds", "score", "moment"]
Tone = Literal["", "better", "worse", "alarm"]
Plain = str | int | float | date | datetime | None
# Over the page's own filters, for one row: `from`, `to`, `queue` or a dimension, as in an address.
Narrow = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that is not like the rest of its column. `tone` is told by a word too: `words`. `text`: how it
    reads, where that is not as its unit does."""

    value: Plain
    unit: Unit | None = None
    measure: str | None = None
    narrow: Narrow | None = None
    tone: Tone = ""
    words: str = ""
    link: str = ""
    text: str = ""


Value = Plain | Cell


@dataclass(frozen=True, slots=True)
class Column:
    """With a `measure` every cell is a link to what explains it."""

    title: str
    unit: Unit = "text"
    measure: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Value, ...]
    narrow: Narrow = field(default_factory=dict)
    link: str = ""  # of the first cell


@dataclass(frozen=True, slots=True)
class Table:
    """`name`: of its CSV and of its place on the page; letters, digits and `_`. `total`: the last row."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    total: Row | None = None
    note: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """As many values as the chart has labels; None leaves a gap. `colour`: 0 to 11, else by its place."""

    title: str
    values: Sequence[float | None]
    colour: int | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """`across`: bars that lie. Drawn on the server, twice: wide, and for a hand-held screen."""

    name: str
    title: str
    kind: Literal["bar", "stacked", "line", "across"]
    labels: Sequence[str]
    series: Sequence[Series]
    unit: Unit = "count"
    what: str = ""  # heads the first column of its table: what the labels are
    about: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing to be seen: no values, or nothing that was counted."""
        values = [value for each in self.series for value in each.values]
        return not any(values) if self.unit == "count" else all(value is None for value in values)

    def legend(self) -> list[tuple[int, str]]:
        """Colours and what they stand for; nothing where there is only one."""
        colours = [index if each.colour is None else each.colour for index, each in enumerate(self.series)]
        titles = [each.title for each in self.series]
        return list(zip(colours, titles, strict=True)) if len(titles) > 1 else []

    def table(self) -> Table:
        columns = [Column(self.what), *(Column(each.title, self.unit) for each in self.series)]
        rows = [
            Row((label, *(each.values[index] for each in self.series)))
            for index, label in enumerate(self.labels)
        ]
        return Table(self.name, self.title, columns, rows)


@dataclass(frozen=True, slots=True)
class Heat:
    """A table whose cells are shaded by their value; `values[row][column]`."""

    name: str
    title: str
    rows: Sequence[str]
    columns: Sequence[str]
    values: Sequence[Sequence[float | None]]
    unit: Unit = "count"
    what: str = ""
    about: str = ""

    def table(self) -> Table:
        columns = [Column(self.what), *(Column(each, self.unit) for each in self.columns)]
        rows = [Row((label, *self.values[index])) for index, label in enumerate(self.rows)]
        return Table(self.name, self.title, columns, rows)


@dataclass(frozen=True, slots=True)
class Drawing:
    """An own picture, with `role="img"` and a title in it, and the table that says the same."""

    name: str
    title: str
    svg: Markup
    table: Table
    about: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """One large figure. `was`: of the other period, when two are compared."""

    title: str
    value: Plain
    unit: Unit = "count"
    measure: str = ""
    narrow: Narrow = field(default_factory=dict)
    was: Plain = None


@dataclass(frozen=True, slots=True)
class Tiles:
    title: str
    tiles: Sequence[Tile]


@dataclass(frozen=True, slots=True)
class Note:
    text: str
    tone: Tone = ""
    link: str = ""
    link_text: str = ""


Part = Table | Chart | Heat | Drawing | Tiles | Note


@dataclass(frozen=True, slots=True)
class Report:
    """`title` and `about` are sentences of `support.errors.marked`, translated where they are shown.

    `takes`: which filters besides the period it heeds, of `queue` and the dimensions. `default`: the period
    when none is asked for. `agent_may`: an agent may see it of themselves at /reports/me.
    """

    name: str
    title: str
    about: str
    build: Callable[[Session, Filters], Sequence[Part]]
    takes: tuple[str, ...] = ("queue", "agent", "team", "flow", "language", "number", "intent")
    default: str = "last7"
    has_ledger: bool = True


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of the centre, first and last, or any moments; `start` and `end` are UTC, half-open."""

    first: date
    last: date
    start: datetime
    end: datetime


def tables(parts: Sequence[Part]) -> list[Table]:
    """Everything that can be had as CSV, in the order of the page."""
    found: list[Table] = []
    for part in parts:
        if isinstance(part, Table):
            found.append(part)
        elif isinstance(part, Chart | Heat):
            found.append(part.table())
        elif isinstance(part, Drawing):
            found.append(part.table)
    return found
