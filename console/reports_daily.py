"""The daily report: service in the lines, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from flask_babel import gettext as _

from console import report_measures, report_words
from console.report_filters import Filters
from console.report_parts import Chart, Part, Report, Series
from support.errors import marked
from support.rules import local_days
from support.rules.metrics import MEASURES, Sums
from support.services import metrics
from support.store.base import Session

MOST_BARS = 92


def measures(filters: Filters) -> list[str]:
    return [
        "offered", "answered", "abandoned", "short", "flowed", filters.service_level, "abandon_rate", "asa",
        "longest_wait", "handled", "aht",
    ]  # fmt: skip


def build(session: Session, filters: Filters) -> Sequence[Part]:
    found = metrics.split(session, filters.asked, "day", presence=False)
    days = [(day, found.get(local_days.begins(day, filters.zone), Sums())) for day in filters.days()]
    names = measures(filters)
    total = metrics.total(session, filters.asked, presence=False)
    groups = [(day, sums, {"from": str(day), "to": str(day)}) for day, sums in days]
    what, labels, each = drawn(days)
    return [
        report_measures.headlines(
            session, filters, ("offered", "answered", "abandoned", filters.service_level, "asa", "aht")
        ),
        *report_measures.compared(session, filters, names),
        became(labels, each, what),
        level(labels, each, filters, what),
        report_measures.table("days", _("Day by day"), _("Day"), groups, names, total=total),
    ]


def drawn(days: Sequence[tuple[date, Sums]]) -> tuple[str, list[str], list[Sums]]:
    """What the labels of a chart are, the labels, and the sums of each: many days are drawn as weeks."""
    if len(days) <= MOST_BARS:
        return _("Day"), [report_words.short_day(day) for day, _sums in days], [sums for _day, sums in days]
    weeks: dict[date, list[Sums]] = {}
    for day, sums in days:
        weeks.setdefault(day - timedelta(day.weekday()), []).append(sums)
    labels = [report_words.short_day(max(monday, days[0][0])) for monday in weeks]
    return _("Week from"), labels, [report_measures.added(each) for each in weeks.values()]


def became(labels: Sequence[str], each: Sequence[Sums], what: str) -> Chart:
    """What became of those who entered a line."""
    series = [
        Series(report_measures.title(name), [getattr(sums, name) for sums in each])
        for name in ("answered", "flowed", "abandoned")
    ]
    return Chart("became", _("What became of callers in a queue"), "stacked", labels, series, what=what)


def level(labels: Sequence[str], each: Sequence[Sums], filters: Filters, what: str) -> Chart:
    names = (filters.service_level, "abandon_rate")
    series = [
        Series(report_measures.title(name), [MEASURES[name].compute(sums) for sums in each]) for name in names
    ]
    return Chart("level", _("Service level and abandon rate"), "line", labels, series, "share", what)


REPORT = Report("daily", marked("Daily"), marked("Service in the queues, day by day."), build)
