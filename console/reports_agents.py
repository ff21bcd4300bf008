"""The report of agents, and an agent's own: what they handled, how long it took, how time was spent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import gettext as _

from console import measure_words, report_form, report_measures, report_words, words
from console.report_filters import Filters
from console.report_parts import Chart, Column, Narrow, Part, Report, Row, Series, Table
from support.errors import marked
from support.rules.metrics import Sums, quantile
from support.services import metrics, metrics_more
from support.store.base import Session

WORK = (
    "rings",
    "taken",
    "missed",
    "declined",
    "handled",
    "aht",
    "talk",
    "hold",
    "wrap",
    "transfer_rate",
    "hold_rate",
)
TIME = ("signed_in", "occupancy", "utilisation", "adherence")
_BARS = ((0, 60), (60, 120), (120, 180), (180, 300), (300, 480), (480, 900), (900, 0))
TIMES = ("available_time", "reserved_time", "on_call_time", "wrap_up_time", "away_time")


def build(session: Session, filters: Filters) -> Sequence[Part]:
    names = report_form.names(session)
    asked = filters.asked
    found = {str(key): sums for key, sums in metrics.split(session, asked, "agent").items() if key}
    order = sorted(found, key=lambda key: (-found[key].handled, names.of("agent", key)))
    named = {key: names.of("agent", key) for key in order}
    groups = [(name, found[key], {"agent": key}) for key, name in named.items()]
    total = metrics.total(session, asked)
    return [
        *report_measures.compared(session, filters, (*WORK, *TIME)),
        _spread_chart(session, filters),
        report_measures.table("work", _("Calls that agents handled"), _("Agent"), groups, WORK, total=total),
        _spreads(session, filters, named),
        _times(session, filters, found, named),
        _said(session, filters, named),
    ]


def _own(session: Session, filters: Filters) -> Sequence[Part]:
    return [
        report_measures.headlines(session, filters, ("handled", "aht", "missed", "transfer_rate")),
        *report_measures.compared(session, filters, (*WORK, *TIME)),
        _spread_chart(session, filters),
        *_day_by_day(session, filters),
    ]


def _day_by_day(session: Session, filters: Filters) -> Sequence[Part]:
    found = metrics.split(session, filters.asked, "day")
    groups: list[tuple[str | date, Sums, Narrow]] = [
        (report_words.local(int(key), filters.zone).date(), sums, {}) for key, sums in sorted(found.items())
    ]
    total = metrics.total(session, filters.asked)
    return [report_measures.table("days", _("Day by day"), _("Day"), groups, (*WORK, *TIME), total=total)]


def _spread_chart(session: Session, filters: Filters) -> Chart:
    histogram = metrics.durations(session, filters.asked, "handle")
    labels = [_bar(low, high) for low, high in _BARS]
    values = [
        sum(count for bucket, count in histogram.items() if low <= bucket and (not high or bucket < high))
        for low, high in _BARS
    ]
    return Chart(
        "spread", _("How long conversations took, with wrap-up"), "bar", labels,
        [Series(_("Conversations"), values)], what=_("Handling time"),
    )  # fmt: skip


def _bar(low: int, high: int) -> str:
    if not high:
        return str(_("%(minutes)s min and more", minutes=low // 60))
    return str(_("%(low)s–%(high)s min", low=low // 60, high=high // 60))


def _spreads(session: Session, filters: Filters, names: Mapping[str, str]) -> Table:
    lengths = ("handle", "talk", "wrap")
    columns = [
        Column(measure_words.title(f"{each}_{mark}"), "seconds", f"{each}_{mark}")
        for each in lengths
        for mark in ("p50", "p90")
    ]
    found = [_by_agent(session, filters, each) for each in lengths]
    rows = [
        Row((name, *(quantile(each.get(key, {}), q) for each in found for q in (0.5, 0.9))), {"agent": key})
        for key, name in names.items()
    ]
    return Table("spreads", _("Half and nine tenths within"), [Column(_("Agent")), *columns], rows)


def _by_agent(session: Session, filters: Filters, length: str) -> Mapping[str, Mapping[int, int]]:
    if filters.dim == "agent":
        return {filters.value: metrics.durations(session, filters.asked, length)}
    return metrics.durations_by_agent(session, filters.asked, length)


def _times(session: Session, filters: Filters, found: Mapping[str, Sums], names: Mapping[str, str]) -> Table:
    """How the time that agents were signed in was spent; what was away, by its reason too."""
    spent = metrics.presences(session, filters.period.start, filters.period.end, tuple(map(int, names)))
    kinds = {kind for each in spent.values() for kind in each}
    reasons = sorted(reason for presence, reason in kinds if presence == "away" and reason)
    columns = [
        Column(_("Agent")),
        *map(report_measures.column, (*TIME, *TIMES)),
        *(Column(words.state(reason), "seconds", help=_("Part of the time away")) for reason in reasons),
    ]
    rows = [
        Row(
            (
                name, *report_measures.cells(found[key], (*TIME, *TIMES)),
                *(spent.get(int(key), {}).get(("away", reason), 0) / 1000 for reason in reasons),
            ),
            {"agent": key},
        )
        for key, name in names.items()
        if int(key) in spent
    ]  # fmt: skip
    return Table("time", _("How time was spent"), columns, rows, note=_("From presence, whatever the queue."))


def _said(session: Session, filters: Filters, names: Mapping[str, str]) -> Table:
    """What customers said of agents, most answers first."""
    period = filters.period
    found = metrics_more.satisfaction_by(session, period.start, period.end, "agent", filters.queues)
    columns = [
        Column(_("Agent")), Column(_("Answers"), "count"), Column(measure_words.title("csat"), "share"),
        Column(measure_words.title("csat_mean"), "score"), Column(measure_words.title("nps"), "score"),
    ]  # fmt: skip
    order = sorted(found.items(), key=lambda each: -each[1].answers)
    rows = [
        Row((names[str(key)], each.answers, each.satisfied, each.mean, each.net), {"agent": str(key)})
        for key, each in order
        if str(key) in names
    ]
    return Table("said", _("What customers said"), columns, rows, empty=_("Nobody answered a survey"))


REPORT = Report(
    "agents", marked("Agents"), marked("What agents handled, how long it took, how time was spent."), build,
    takes=("queue", "agent"),
)  # fmt: skip
OWN = Report(
    "me", marked("My own figures"), marked("What I handled, and how long it took."), _own, takes=(),
    default="last28", has_ledger=False,
)  # fmt: skip
