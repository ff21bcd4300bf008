"""`/figures/<name>`: what one figure is made of. Every figure of the console is a link to its page here.

The address has the same filters as a report's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Flask, render_template, request

from console import (
    figure_words,
    figures_behind,
    measure_words,
    measure_words_more,
    report_filters,
    report_form,
    report_words,
)
from console.parts import parts
from console.replies import positive
from console.report_filters import Filters
from console.report_shown import Page
from console.report_words import Names
from console.route import Route
from support.errors import NotFound
from support.rules.metrics_more import BEHIND, OTHERS
from support.services import behind_more, explaining, metrics, policies
from support.services.behind_more import BehindMore
from support.services.explaining import Explanation
from support.services.metrics import BehindRow
from support.store.base import Session

ROWS = 50  # of the calls behind a figure, on a page


def install(app: Flask) -> None:
    measure_words.install(app)


def page(name: str) -> str:
    return render_template("console/figure_page.html", **_given(name))


def part(name: str) -> str:
    """The same without the frame, for a dialog."""
    return render_template("console/figure_now.html", **_given(name))


def _given(name: str) -> dict[str, Any]:
    if not measure_words.is_known(name):
        raise NotFound("there is no figure %(name)s", name=name[:40])
    before = _row_id(request.args.get("before", ""))
    with parts().store.reading() as session:
        filters = _filters(session)
        explained = explaining.explain(session, filters.asked, name)
        of = _of(explained.name, explained.behind)
        rows = _behind(session, filters, of, before)
        names = report_form.names(session)
    inputs = dict(explained.inputs)
    return {
        "name": explained.name,
        "found": explained,
        "filters": filters,
        "names": names,
        "words": measure_words,
        "why": figure_words,
        "period": report_words.period(filters, filters.period),
        "dimension": report_words.dimension(filters.dim),
        "counted": figure_words.counted(explained.name, inputs),
        "spread": _spread(explained),
        "day": report_words.day,
        "rows": rows[:ROWS],
        "others": _others(of, rows[:ROWS], filters, names) if name in OTHERS else None,
        "of": of,
        "choices": BEHIND.get(name, ()),
        "choice": figures_behind.choice,
        "more": rows[ROWS - 1].id if len(rows) > ROWS else None,
        "before": before,
        "report": measure_words_more.report(name) if name in OTHERS else "",
        "lengths": figure_words.lengths(explained.behind.partition(" ")[0]),
    }


def _filters(session: Session) -> Filters:
    return report_filters.read(
        request.args, parts().clock(), metrics.zone(session), "today",
        policies.current(session).metrics.service_level, report_form.queue_titles(session),
    )  # fmt: skip


def _of(name: str, usual: str) -> str:
    """Which rows are shown, of a figure with a choice."""
    wanted = request.args.get("rows", "")
    return next((each for each in BEHIND.get(name, ()) if each.partition(" ")[2] == wanted), usual)


def _behind(
    session: Session, filters: Filters, of: str, before: int | None
) -> Sequence[BehindRow] | Sequence[BehindMore]:
    """One more than a page shows, to know whether there are more."""
    if not of:
        return ()
    if behind_more.knows(of):
        return behind_more.behind(session, filters.asked, of, limit=ROWS + 1, before_id=before)
    return metrics.behind(session, filters.asked, of, limit=ROWS + 1, before_id=before)


def _others(of: str, rows: Sequence[Any], filters: Filters, names: Names) -> dict[str, Any]:
    """Rows of those figures, as a report's table has them."""
    made = figures_behind.table(of, rows, names)
    return {"table": made, "rows": [cells for _total, cells in Page(filters, plain=False).rows(made)]}


def _row_id(text: str) -> int | None:
    """Negative ones are other systems' calls."""
    found = positive(text.removeprefix("-"))
    return -found if found and text.startswith("-") else found


def _spread(explained: Explanation) -> list[tuple[int, int, float]]:
    """Of a quantile: from when, how many, and their share up to there."""
    total, seen, found = sum(explained.histogram.values()), 0, []
    for seconds in sorted(explained.histogram):
        seen += explained.histogram[seconds]
        found.append((seconds, explained.histogram[seconds], seen / total))
    return found


ROUTES = (
    Route("/figures/<name>", page, "figure", role="supervisor"),
    Route("/figures/<name>/part", part, "figure_part", role="supervisor"),
)
