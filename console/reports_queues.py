"""The report of queues, beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from console import report_form, report_measures
from console.report_filters import Filters
from console.report_parts import Chart, Narrow, Part, Report, Series
from support.errors import marked
from support.rules.metrics import MEASURES, Sums
from support.services import metrics
from support.store.base import Session


def measures(filters: Filters) -> list[str]:
    return [
        "offered", "answered", "abandoned", "short", "flowed", filters.service_level, "abandon_rate", "asa",
        "abandon_time", "longest_wait", "handled", "aht", "transfer_rate", "estimate_error",
    ]  # fmt: skip


def build(session: Session, filters: Filters) -> Sequence[Part]:
    groups = _groups(session, filters)
    labels, each = [label for label, _sums, _narrow in groups], [sums for _label, sums, _narrow in groups]
    series = [
        Series(report_measures.title(name), [getattr(sums, name) for sums in each])
        for name in ("answered", "flowed", "abandoned")
    ]
    level = [MEASURES[filters.service_level].compute(sums) for sums in each]
    return [
        *report_measures.compared(session, filters, measures(filters)),
        Chart("became", _("What became of callers in a queue"), "across", labels, series, what=_("Queue")),
        Chart(
            "level", _("Service level"), "across", labels,
            [Series(report_measures.title(filters.service_level), level)], "share", _("Queue"),
        ),
        report_measures.table(
            "queues", _("Queue by queue"), _("Queue"), groups, measures(filters),
            total=report_measures.added(each),
        ),
    ]  # fmt: skip


def _groups(session: Session, filters: Filters) -> list[tuple[str, Sums, Narrow]]:
    """The queues in which something happened, the busiest first."""
    names = report_form.names(session)
    found = metrics.split(session, filters.asked, "queue", presence=False)
    return [
        (names.of("queue", str(key)), sums, {"queue": str(key)})
        for key, sums in sorted(found.items(), key=lambda each: (-each[1].offered, str(each[0])))
        if key and (sums.offered or sums.rings)
    ]


REPORT = Report("queues", marked("Queues"), marked("The queues beside each other."), build)
