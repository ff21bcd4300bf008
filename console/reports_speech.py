"""Report: intents and speech. How well questions are answered, by step, intent and language, worst first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from console import report_tiles, words
from console.report_filters import Filters
from console.report_parts import Chart, Column, Note, Part, Period, Report, Row, Series, Table, Tiles
from support.errors import marked
from support.services import flows, learning, question_figures
from support.services.metrics import ReceiptCount
from support.services.question_figures import QuestionFigures
from support.store.base import Session

_BARS = 12  # steps in the chart


def build(session: Session, filters: Filters) -> Sequence[Part]:
    rows = _rows(session, filters, filters.period)
    whole = question_figures.whole(rows)
    titles = {line.flow: line.title for line in flows.published(session)}
    steps = question_figures.by(rows, lambda row: f"{row.flow}\n{row.step}")
    intents = question_figures.by([row for row in rows if row.intent], lambda row: row.intent)
    languages = question_figures.by(rows, lambda row: row.language)
    many = len({row.flow for row in rows}) > 1

    def step_name(key: str) -> str:
        flow, _sep, step = key.partition("\n")
        return f"{titles.get(flow, flow)}: {_readable(step)}" if many else _readable(step)

    return [
        _tiles(session, filters, whole),
        *_review(session, filters, titles),
        _chart(steps, step_name),
        _table("questions", _("By question, the worst first"), _("Question"), steps, step_name, whole,
               note=_said()),
        _table("intents", _("By intent, the worst first"), _("Intent"), intents, _readable),
        _table("languages", _("By language"), _("Language"), languages, words.language, whole),
    ]  # fmt: skip


def _rows(session: Session, filters: Filters, period: Period) -> list[ReceiptCount]:
    flow = filters.value if filters.dim == "flow" else ""
    language = filters.value if filters.dim == "language" else ""
    return question_figures.rows(session, period.start, period.end, flow, language)


def _tiles(session: Session, filters: Filters, whole: QuestionFigures) -> Tiles:
    was = question_figures.whole(_rows(session, filters, filters.before)) if filters.before else None
    return report_tiles.of(
        _("Questions of this period"), whole, was,
        [
            (_("Questions"), "count", "", lambda one: one.questions),
            (_("Understood (accuracy)"), "share", "intent_accuracy", lambda one: one.accuracy),
            (pgettext("question", "Answered"), "share", "", lambda one: one.found),
            (_("Keyed instead of said"), "share", "", lambda one: one.keyed_share),
            (_("Heard"), "count", "", lambda one: one.heard),
            (_("Not understood"), "count", "", lambda one: one.rejected),
            (_("Corrected by the caller"), "count", "", lambda one: one.corrected),
            (_("Silent"), "count", "", lambda one: one.silent),
            (_("Time to the answer"), "seconds", "", lambda one: one.answer_s),
        ],
    )  # fmt: skip


def _review(session: Session, filters: Filters, titles: Mapping[str, str]) -> list[Note]:
    """Words that somebody should say the meaning of: that is how accuracy grows."""
    waiting = learning.waiting(session)
    wanted = {
        flow: count
        for flow, count in waiting.items()
        if count and (filters.dim != "flow" or filters.value == flow)
    }
    return [
        Note(
            ngettext("%(flow)s: %(num)s thing that was said waits for somebody to say what it meant.",
                     "%(flow)s: %(num)s things that were said wait for somebody to say what they meant.",
                     count, flow=titles.get(flow, flow)),
            link=url_for("console.speech", flow=flow), link_text=_("Review them"),
        )
        for flow, count in sorted(wanted.items())
    ]  # fmt: skip


def _chart(steps: Mapping[str, QuestionFigures], named: Callable[[str], str]) -> Chart:
    """Only of questions in which somebody spoke."""
    heard = {key: one for key, one in steps.items() if one.accuracy is not None}
    worst = question_figures.worst_first(heard)[:_BARS]
    return Chart(
        "accuracy", _("Understood, by question"), "across", [named(key) for key in worst],
        [Series(_("Understood (accuracy)"), [heard[key].accuracy for key in worst])], "share", _("Question"),
        about=_("Where callers were understood least stands above."),
    )  # fmt: skip


def _table(
    name: str,
    title: str,
    what: str,
    found: dict[str, QuestionFigures],
    named: Callable[[str], str],
    whole: QuestionFigures | None = None,
    note: str = "",
) -> Table:
    rows = [
        Row((named(key) or str(_("Unknown")), *_cells(found[key])))
        for key in question_figures.worst_first(found)
    ]
    total = Row((_("All"), *_cells(whole))) if whole else None
    empty = _("No question was put in this period.")
    return Table(name, title, [Column(what), *_columns()], rows, total, note, empty)


def _columns() -> list[Column]:
    return [
        Column(_("Questions"), "count"),
        Column(_("Understood"), "share"),
        Column(pgettext("question", "Answered"), "share"),
        Column(_("Asked"), "count"),
        Column(_("Heard"), "count"),
        Column(_("Not understood"), "count"),
        Column(_("Corrected"), "count"),
        Column(_("Confirmed"), "count"),
        Column(_("Silent"), "count"),
        Column(_("Keyed instead"), "share"),
        Column(_("Gave up"), "count"),
        Column(_("Hung up"), "count"),
        Column(_("Time"), "seconds", help=_("From the question to its answer, all tries together")),
    ]


def _cells(one: QuestionFigures) -> tuple[float | None, ...]:
    return (
        one.questions, one.accuracy, one.found, one.asked, one.heard, one.rejected, one.corrected,
        one.confirmed, one.silent, one.keyed_share, one.gave_up, one.abandoned, one.answer_s,
    )  # fmt: skip


def _said() -> str:
    return str(
        _(
            "Understood is (heard − not understood − corrected) ÷ heard, of questions that were answered by "
            "voice. A question counts once however often it was asked; counted are the days in which the "
            "period lies, and calls that are over."
        )
    )


def _readable(name: str) -> str:
    return name.replace("_", " ")


REPORT = Report(
    "speech",
    marked("Intents and speech"),
    marked("Which questions callers answer, how well they are heard, and where they are misunderstood."),
    build,
    takes=("flow", "language"),
    default="last28",
    has_ledger=False,
)
