"""Now: every queue and every agent, live."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import render_template

from console.parts import parts
from console.route import Route
from console.words import reader, today
from support.services import agents, queues


def page() -> str:
    return render_template("console/wallboard.html", **_state())


def now() -> str:
    return render_template("console/wallboard_now.html", **_state())


def _state() -> dict[str, Any]:
    at = parts().clock()
    with parts().store.reading() as session:
        lines, people = queues.overview(session, at, today(), reader()), agents.overview(session)
        titles = queues.titles(session, reader())
    # Clocks on the page run from a moment, not from a number of seconds that is old at once.
    return {
        "queues": lines,
        "titles": titles,
        "agents": people,
        "began": lambda wait_s: at - timedelta(seconds=wait_s),
    }


ROUTES = (
    Route("/wallboard", page, "wallboard"),
    Route("/wallboard/now", now, "wallboard_now"),
)
