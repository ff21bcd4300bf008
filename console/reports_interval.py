"""The interval report: the course of a day, and which hours of the week are busy."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from flask_babel import gettext as _

from console import report_measures, report_words, reports_daily
from console.report_filters import Filters
from console.report_parts import Heat, Narrow, Note, Part, Report
from support.errors import marked
from support.rules.metrics import MEASURES, Sums
from support.services import metrics
from support.services.metrics import Asked
from support.store.base import Session

MOST_DAYS = 35  # a longer period is read by the hour, and its week is that of the last five


def measures(filters: Filters) -> list[str]:
    return [
        "offered", "answered", "abandoned", filters.service_level, "abandon_rate", "asa", "longest_wait",
        "handled", "aht",
    ]  # fmt: skip


def build(session: Session, filters: Filters) -> Sequence[Part]:
    every, is_day = filters.every if is_fine(filters) else 60, filters.length == 1
    found = _found(session, filters.asked, every)
    groups = _groups(session, found, every, filters)
    names = measures(filters)
    labels, each = [label for label, _sums, _narrow in groups], [sums for _label, sums, _narrow in groups]
    heading = _("In the course of the day") if is_day else _("By time of day, all days added up")
    return [
        *([] if every == filters.every else [Note(_("These figures are read by the hour."))]),
        *report_measures.compared(session, filters, names),
        reports_daily.became(labels, each, _("From")),
        reports_daily.level(labels, each, filters, _("From")),
        *([] if is_day else week(found, filters)),
        report_measures.table(
            "intervals",
            heading,
            _("From"),
            groups,
            names,
            total=metrics.total(session, filters.asked, presence=False),
        ),
    ]


def _groups(
    session: Session, found: Mapping[int, Sums], every: int, filters: Filters
) -> list[tuple[str, Sums, Narrow]]:
    if filters.length == 1:
        return _slots(found, every, filters)
    return _hours(session, filters) if filters.length > MOST_DAYS else _times(found, every, filters)


def _found(session: Session, asked: Asked, every: int) -> dict[int, Sums]:
    """By quarter or hour, of the end of a long period."""
    asked = replace(asked, start=max(asked.start, asked.end - timedelta(MOST_DAYS)))
    found = metrics.split(session, asked, "hour" if every == 60 else "quarter", presence=False)
    return {int(key): sums for key, sums in found.items()}


def _hours(session: Session, filters: Filters) -> list[tuple[str, Sums, Narrow]]:
    """Of a long period the database adds the hours up itself."""
    found = metrics.split(session, filters.asked, "hour_of_day", presence=False)
    hours = range(int(min(found)), int(max(found)) + 1) if found else range(0)
    return [(f"{hour:02}:00", found.get(hour, Sums()), {}) for hour in hours]


def is_fine(filters: Filters) -> bool:
    """Quarters are kept of the whole, and read of some weeks."""
    return not filters.dim and filters.length <= MOST_DAYS


def _slots(found: Mapping[int, Sums], every: int, filters: Filters) -> list[tuple[str, Sums, Narrow]]:
    """Of one day, from the first in which something happened to the last. An hour that a night has twice is
    there twice."""
    step, midnight = every * 60, int(filters.period.start.timestamp())
    added: dict[int, Sums] = {}
    for key, sums in found.items():
        begin = key - (key - midnight) % step
        added[begin] = added.get(begin, Sums()) + sums
    slots = range(min(added), max(added) + step, step) if added else ()
    return [
        (
            f"{report_words.local(at, filters.zone):%H:%M}", added.get(at, Sums()),
            {
                "from": report_words.local(at, filters.zone).isoformat(),
                "to": report_words.local(at + step, filters.zone).isoformat(),
            },
        )
        for at in slots
    ]  # fmt: skip


def _times(found: Mapping[int, Sums], every: int, filters: Filters) -> list[tuple[str, Sums, Narrow]]:
    """Of many days, by the clock on the wall."""
    added: dict[int, Sums] = {}
    for key, sums in found.items():
        local = report_words.local(key, filters.zone)
        minute = (local.hour * 60 + local.minute) // every * every
        added[minute] = added.get(minute, Sums()) + sums
    minutes = range(min(added), max(added) + every, every) if added else ()
    return [(f"{at // 60:02}:{at % 60:02}", added.get(at, Sums()), {}) for at in minutes]


def week(found: Mapping[int, Sums], filters: Filters) -> list[Part]:
    """Weekday by hour: how many came, and how well they were served."""
    cells: dict[tuple[int, int], Sums] = {}
    for key, sums in found.items():
        local = report_words.local(key, filters.zone)
        at = local.weekday(), local.hour
        cells[at] = cells.get(at, Sums()) + sums
    hours = sorted({hour for _day, hour in cells})
    is_long = filters.length > MOST_DAYS
    about = _("Of the last %(days)s days.", days=MOST_DAYS) if is_long else ""
    span = range(hours[0], hours[-1] + 1) if hours else range(0)
    today = filters.now.astimezone(filters.zone).date()
    days = {day.weekday() for day in filters.days() if day <= today}
    return [
        _heat(name, title, measure, cells, days, span, about)
        for name, title, measure in (
            ("busy", _("Callers entering a queue, by weekday and hour"), "offered"),
            ("busy_level", _("Service level, by weekday and hour"), filters.service_level),
        )
    ]


def _heat(
    name: str,
    title: str,
    measure: str,
    cells: Mapping[tuple[int, int], Sums],
    days: Collection[int],
    span: range,
    about: str,
) -> Heat:
    values = [
        [MEASURES[measure].compute(cells.get((day, hour), Sums())) if day in days else None for hour in span]
        for day in range(7)
    ]
    columns = [f"{hour:02}" for hour in span]
    unit = MEASURES[measure].unit
    return Heat(name, title, report_words.weekdays(), columns, values, unit, _("Weekday"), about)


REPORT = Report(
    "interval", marked("Interval"), marked("The course of a day, and the busy hours of the week."), build,
    default="today",
)  # fmt: skip
