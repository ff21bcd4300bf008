"""`/reports`: what reports there are, and each of them as a page, on paper, as CSV and as a letter.

A report is a module of its own; this one has the address, the frame and the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, Response, g, render_template, request
from flask_babel import gettext as _

from console import (
    report_books,
    report_charts,
    report_files,
    report_filters,
    report_form,
    report_measures,
    report_words,
    reports_agents,
    reports_callbacks,
    reports_daily,
    reports_flow,
    reports_interval,
    reports_outcomes,
    reports_queues,
    reports_satisfaction,
    reports_speech,
    reports_tickets,
)
from console import report_parts as kinds
from console.parts import parts
from console.report_filters import Filters
from console.report_parts import Part, Report
from console.report_shown import Page
from console.route import Route
from console.session import me
from support.errors import NotFound
from support.services import agents, metrics, policies
from support.store.base import Session

REPORTS: tuple[Report, ...] = (
    reports_daily.REPORT,
    reports_interval.REPORT,
    reports_queues.REPORT,
    reports_agents.REPORT,
    reports_outcomes.REPORT,
    reports_flow.REPORT,
    reports_speech.REPORT,
    reports_callbacks.REPORT,
    reports_tickets.REPORT,
    reports_satisfaction.REPORT,
)
OWN = reports_agents.OWN
HEADLINES = ("offered", "answered", "abandoned", "service_level", "asa", "aht", "longest_wait", "fcr")


@dataclass(frozen=True)
class Made:
    report: Report
    filters: Filters
    parts: Sequence[Part]
    books: report_books.Books | None
    form: report_form.Choices | None


def index() -> str:
    with parts().store.reading() as session:
        filters = _filters(session, "today", ())
        names = [filters.service_level if name == "service_level" else name for name in HEADLINES]
        tiles = report_measures.headlines(session, filters, names)
        books = report_books.of(session, filters)
    return render_template(
        "console/reports.html", reports=REPORTS, tiles=tiles, page=Page(filters, plain=False), books=books
    )


def page(name: str) -> str | Response:
    report = next((each for each in REPORTS if each.name == name), None)
    if report is None:
        raise NotFound("there is no report %(name)s", name=name[:40])
    return _answer(report)


def own() -> str | Response:
    """An agent's own figures, and nobody else's whatever the address says."""
    with parts().store.reading() as session:
        agent_id = agents.agent_id(session, me())
    return _answer(OWN, str(agent_id))


def _answer(report: Report, agent: str = "") -> str | Response:
    with parts().store.reading() as session:
        made = make(session, report, agent)
    if request.args.get("as") == "csv":
        return _file(made)
    plain = bool(agent) or bool(request.args.get("print"))
    return render_template("console/report.html", **_given(made, plain), reports=() if agent else REPORTS)


def make(session: Session, report: Report, agent: str = "") -> Made:
    filters = _filters(session, report.default, ("agent",) if agent else report.takes, agent)
    built = report.build(session, filters)
    is_read_here = not request.args.get("as")
    return Made(
        report, filters, built,
        report_books.of(session, filters) if report.has_ledger and is_read_here else None,
        report_form.choices(session, report, filters) if is_read_here else None,
    )  # fmt: skip


def render(app: Flask, url: str, at: datetime | None = None) -> tuple[str, str, list[tuple[str, bytes]]]:
    """A report for a letter, by its address with its filters: subject, HTML, its tables as CSV files.

    `at`: as it was then, which is when `today` was; else now. Raises NotFound for an address of none.
    """
    with app.test_request_context(url), parts().store.reading() as session:
        g.as_of = at
        wanted = request.path.removeprefix("/reports/")
        report = next((each for each in REPORTS if each.name == wanted), None)
        if report is None:
            raise NotFound("there is no report %(name)s", name=wanted[:40])
        made = make(session, report)
        html = render_template("console/report_letter.html", **_given(made, plain=True))
        files = [
            (f"{_file_name(made, table.name)}.csv", report_files.written(table, made.filters.zone))
            for table in kinds.tables(made.parts)
        ]
        period = report_words.period(made.filters, made.filters.period)
        return f"{_(report.title)}: {period}", html, files


def _filters(session: Session, default: str, takes: tuple[str, ...], agent: str = "") -> Filters:
    args = request.args.copy()
    if agent:
        for name in ("queue", *report_filters.DIMENSIONS):
            args.poplist(name)
        args["agent"] = agent
    return report_filters.read(
        args, g.get("as_of") or parts().clock(), metrics.zone(session), default,
        policies.current(session).metrics.service_level, report_form.queue_titles(session), takes,
    )  # fmt: skip


def _given(made: Made, plain: bool) -> dict[str, Any]:
    return {
        "made": made,
        "filters": made.filters,
        "report": made.report,
        "page": Page(made.filters, plain),
        "plain": plain,
        "kind": lambda part: type(part).__name__.lower(),
        "draw": lambda chart: report_charts.draw(chart, report_words.axis),
        "period": report_words.period(made.filters, made.filters.period),
        "before": report_words.period(made.filters, made.filters.before) if made.filters.before else "",
        "address": request.path,
    }


def _file(made: Made) -> Response:
    tables = {table.name: table for table in kinds.tables(made.parts)}
    name = request.args.get("table", "") or next(iter(tables), "")
    if name not in tables:
        raise NotFound("this report has no table %(name)s", name=name[:40])
    response = Response(report_files.written(tables[name], made.filters.zone), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(made, name)}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _file_name(made: Made, table: str) -> str:
    """ASCII: the report, its table, and the days."""
    days = f"{made.filters.period.first}_{made.filters.period.last}"
    return f"{made.report.name}-{table}-{days}".replace("/", "-")


ROUTES = (
    Route("/reports", index, "reports", role="supervisor"),
    Route("/reports/me", own, "report_own"),
    Route("/reports/<name>", page, "report", role="supervisor"),
)
