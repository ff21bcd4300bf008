"""Tables and charts of measures over sums: what most reports are built of. Computes nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from flask_babel import gettext as _

from console import measure_words, report_words
from console.report_filters import Filters
from console.report_parts import Cell, Column, Narrow, Part, Row, Table, Tile, Tiles, Unit
from console.report_shown import difference
from support.rules.metrics import MEASURES, PRESENCES, Sums
from support.services import metrics
from support.services.metrics import Asked
from support.store.base import Session

Key = TypeVar("Key", str, int)
_SHORT: dict[str, Callable[[], str]] = {
    "asa": lambda: _("ASA"),
    "aht": lambda: _("AHT"),
    "estimate_error": lambda: _("Estimate off by"),
    "short": lambda: _("Short"),
}


def title(name: str) -> str:
    """As the head of a column, where there is little room."""
    if name.startswith("service_level"):
        return str(_("Service level"))
    return _SHORT[name]() if name in _SHORT else measure_words.title(name)


def column(name: str) -> Column:
    unit: Unit = measure_words.unit(name)
    return Column(title(name), unit, name, measure_words.title(name))


def cells(sums: Sums, names: Iterable[str]) -> tuple[float | None, ...]:
    return tuple(MEASURES[name].compute(sums) for name in names)


def table(
    name: str,
    heading: str,
    what: str,
    groups: Iterable[tuple[str | date, Sums, Narrow]],
    names: Sequence[str],
    *,
    total: Sums | None = None,
    note: str = "",
) -> Table:
    """A row for each of `groups`: its label, its sums, and by what a figure's link is narrowed to it."""
    rows = [Row((label, *cells(sums, names)), narrow) for label, sums, narrow in groups]
    last = Row((_("All"), *cells(total, names))) if total is not None else None
    return Table(name, heading, [Column(what), *map(column, names)], rows, last, note)


def headlines(session: Session, filters: Filters, names: Sequence[str], heading: str = "") -> Tiles:
    sums = _total(session, filters.asked, names)
    before = _total(session, filters.asked_in(filters.before), names) if filters.before else None
    return Tiles(
        heading,
        [
            Tile(
                title(name), MEASURES[name].compute(sums), measure_words.unit(name), name,
                was=MEASURES[name].compute(before) if before is not None else None,
            )
            for name in names
        ],
    )  # fmt: skip


def compared(session: Session, filters: Filters, names: Sequence[str]) -> list[Part]:
    """Both periods beside each other, and what became better or worse; nothing when none is compared."""
    if filters.before is None:
        return []
    now, then = (_total(session, filters.asked_in(each), names) for each in (filters.period, filters.before))
    narrow = {"from": _moment(filters.before.start, filters), "to": _moment(filters.before.end, filters)}
    rows = []
    for name in names:
        this, that = MEASURES[name].compute(now), MEASURES[name].compute(then)
        unit: Unit = measure_words.unit(name)
        rows.append(
            Row(
                (
                    measure_words.title(name), Cell(this, unit, name), Cell(that, unit, name, narrow),
                    difference(this, that, unit, measure_words.better(name)),
                )
            )
        )  # fmt: skip
    columns = [
        Column(_("Figure")),
        Column(_("This period"), "count", help=report_words.period(filters, filters.period)),
        Column(_("The other"), "count", help=report_words.period(filters, filters.before)),
        Column(_("Change")),
    ]
    return [Table("compared", _("The two periods"), columns, rows)]


def _total(session: Session, asked: Asked, names: Iterable[str]) -> Sums:
    """Presences are added up only where a figure is made of them."""
    columns = {column for name in names for column in MEASURES[name].inputs}
    return metrics.total(session, asked, presence=not columns.isdisjoint(PRESENCES))


def _moment(at: object, filters: Filters) -> str:
    return at.astimezone(filters.zone).isoformat()  # type: ignore[attr-defined,no-any-return]


def added(groups: Iterable[Sums]) -> Sums:
    result = Sums()
    for each in groups:
        result = result + each
    return result
