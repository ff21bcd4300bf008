"""How calls ended: every call in exactly one way."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from console import measure_words, report_form, report_measures, report_words, reports_daily
from console.report_filters import Filters
from console.report_parts import Cell, Chart, Column, Part, Report, Row, Series, Table
from support.errors import marked
from support.rules import local_days
from support.rules.metrics import OUTCOMES_OF_CALLS, Sums
from support.services import metrics
from support.store.base import Session

RATES = (
    "calls",
    "calls_answered",
    "containment",
    "containment_technical",
    "menu_dropout",
    "fcr",
    "menu_time",
)

COLOURS = {
    "calls_answered": 0, "contained": 4, "abandoned_queue": 2, "abandoned_menu": 10, "abandoned_ringing": 5,
    "abandoned_hold": 9, "callback": 7, "voicemail": 1, "overflow": 3, "after_hours": 6,
    "transferred_out": 11, "failed": 8,
}  # fmt: skip


def build(session: Session, filters: Filters) -> Sequence[Part]:
    total = metrics.total(session, filters.asked, presence=False)
    return [
        report_measures.headlines(session, filters, ("calls", "containment", "menu_dropout", "fcr")),
        *report_measures.compared(session, filters, ("calls", *OUTCOMES_OF_CALLS, *RATES[2:])),
        _by_day(session, filters, [name for name in OUTCOMES_OF_CALLS if getattr(total, name)]),
        _outcomes(total),
        *(_by(session, filters, dim) for dim in ("flow", "language", "number", "intent") if not filters.dim),
    ]


def _outcomes(total: Sums) -> Table:
    columns = [Column(_("Outcome")), Column(_("Calls"), "count"), Column(_("Share"), "share")]
    rows = [
        Row((
            measure_words.title(name),
            Cell(getattr(total, name), measure=name),
            getattr(total, name) / total.calls if total.calls else None,
        ))
        for name in sorted(OUTCOMES_OF_CALLS, key=lambda name: -getattr(total, name))
    ]  # fmt: skip
    last = Row((_("All"), Cell(total.calls, measure="calls"), 1.0 if total.calls else None))
    return Table("outcomes", _("How calls ended"), columns, rows, last)


def _by_day(session: Session, filters: Filters, names: Sequence[str]) -> Chart:
    found = metrics.split(session, filters.asked, "day", presence=False)
    days = [(day, found.get(local_days.begins(day, filters.zone), Sums())) for day in filters.days()]
    what, labels, each = reports_daily.drawn(days)
    series = [
        Series(measure_words.title(name), [getattr(sums, name) for sums in each], COLOURS[name])
        for name in names
    ]
    return Chart("by_day", _("How calls ended, by day"), "stacked", labels, series, what=what)


def _by(session: Session, filters: Filters, dim: str) -> Table:
    names, title = report_form.names(session), report_words.dimension(dim)
    found = {
        str(key): sums for key, sums in metrics.split(session, filters.asked, dim, presence=False).items()
    }
    groups = [
        (names.of(dim, value), sums, {dim: value})
        for value, sums in sorted(found.items(), key=lambda each: (-each[1].calls, each[0]))
        if sums.calls
    ]
    return report_measures.table(f"by_{dim}", title, title, groups, RATES)


REPORT = Report("outcomes", marked("Outcomes"), marked("How calls ended, each in exactly one way."), build)
