"""Calls and how they ended, newest first; today's totals by outcome."""

from __future__ import annotations

from flask import render_template, request

from console.parts import parts
from console.replies import positive
from console.route import Route
from console.words import reader, today
from support.services import cards, queues

PAGE = 50  # rows that the service gives at a time


def page() -> str:
    before = positive(request.args.get("before", ""))
    since = today()
    with parts().store.reading() as session:
        calls = cards.listing(session, before_id=before, limit=PAGE)
        totals = cards.totals(session, since)
        titles = queues.titles(session, reader())
    more = calls[-1].call_id if len(calls) == PAGE else None
    return render_template(
        "console/reports.html", calls=calls, totals=totals, titles=titles, before=before, more=more
    )


ROUTES = (Route("/reports", page, "reports", role="supervisor"),)
