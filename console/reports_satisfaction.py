"""Report: satisfaction. What customers said of us, of whom, and how many were asked and said nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext
from flask_login import current_user

from console import report_days, report_tiles, words
from console.report_filters import Filters
from console.report_parts import Cell, Chart, Column, Part, Report, Row, Series, Table, Tiles
from support.errors import marked
from support.services import metrics_more, queues
from support.services.metrics_more import Comment, SatisfactionFigures
from support.store.base import Session

COMMENTS = 20


def build(session: Session, filters: Filters) -> Sequence[Part]:
    start, end, only = filters.period.start, filters.period.end, filters.queues
    whole = metrics_more.satisfaction(session, start, end, only)
    titles = queues.titles(session, words.reader())
    by_queue = metrics_more.satisfaction_by(session, start, end, "queue", only)
    by_agent = metrics_more.satisfaction_by(session, start, end, "agent", only)
    by_channel = metrics_more.satisfaction_by(session, start, end, "channel", only)
    names = metrics_more.agent_names(session)
    channels = {"call": _("On the call"), "sms": _("By text message")}
    return [
        _tiles(session, filters, whole),
        *_days(session, filters),
        _spread("csat_scores", _("Scores from 1 to 5"), whole.csat, range(1, 6)),
        _spread("nps_scores", _("Scores from 0 to 10"), whole.nps, range(11)),
        _table("satisfaction_queues", _("By queue"), _("Queue"), by_queue, titles, whole, invited=True),
        _table("satisfaction_agents", _("By agent"), _("Agent"), by_agent, names, whole),
        _table("satisfaction_channels", _("By channel"), _("Channel"), by_channel, channels, whole),
        *_comments(session, filters, titles),
    ]


def _tiles(session: Session, filters: Filters, whole: SatisfactionFigures) -> Tiles:
    before = filters.before
    was = metrics_more.satisfaction(session, before.start, before.end, filters.queues) if before else None
    return report_tiles.of(
        _("What customers said"), whole, was,
        [
            (_("Satisfied (CSAT)"), "share", "csat", lambda one: one.satisfied),
            (_("Mean of 1 to 5"), "score", "csat_mean", lambda one: one.mean),
            (_("Net promoters (NPS)"), "score", "nps", lambda one: one.net),
            (_("Answers"), "count", "", lambda one: one.answers),
            (_("Asked by message"), "count", "", lambda one: one.invited),
            (_("Answered the message"), "share", "", lambda one: one.response_rate),
        ],
    )  # fmt: skip


def _days(session: Session, filters: Filters) -> list[Chart]:
    if report_days.is_one_day(filters):
        return []
    starts = report_days.midnights(filters)
    found = metrics_more.satisfaction_days(
        session, filters.period.start, filters.period.end, starts, filters.queues
    )
    days = [found.get(start, SatisfactionFigures()) for start in starts]
    labels = report_days.labels(filters)
    return [
        Chart(
            "satisfaction_days", _("Satisfied customers by day"), "line", labels,
            [Series(_("Satisfied (CSAT)"), [each.satisfied for each in days])], "share", _("Day"),
        ),
        Chart(
            "answers_days", _("Answers by day"), "bar", labels,
            [Series(_("Answers"), [each.answers for each in days])], "count", _("Day"),
        ),
    ]  # fmt: skip


def _spread(name: str, title: str, counts: Mapping[int, int], scores: range) -> Chart:
    return Chart(
        name, title, "bar", [str(score) for score in scores],
        [Series(_("Answers"), [counts.get(score, 0) for score in scores])], what=_("Score"),
    )  # fmt: skip


def _table(
    name: str,
    title: str,
    what: str,
    found: Mapping[Any, SatisfactionFigures],
    names: Mapping[Any, str],
    whole: SatisfactionFigures,
    invited: bool = False,
) -> Table:
    """The worst first: somebody should look there. Who was never scored stands last."""
    order = sorted(found, key=lambda key: (found[key].satisfied is None, found[key].satisfied or 0, str(key)))
    rows = [Row((_named(key, names), *_cells(found[key], invited))) for key in order]
    return Table(
        name, title, [Column(what), *_columns(invited)], rows, Row((_("All"), *_cells(whole, invited))),
        empty=_("Nobody answered a survey in this period."),
        note=_("Satisfied is the share of 4 and 5 in the answers of 1 to 5. Net promoters is the percentage "
               "of 9 and 10 less that of 0 to 6, of all answers of 0 to 10.") if invited else "",
    )  # fmt: skip


def _named(key: Any, names: Mapping[Any, str]) -> str:
    if key in ("", None):
        return str(_("Nobody talked"))
    return names.get(key, str(key))


def _columns(invited: bool) -> list[Column]:
    asked = [Column(_("Asked"), "count"), Column(pgettext("question", "Answered"), "share")]
    return [
        Column(_("Satisfied (CSAT)"), "share"),
        Column(_("Mean of 1 to 5"), "score"),
        Column(_("Answers of 1 to 5"), "count"),
        Column(_("Net promoters (NPS)"), "score"),
        Column(_("Answers of 0 to 10"), "count"),
        *(asked if invited else []),
    ]


def _cells(one: SatisfactionFigures, invited: bool) -> tuple[float | None, ...]:
    asked = (one.invited, one.response_rate) if invited else ()
    return one.satisfied, one.mean, sum(one.csat.values()), one.net, sum(one.nps.values()), *asked


def _comments(session: Session, filters: Filters, titles: Mapping[str, str]) -> list[Table]:
    """Words of customers stay where somebody has signed in: they go out in no letter."""
    if not (current_user.is_authenticated and current_user.may("supervisor")):
        return []
    period = filters.period
    return [_said(metrics_more.comments(session, period.start, period.end, filters.queues, COMMENTS), titles)]


def _said(said: Sequence[Comment], titles: Mapping[str, str]) -> Table:
    rows = [
        Row(
            (
                _score(each), each.comment or _("Spoken; its words are not written down yet."),
                titles.get(each.queue, each.queue) or "–", each.agent or "–", each.at, _source(each),
            )
        )
        for each in said
    ]  # fmt: skip
    return Table(
        "comments", _("Newest comments"),
        [
            Column(_("Score")), Column(_("Comment")), Column(_("Queue")), Column(_("Agent")),
            Column(_("When"), "moment"), Column(_("Where")),
        ],
        rows, empty=_("Nobody left a comment in this period."),
        note=_("The last %(n)s of this period.", n=COMMENTS) if len(said) == COMMENTS else "",
    )  # fmt: skip


def _score(each: Comment) -> str:
    best = 10 if each.survey == "nps" else 5
    return str(_("%(score)s of %(best)s", score=each.score, best=best))


def _source(each: Comment) -> Cell:
    if each.ticket is not None:
        return Cell(_("Ticket %(n)s", n=each.ticket), link=url_for("console.ticket", number=each.ticket))
    if each.call_id is not None:
        return Cell(_("Call"), link=url_for("console.call", call_id=each.call_id))
    return Cell(None)


REPORT = Report(
    "satisfaction",
    marked("Satisfaction"),
    marked("What customers said of us after calls and tickets, and how many of those who were asked."),
    build,
    takes=("queue",),
    default="last28",
    has_ledger=False,
)
