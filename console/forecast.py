"""`/reports/forecast`: calls to expect, agents for them, and what if. A form; with a script, sliders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _

from console import forecast_asked, report_charts, report_files, report_filters, report_form, report_words
from console import forecast_parts as made
from console.parts import parts
from console.report_filters import Filters
from console.report_parts import Part, tables
from console.report_shown import Page
from console.route import Route
from support.errors import NotFound
from support.services import forecast, metrics
from support.store.base import Session


@dataclass(frozen=True)
class Found:
    days: forecast_asked.Days
    knobs: forecast_asked.Knobs
    usual: dict[str, int]
    parts: list[Part]
    filters: Filters
    queues: dict[str, str]


def page() -> str | Response:
    with parts().store.reading() as session:
        found = _find(session)
    if request.args.get("as") == "csv":
        return _file(found)
    is_part = bool(request.args.get("part"))
    template = "console/forecast_now.html" if is_part else "console/forecast.html"
    return render_template(template, **_given(found))


def _find(session: Session) -> Found:
    now, zone = parts().clock(), metrics.zone(session)
    titles = report_form.queue_titles(session)
    today = now.astimezone(zone).date()
    days = forecast_asked.days(request.args, today, titles)
    known = forecast.basis(session, days.queues, days.first, days.number, now)
    usual = forecast.usual(known)
    knobs = forecast_asked.knobs(request.args, usual)
    plan = forecast.plan(known, forecast_asked.wish(knobs.values, usual))
    fields = {"from": (days.first.isoformat(),), "days": (str(days.number),), "queue": days.queues}
    fields |= {name: (value,) for name, value in knobs.moved.items()}
    last = plan[-1].day
    filters = Filters(
        report_filters.whole(days.first, last, zone), zone, now, queues=days.queues, fields=fields
    )
    return Found(days, knobs, forecast_asked.of(usual), made.parts(known, plan), filters, titles)


def _given(found: Found) -> dict[str, Any]:
    return {
        "found": found,
        "filters": found.filters,
        "page": Page(found.filters, plain=False),
        "kind": lambda part: type(part).__name__.lower(),
        "draw": lambda chart: report_charts.draw(chart, report_words.axis),
        "period": report_words.period(found.filters, found.filters.period),
        "address": request.path,
        "knobs": forecast_asked.KNOBS,
        "words": _words(),
        "lengths": forecast_asked.LENGTHS,
        "problems": (*found.days.problems, *found.knobs.problems),
    }


def _words() -> dict[str, tuple[str, str]]:
    """Of each slider: what it is, and its unit."""
    return {
        "calls": (_("Calls, more or fewer"), "%"),
        "aht": (_("Handling time of a call"), "s"),
        "goal": (_("To be answered in time"), "%"),
        "within": (_("In time is within"), "s"),
        "patience": (_("Callers give up after, on average (0: never)"), "s"),
        "shrinkage": (_("Paid time spent elsewhere"), "%"),
    }


def _file(found: Found) -> Response:
    named = {table.name: table for table in tables(found.parts)}
    name = request.args.get("table", "") or "half_hours"
    if name not in named:
        raise NotFound("this report has no table %(name)s", name=name[:40])
    response = Response(report_files.written(named[name], found.filters.zone), mimetype="text/csv")
    days = f"{found.filters.period.first}_{found.filters.period.last}"
    response.headers["Content-Disposition"] = f'attachment; filename="forecast-{name}-{days}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


ROUTES = (Route("/reports/forecast", page, "forecast", role="supervisor"),)
