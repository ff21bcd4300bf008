"""Report: tickets and what was promised about them. Times count in the hours of the promise, unless said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from console import report_days, report_tiles, words
from console.report_filters import Filters
from console.report_parts import Chart, Column, Part, Report, Row, Series, Table, Tiles
from support.errors import marked
from support.rules.sla import PRIORITIES
from support.services import metrics_more, queues
from support.services.metrics_more import ClockFigures, TicketFigures, TicketKey
from support.store.base import Session

KINDS = ("first_response", "next_response", "resolution")


def build(session: Session, filters: Filters) -> Sequence[Part]:
    start, end, only = filters.period.start, filters.period.end, filters.queues
    whole = metrics_more.tickets(session, start, end, only)
    return [
        _tiles(session, filters, whole),
        _voicemails(session, filters),
        *_days(session, filters),
        _policies(session, filters),
        _table(session, filters, "queue", _("By queue"), _("Queue"), queues.titles(session, words.reader())),
        _table(session, filters, "priority", _("By priority"), _("Priority"), _priorities()),
        _table(session, filters, "category", _("By category"), _("Category"), {"": str(_("None"))}),
        _table(session, filters, "kind", _("By how it began"), _("Began as"), _kinds()),
    ]


def _tiles(session: Session, filters: Filters, whole: TicketFigures) -> Tiles:
    before, only = filters.before, filters.queues
    was = metrics_more.tickets(session, before.start, before.end, only) if before else None
    return report_tiles.of(
        _("Tickets of this period"), whole, was,
        [
            (_("Opened"), "count", "tickets_opened", lambda one: one.opened),
            (_("Solved"), "count", "tickets_solved", lambda one: one.solved),
            (_("Open at its end"), "count", "tickets_backlog", lambda one: one.backlog),
            (_("With a broken promise"), "count", "tickets_breached", lambda one: one.breached),
            (_("Promises kept"), "share", "sla_attainment", lambda one: one.attainment),
            (_("First answer in time"), "share", "first_response_kept",
             lambda one: one.clock("first_response").attainment),
            (_("First answer, median"), "seconds", "first_response",
             lambda one: one.clock("first_response").times.median),
            (_("Solved in time"), "share", "resolution_kept",
             lambda one: one.clock("resolution").attainment),
            (_("Solution, median"), "seconds", "resolution",
             lambda one: one.clock("resolution").times.median),
        ],
    )  # fmt: skip


def _voicemails(session: Session, filters: Filters) -> Tiles:
    before, only = filters.before, filters.queues
    was = metrics_more.voicemails(session, before.start, before.end, only) if before else None
    whole = metrics_more.voicemails(session, filters.period.start, filters.period.end, only)
    return report_tiles.of(
        _("Voicemails, by the clock on the wall"), whole, was,
        [
            (_("Voicemails"), "count", "voicemails", lambda one: one.left),
            (_("Not answered yet"), "count", "voicemails_unanswered", lambda one: one.unanswered),
            (_("To the answer, median"), "seconds", "voicemail_time", lambda one: one.times.median),
            (_("90 % within"), "seconds", "", lambda one: one.times.p90),
        ],
    )  # fmt: skip


def _days(session: Session, filters: Filters) -> list[Part]:
    starts = report_days.midnights(filters)
    if report_days.is_one_day(filters):
        return []
    days = metrics_more.ticket_days(session, filters.period.start, filters.period.end, starts, filters.queues)
    found = [days[start] for start in starts]
    labels = report_days.labels(filters)
    opened = Series(_("Opened"), [each.opened for each in found])
    solved = Series(_("Solved"), [each.solved for each in found])
    # A day that has not begun has no backlog yet.
    left = [
        each.backlog if start <= filters.now.timestamp() else None
        for start, each in zip(starts, found, strict=True)
    ]
    backlog = Series(_("Open at the end of the day"), left)
    return [
        Chart("tickets_days", _("Opened and solved by day"), "bar", labels, [opened, solved], what=_("Day")),
        Chart("backlog", _("Open at the end of the day"), "line", labels, [backlog], what=_("Day")),
    ]


def _policies(session: Session, filters: Filters) -> Table:
    found = metrics_more.clocks_by_policy(session, filters.period.start, filters.period.end, filters.queues)
    rows = [
        Row((policy or "–", words.state(f"clock-{kind}"), *_clock(found[policy][kind])))
        for policy in sorted(found)
        for kind in KINDS
        if kind in found[policy]
    ]
    columns = [
        Column(_("Promise")), Column(_("Of what")), Column(_("Kept"), "count"), Column(_("Late"), "count"),
        Column(_("Open"), "count"), Column(_("Taken back"), "count"), Column(_("In time"), "share"),
        Column(_("Mean"), "seconds"), Column(_("Median"), "seconds"), Column(_("90 % within"), "seconds"),
    ]  # fmt: skip
    return Table(
        "promises", _("Promises about tickets"), columns, rows,
        note=_("Of promises that began in this period. In time is kept ÷ (kept + late); what is open is "
               "neither yet. Times count only in the hours of the promise and not while the customer was to "
               "answer, but for the rest of one that was late already."),
        empty=_("Nothing was promised about a ticket in this period."),
    )  # fmt: skip


def _clock(one: ClockFigures) -> tuple[float | None, ...]:
    times = one.times
    return (
        one.met, one.breached, one.open, one.cancelled, one.attainment, times.mean, times.median, times.p90,
    )  # fmt: skip


def _table(
    session: Session, filters: Filters, by: TicketKey, title: str, what: str, names: Mapping[str, str]
) -> Table:
    found = metrics_more.tickets_by(session, filters.period.start, filters.period.end, by, filters.queues)
    order = {name: place for place, name in enumerate(names)} if by in ("priority", "kind") else {}
    keys = sorted(found, key=lambda key: (order.get(key, len(order)), names.get(key, key)))
    rows = [
        Row(
            (names.get(key, key.replace("_", " ")), *_cells(found[key])),
            {"queue": key} if by == "queue" else {},
        )
        for key in keys
    ]
    linked = by == "queue"
    columns = [
        Column(what), Column(_("Opened"), "count", "tickets_opened" if linked else ""),
        Column(_("Solved"), "count", "tickets_solved" if linked else ""),
        Column(_("Open at its end"), "count"), Column(_("Broken promise"), "count"),
        Column(_("First answer in time"), "share"),
        Column(_("First answer: median"), "seconds"), Column(_("90 % within"), "seconds"),
        Column(_("Solved in time"), "share"), Column(_("Solution: median"), "seconds"),
        Column(_("90 % within"), "seconds"),
    ]  # fmt: skip
    empty = _("There was no ticket in this period.")
    return Table(f"tickets_{by}", title, columns, rows, empty=empty)


def _cells(one: TicketFigures) -> tuple[float | None, ...]:
    first, solution = one.clock("first_response"), one.clock("resolution")
    return (
        one.opened, one.solved, one.backlog, one.breached, first.attainment, first.times.median,
        first.times.p90, solution.attainment, solution.times.median, solution.times.p90,
    )  # fmt: skip


def _priorities() -> dict[str, str]:
    return {name: words.state(name) for name in reversed(PRIORITIES)}


def _kinds() -> dict[str, str]:
    names = ("voicemail", "callback", "call", "missed", "sms", "api")
    return {name: words.state(f"kind-{name}") for name in names}


REPORT = Report(
    "tickets",
    marked("Tickets and promises"),
    marked("What was opened and solved, how soon customers were answered, and which promises were kept."),
    build,
    takes=("queue",),
    default="last28",
    has_ledger=False,
)
