"""The books below a report: what entered the lines, what became of it, and whether the two agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from flask_babel import format_date, format_decimal
from flask_babel import gettext as _

from console import report_filters
from console.report_filters import Filters
from console.report_parts import Cell, Column, Row, Table
from console.words import reader
from support.services import explaining, ledger, queues
from support.services.ledger import CallLine, LedgerLine
from support.store.base import Session

MOST_OPEN = 31  # days that are not closed are counted where it happened: it takes its time
MOST_DAYS = 31  # a longer period is read by the month
MOST_WRONG = 100
_FIGURES = ("offered", "answered", "abandoned", "flowed", "waiting")
_COUNTS = ("ended", "booked", "with_outcome")
_Line = TypeVar("_Line", LedgerLine, CallLine)


@dataclass(frozen=True, slots=True)
class Books:
    """`lines` of queues and days, `calls` of days, both of months in a long period; `wrong`: how many days of
    both do not agree, and there `differing` has the first of them."""

    lines: Table
    calls: Table
    wrong: int
    sums: dict[str, str]
    ended: int
    differing: tuple[Table, ...] = ()
    since: date | None = None  # where only the end of the period was looked through

    @property
    def tables(self) -> list[Table]:
        return [each for each in (*self.differing, self.lines, self.calls) if each.rows]


def of(session: Session, filters: Filters) -> Books:
    """Of the queues that are asked for. Calls have none, so theirs are only of the whole."""
    start, end, since = filters.period.start, filters.period.end, None
    if filters.length > MOST_OPEN and ledger.open_days(session, start, end, filters.now) > MOST_OPEN:
        since = filters.period.last - timedelta(MOST_OPEN - 1)
        start = report_filters.midnight(since, filters.zone)
    lines = [
        line
        for line in explaining.ledger(session, start, end, filters.now)
        if not filters.queues or line.queue in filters.queues
    ]
    is_all = not filters.queues
    calls = explaining.calls_ledger(session, start, end, filters.now) if is_all else []
    titles, is_long = queues.titles(session, reader()), filters.length > MOST_DAYS and since is None
    wrong_lines, wrong_calls = _wrong(lines), _wrong(calls)
    return Books(
        _lines_by_month(lines, titles) if is_long else _lines(lines, titles),
        _calls_by_month(calls) if is_long else _calls(calls),
        len(wrong_lines) + len(wrong_calls),
        {name: _written(sum(getattr(line, name) for line in lines)) for name in _FIGURES},
        sum(line.ended for line in calls),
        (_lines(wrong_lines[:MOST_WRONG], titles, _("Days that do not balance")),
         _calls(wrong_calls[:MOST_WRONG], _("Days whose calls do not balance"))) if is_long else (),
        since,
    )  # fmt: skip


def _wrong(lines: Sequence[_Line]) -> list[_Line]:
    return [line for line in lines if line.difference]


def _lines(lines: Sequence[LedgerLine], titles: Mapping[str, str], title: str = "") -> Table:
    rows = [
        Row((
            line.day, _title(line.queue, titles),
            *(getattr(line, name) for name in _FIGURES), _difference(line.difference),
        ))
        for line in sorted(lines, key=lambda line: (not line.difference, line.day, line.queue))
    ]  # fmt: skip
    return Table("books", title or _("By queue and day"), _line_columns(_("Day")), rows)


def _lines_by_month(lines: Sequence[LedgerLine], titles: Mapping[str, str]) -> Table:
    months: dict[tuple[date, str], list[LedgerLine]] = defaultdict(list)
    for line in lines:
        months[line.day.replace(day=1), line.queue].append(line)
    rows = [
        Row((
            _month(month), _title(queue, titles),
            *(sum(getattr(line, name) for line in found) for name in _FIGURES), _differences(found),
        ))
        for (month, queue), found in sorted(months.items())
    ]  # fmt: skip
    return Table("books", _("By queue and month"), _line_columns(_("Month")), rows)


def _line_columns(first: str) -> list[Column]:
    heads = (
        _("Entered"),
        _("Answered"),
        _("Abandoned"),
        _("Flowed out"),
        _("Still waiting"),
        _("Difference"),
    )
    return [Column(first), Column(_("Queue")), *(Column(head, "count") for head in heads)]


def _calls(lines: Sequence[CallLine], title: str = "") -> Table:
    rows = [
        Row((line.day, *(getattr(line, name) for name in _COUNTS), _difference(line.difference)))
        for line in sorted(lines, key=lambda line: (not line.difference, line.day))
    ]
    return Table("books_calls", title or _("Calls by day"), _call_columns(_("Day")), rows)


def _calls_by_month(lines: Sequence[CallLine]) -> Table:
    months: dict[date, list[CallLine]] = defaultdict(list)
    for line in lines:
        months[line.day.replace(day=1)].append(line)
    rows = [
        Row((
            _month(month), *(sum(getattr(line, name) for line in found) for name in _COUNTS),
            _differences(found),
        ))
        for month, found in sorted(months.items())
    ]  # fmt: skip
    return Table("books_calls", _("Calls by month"), _call_columns(_("Month")), rows)


def _call_columns(first: str) -> list[Column]:
    heads = (_("Calls that are over"), _("In the books"), _("With one outcome"), _("Difference"))
    return [Column(first), *(Column(head, "count") for head in heads)]


def _month(first: date) -> Cell:
    return Cell(first, text=str(format_date(first, "LLLL y", rebase=False)))


def _title(queue: str, titles: Mapping[str, str]) -> str:
    return titles.get(queue, queue) or str(_("None"))


def _differences(lines: Sequence[LedgerLine] | Sequence[CallLine]) -> Cell:
    """Without their signs: one day must not make up for another."""
    return _difference(sum(abs(line.difference) for line in lines))


def _written(count: int) -> str:
    return str(format_decimal(count))


def _difference(count: int) -> Cell:
    return Cell(count, tone="alarm" if count else "")
