"""The books below a report: what entered the lines, what became of it, and whether the two agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import format_decimal
from flask_babel import gettext as _

from console import report_filters
from console.report_filters import Filters
from console.report_parts import Cell, Column, Row, Table
from console.words import reader
from support.services import explaining, queues
from support.services.ledger import CallLine, LedgerLine
from support.store.base import Session

MOST_DAYS = 31  # what entered is counted where it happened: it takes its time
_FIGURES = ("offered", "answered", "abandoned", "flowed", "waiting")


@dataclass(frozen=True, slots=True)
class Books:
    """`lines` of queues and days, `calls` of days; `wrong`: how many of both do not agree."""

    lines: Table
    calls: Table
    wrong: int
    sums: dict[str, str]
    ended: int
    since: date | None = None  # where only the end of the period was looked through


def of(session: Session, filters: Filters) -> Books:
    """Of the queues that are asked for. Calls have none, so theirs are only of the whole."""
    start, end, since = filters.period.start, filters.period.end, None
    if filters.length > MOST_DAYS:
        since = filters.period.last - timedelta(MOST_DAYS - 1)
        start = report_filters.midnight(since, filters.zone)
    lines = [
        line
        for line in explaining.ledger(session, start, end, filters.now)
        if not filters.queues or line.queue in filters.queues
    ]
    is_all = not filters.queues
    calls = explaining.calls_ledger(session, start, end, filters.now) if is_all else []
    return Books(
        _lines(lines, queues.titles(session, reader())),
        _calls(calls),
        sum(1 for line in lines if line.difference) + sum(1 for line in calls if line.difference),
        {name: _written(sum(getattr(line, name) for line in lines)) for name in _FIGURES},
        sum(line.ended for line in calls),
        since,
    )


def _lines(lines: Sequence[LedgerLine], titles: Mapping[str, str]) -> Table:
    heads = (
        _("Entered"),
        _("Answered"),
        _("Abandoned"),
        _("Flowed out"),
        _("Still waiting"),
        _("Difference"),
    )
    columns = [Column(_("Day")), Column(_("Queue")), *(Column(head, "count") for head in heads)]
    rows = [
        Row((
            line.day, titles.get(line.queue, line.queue),
            *(getattr(line, name) for name in _FIGURES), _difference(line.difference),
        ))
        for line in sorted(lines, key=lambda line: (not line.difference, line.day, line.queue))
    ]  # fmt: skip
    return Table("books", _("The books"), columns, rows)


def _calls(lines: Sequence[CallLine]) -> Table:
    heads = (_("Calls that are over"), _("In the books"), _("With one outcome"), _("Difference"))
    columns = [Column(_("Day")), *(Column(head, "count") for head in heads)]
    rows = [
        Row((
            line.day, line.ended, line.booked, line.with_outcome,
            _difference(line.difference),
        ))
        for line in sorted(lines, key=lambda line: (not line.difference, line.day))
    ]  # fmt: skip
    return Table("books_calls", _("Calls"), columns, rows)


def _written(count: int) -> str:
    return str(format_decimal(count))


def _difference(count: int) -> Cell:
    return Cell(count, tone="alarm" if count else "")
