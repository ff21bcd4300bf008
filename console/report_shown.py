"""A report's cells as a page shows them: text, where a click leads, and the word for better or worse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _

from console import measure_words, report_words
from console.report_filters import Filters
from console.report_parts import Cell, Column, Heat, Plain, Row, Table, Tile, Tone, Unit, Value

STEPS = 8  # shades of a heat
NO_TONE: Tone = ""
_SAME: dict[Unit, float] = {"share": 0.0005, "seconds": 0.5, "score": 0.05, "count": 0.005}  # as it reads


@dataclass(frozen=True, slots=True)
class Shown:
    text: str
    href: str = ""
    title: str = ""
    is_figure: bool = False
    is_number: bool = False
    tone: Tone = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class ShownTile:
    title: str
    figure: Shown
    was: str = ""
    change: Shown | None = None


class Page:
    """One report's way of showing: for `plain` readers (paper, letters, agents) nothing is a link."""

    def __init__(self, filters: Filters, plain: bool) -> None:
        self.filters = filters
        self.plain = plain
        self._addresses: dict[str, str] = {}

    def rows(self, table: Table) -> Iterator[tuple[bool, list[Shown]]]:
        """Each row's cells, and whether it is the total."""
        for row in table.rows:
            yield False, self._row(table, row)
        if table.total:
            yield True, self._row(table, table.total)

    def _row(self, table: Table, row: Row) -> list[Shown]:
        query = self.filters.query(row.narrow) if any(column.measure for column in table.columns) else ""
        shown = [
            self._cell(value, column, row, query)
            for value, column in zip(row.cells, table.columns, strict=True)
        ]
        if row.link and not self.plain:
            shown[0] = Shown(shown[0].text, row.link, is_number=shown[0].is_number)
        return shown

    def _cell(self, value: Value, column: Column, row: Row, query: str) -> Shown:
        unit, measure, tone, words, link, text = column.unit, column.measure, NO_TONE, "", "", ""
        if isinstance(value, Cell):
            unit = value.unit or unit
            measure = column.measure if value.measure is None else value.measure
            tone, words, link, text = value.tone, value.words, value.link, value.text
            if value.narrow is not None:
                query = self.filters.query({**row.narrow, **value.narrow})
            value = value.value
        href = link or (self._figure(measure, query) if measure else "")
        return Shown(
            text or self._text(value, unit, measure), "" if self.plain else href,
            self.why(measure) if measure else "", bool(measure), unit not in ("text", "moment"), tone, words,
        )  # fmt: skip

    def _text(self, value: Plain, unit: Unit, measure: str) -> str:
        if measure and isinstance(value, int | float):
            return measure_words.text(measure, value)
        if isinstance(value, date) and not isinstance(value, datetime):
            return report_words.row_day(value, self.filters)
        return report_words.said(value, unit, self.filters.zone)

    def _figure(self, measure: str, query: str) -> str:
        if measure not in self._addresses:
            self._addresses[measure] = url_for("console.figure", name=measure)
        return f"{self._addresses[measure]}?{query}"

    def why(self, measure: str) -> str:
        return str(_("%(figure)s: what is this figure made of?", figure=measure_words.title(measure)))

    def tile(self, tile: Tile) -> ShownTile:
        column = Column(tile.title, tile.unit, tile.measure)
        figure = self._cell(tile.value, column, Row((), tile.narrow), self.filters.query(tile.narrow))
        if self.filters.before is None:
            return ShownTile(tile.title, figure)
        was, change = self._text(tile.was, tile.unit, tile.measure), changed(tile)
        shown = None if change.value is None else self._cell(change, column, Row(()), "")
        return ShownTile(tile.title, figure, was, shown)

    def _short(self, value: float | None, unit: Unit) -> str:
        return report_words.NOTHING if value is None else report_words.axis(value, unit)

    def day(self, at: date) -> str:
        return report_words.day(at)

    def count(self, number: int) -> str:
        return report_words.said(number, "count", self.filters.zone)

    def heat(self, heat: Heat) -> list[tuple[str, list[tuple[str, int]]]]:
        """Rows of text and shade, 0 (nothing) to `STEPS`."""
        known = [value for row in heat.values for value in row if value is not None]
        low, high = (min(known), max(known)) if known else (0.0, 0.0)
        return [
            (label, [(self._short(value, heat.unit), shade(value, low, high)) for value in values])
            for label, values in zip(heat.rows, heat.values, strict=True)
        ]


def shade(value: float | None, low: float, high: float) -> int:
    if value is None or value <= min(low, 0):
        return 0
    span = high - min(low, 0)
    return max(1, round((value - min(low, 0)) / span * STEPS)) if span else 0


def changed(tile: Tile) -> Cell:
    if not isinstance(tile.value, int | float) or not isinstance(tile.was, int | float):
        return Cell(None, measure="")
    return difference(tile.value, tile.was, tile.unit, measure_words.better(tile.measure))


def difference(value: float | None, was: float | None, unit: Unit, better: str) -> Cell:
    """How a figure changed, told by sign, word and colour. Of shares: in points."""
    if value is None or was is None:
        return Cell(None, measure="")
    change = value - was
    if abs(change) < _SAME.get(unit, 0.005):
        return Cell(0, unit="text", measure="", text="=", words=_("the same"))
    sign = "+" if change > 0 else "−"
    if unit == "share":
        text = _(
            "%(points)s points",
            points=sign + report_words.said(abs(change) * 100, "score", report_words.UTC_ZONE),
        )
    else:
        text = sign + report_words.said(abs(change), unit, report_words.UTC_ZONE)
    tone, words = _judged(change, better)
    return Cell(change, unit="text", measure="", tone=tone, words=words, text=text)


def _judged(change: float, better: str) -> tuple[Tone, str]:
    if not better:
        return "", ""
    if (change > 0) == (better == "up"):
        return "better", _("better")
    return "worse", _("worse")
