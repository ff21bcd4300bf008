"""Report: callbacks. What was promised, what came of it, and how long customers waited for their call."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _

from console import report_days, report_tiles, words
from console.report_filters import Filters
from console.report_parts import Chart, Column, Note, Part, Report, Row, Series, Table, Tile, Tiles
from support.errors import marked
from support.services import callback_offers, metrics, metrics_more, queues
from support.services.callback_offers import OfferFigures
from support.services.metrics_more import CallbackFigures
from support.store.base import Session

# Seconds up to which a call came, for the chart of how long it took.
_STEPS = (300, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400)


def build(session: Session, filters: Filters) -> Sequence[Part]:
    now = metrics_more.callbacks_now(session, filters.now, filters.queues)
    whole = metrics_more.callbacks(session, filters.asked)
    return [
        _tiles(session, filters, whole),
        _now(sum(each.open for each in now.values()), sum(each.due for each in now.values()),
             sum(each.late for each in now.values())),
        _days_chart(session, filters),
        _waits_chart(whole),
        _by_queue(session, filters, whole, now),
        _by_day(session, filters, whole),
    ]  # fmt: skip


def _tiles(session: Session, filters: Filters, whole: CallbackFigures) -> Tiles:
    was = metrics_more.callbacks(session, filters.asked_in(filters.before)) if filters.before else None
    sums = metrics.total(session, filters.asked)
    asked_for = metrics_more.share(sums.to_callback, sums.offered)
    made = report_tiles.of(
        _("Promises made in this period"), whole, was,
        [
            (_("Promised"), "count", "callbacks_promised", lambda one: one.promised),
            (_("Kept"), "share", "callbacks_kept", lambda one: one.kept),
            (_("Connected"), "count", "callbacks_connected", lambda one: one.connected),
            (_("Attempts per connection"), "score", "callback_attempts",
             lambda one: one.attempts_per_connect),
            (_("Request to connection, median"), "seconds", "callback_time", lambda one: one.waits.median),
            (_("90 % within"), "seconds", "", lambda one: one.waits.p90),
            (_("Expired"), "count", "callbacks_expired", lambda one: one.expired),
            (_("Cancelled"), "count", "callbacks_cancelled", lambda one: one.cancelled),
            (_("Asked again"), "count", "callbacks_asked_again", lambda one: one.asked_again),
        ],
    )  # fmt: skip
    left = Tile(_("Left the line for one"), asked_for, "share")
    return Tiles(made.title, [*_offered(session, filters), *made.tiles, left])


def _offered(session: Session, filters: Filters) -> Sequence[Tile]:
    if not _narrows(filters):
        return ()
    was = callback_offers.offers(session, filters.asked_in(filters.before)) if filters.before else None
    return report_tiles.of(
        "", callback_offers.offers(session, filters.asked), was,
        [
            (_("Offered"), "count", "callbacks_offered", lambda one: one.offered),
            (_("Taken, of those offered"), "share", "callbacks_accepted", lambda one: one.accepted_share),
        ],
    ).tiles  # fmt: skip


def _now(opened: int, due: int, late: int) -> Note:
    if not opened:
        return Note(_("No promise is open now."))
    said = _("Open now: %(open)s; waiting for an agent: %(due)s; later than the customer chose: %(late)s.",
             open=opened, due=due, late=late)  # fmt: skip
    return Note(said, "alarm" if late else "", url_for("console.callbacks"), _("Callbacks"))


def _days_chart(session: Session, filters: Filters) -> Chart:
    days = metrics_more.callbacks_by(session, filters.asked, "day")
    found = [days.get(start, CallbackFigures()) for start in report_days.midnights(filters)]
    return Chart(
        "callback_days", _("Promises by day, and what came of them"), "stacked", report_days.labels(filters),
        [
            Series(_("Connected"), [each.connected for each in found]),
            Series(_("Cancelled"), [each.cancelled for each in found]),
            Series(_("Expired"), [each.expired for each in found]),
            Series(_("Open"), [each.open for each in found]),
        ],
        what=_("Day"),
    )  # fmt: skip


def _waits_chart(whole: CallbackFigures) -> Chart:
    counts = [0] * (len(_STEPS) + 1)
    for seconds, count in whole.waits.histogram.items():
        counts[next((place for place, most in enumerate(_STEPS) if seconds <= most), len(_STEPS))] += count
    labels = [_("≤ %(time)s", time=words.duration(step)) for step in _STEPS]
    return Chart(
        "callback_waits", _("From the request to the connection"), "bar",
        [*labels, _("> %(time)s", time=words.duration(_STEPS[-1]))], [Series(_("Callbacks"), counts)],
        what=_("Time"),
    )  # fmt: skip


def _by_queue(
    session: Session, filters: Filters, whole: CallbackFigures, now: dict[str, metrics_more.CallbacksNow]
) -> Table:
    found = metrics_more.callbacks_by(session, filters.asked, "queue")
    titles = queues.titles(session, words.reader())
    offered = callback_offers.offers_by_queue(session, filters.asked) if _narrows(filters) else {}
    unoffered = OfferFigures() if _narrows(filters) else None
    none = metrics_more.CallbacksNow()
    rows = [
        Row(
            (titles.get(queue, queue), *_taken(offered.get(queue, unoffered)),
             *_cells(found.get(queue, CallbackFigures())), now.get(queue, none).open,
             now.get(queue, none).due),
            {"queue": queue},
        )
        for queue in sorted({*found, *now, *offered}, key=lambda queue: titles.get(queue, queue))
    ]  # fmt: skip
    columns = [
        Column(_("Queue")), Column(_("Offered"), "count", "callbacks_offered"),
        Column(_("Taken"), "share", "callbacks_accepted"), *_columns(),
        Column(_("Open now"), "count"), Column(_("Due now"), "count"),
    ]  # fmt: skip
    taken = _taken(callback_offers.offers(session, filters.asked) if _narrows(filters) else None)
    everywhere = [sum(each.open for each in now.values()), sum(each.due for each in now.values())]
    return Table(
        "callbacks", _("By queue"), columns, rows, Row((_("All"), *taken, *_cells(whole), *everywhere)),
        note=_("A promise belongs to the day on which it was made. Cancelled ones are nobody's failure: "
               "kept is connected ÷ (connected + expired). Who asks again while a promise is open has "
               "that one still."),
        empty=_("No callback was offered or promised in this period."),
    )  # fmt: skip


def _narrows(filters: Filters) -> bool:
    """An offer has no agent and no team."""
    return filters.dim in callback_offers.NARROWS


def _taken(one: OfferFigures | None) -> tuple[float | None, float | None]:
    return (one.offered, one.accepted_share) if one else (None, None)


def _by_day(session: Session, filters: Filters, whole: CallbackFigures) -> Table:
    found = metrics_more.callbacks_by(session, filters.asked, "day")
    rows = [
        Row((head, *_cells(found[start])), report_days.narrow(day))
        for (day, head), start in zip(report_days.heads(filters), report_days.midnights(filters), strict=True)
        if start in found
    ]
    return Table(
        "callbacks_daily", _("By day"), [Column(_("Day")), *_columns()], rows,
        Row((_("All"), *_cells(whole))), empty=_("No callback was promised in this period."),
    )  # fmt: skip


def _columns() -> list[Column]:
    return [
        Column(_("Promised"), "count", "callbacks_promised"),
        Column(_("Connected"), "count", "callbacks_connected"),
        Column(_("Expired"), "count", "callbacks_expired"),
        Column(_("Cancelled"), "count", "callbacks_cancelled"),
        Column(_("Kept"), "share", "callbacks_kept"),
        Column(_("Attempts per connection"), "score", "callback_attempts"),
        Column(_("Median"), "seconds", "callback_time"),
        Column(_("90 % within"), "seconds"),
        Column(_("Asked again"), "count", "callbacks_asked_again"),
    ]


def _cells(one: CallbackFigures) -> tuple[float | None, ...]:
    return (
        one.promised, one.connected, one.expired, one.cancelled, one.kept, one.attempts_per_connect,
        one.waits.median, one.waits.p90, one.asked_again,
    )  # fmt: skip


REPORT = Report(
    "callbacks",
    marked("Callbacks"),
    marked("What was promised, how much of it was kept, and how long customers waited for their call."),
    build,
    default="last28",
    has_ledger=False,
)
