"""`/wallboard`: now, on a desk's screen or on a television: every queue, what is wrong, who is here.

One board is read for all who look (`support.services.wallboard`); here it is only filtered and dressed.
"""

from __future__ import annotations

from math import ceil
from typing import Any

from flask import Flask, current_app, render_template, request
from flask_babel import format_percent
from flask_babel import gettext as _

from console.parts import Parts, parts
from console.route import Route
from console.words import reader
from flows.values import words_in
from support.rules.watching import Alarm, Line
from support.services.wallboard import TOPICS, Boards, Now

_BOARDS = "ramal-wallboard"
MOST_COLUMNS = 5


def install(app: Flask, parts: Parts) -> None:
    app.extensions[_BOARDS] = Boards(parts.store, parts.live, parts.clock)
    app.jinja_env.filters["share"] = share


def boards(app: Flask) -> Boards:
    found: Boards = app.extensions[_BOARDS]
    return found


def page() -> str:
    return render_template("console/wallboard.html", **_state())


def now() -> str:
    return render_template("console/wallboard_now.html", **_state())


def share(value: float | None) -> str:
    """0.923 as the reader writes 92 %; nothing known is a dash."""
    if value is None:
        return "–"
    return str(format_percent(value)).replace("\u00a0", "\u202f")  # every figure of a card counts its width


def _state() -> dict[str, Any]:
    found = boards(current_app).look()
    wanted = tuple(dict.fromkeys(request.args.getlist("queue")))
    titles = {line.queue: words_in(line.title, reader()) for line in found.board.lines}
    lines = sorted(
        (line for line in found.board.lines if not wanted or line.queue in wanted),
        key=lambda line: titles[line.queue].casefold(),
    )
    return {
        "lines": lines,
        "whole": found.together(wanted),
        "titles": titles,
        "wanted": wanted,
        "is_tv": bool(request.args.get("tv")),
        "columns": columns(len(lines)),
        "agents": _people(found, wanted),
        "again_at": found.again_at,
        "alarms": _shown(found.board.alarms, wanted),
        "level_of": _levels(found.board.alarms),
        "say": lambda alarm: said(alarm, titles.get(alarm.queue, alarm.queue)),
        "topics": ",".join(TOPICS),
        "zone": parts().settings.timezone,
    }


def columns(cards: int) -> int:
    """In which so many cards fill a wide screen."""
    wide = {1: 1, 2: 2, 3: 3, 4: 2, 5: 3, 6: 3, 7: 4, 8: 4, 9: 3}
    return wide.get(cards, min(MOST_COLUMNS, max(4, ceil(cards / 4)))) if cards else 1


def said(alarm: Alarm, title: str) -> str:
    """One sentence, to be read aloud."""
    words = {"queue": title, "figure": _figures()[alarm.figure]}
    words |= {"value": _value(alarm, alarm.value), "limit": _value(alarm, alarm.limit)}
    if alarm.is_above:
        return str(_("%(queue)s: %(figure)s %(value)s, above %(limit)s", **words))
    return str(_("%(queue)s: %(figure)s %(value)s, below %(limit)s", **words))


def _people(found: Now, wanted: tuple[str, ...]) -> list[Any]:
    return [each for each in found.agents if not wanted or set(each.queues) & set(wanted)]


def _shown(alarms: tuple[Alarm, ...], wanted: tuple[str, ...]) -> list[Alarm]:
    """Of these queues, or all; where there is an alarm, its warning says nothing new."""
    worst: dict[tuple[str, str], Alarm] = {}
    for each in alarms:  # the worst come first
        if not wanted or each.queue in wanted:
            worst.setdefault((each.queue, each.figure), each)
    return list(worst.values())


def _levels(alarms: tuple[Alarm, ...]) -> Any:
    """(line, figure) to the worst level that it has, or ""."""
    worst: dict[tuple[str, str], str] = {}
    for each in alarms:  # the worst come first
        worst.setdefault((each.queue, each.figure), each.level)
        worst.setdefault((each.queue, ""), each.level)

    def level(line: Line, figure: str = "") -> str:
        return worst.get((line.queue, figure), "")

    return level


def _value(alarm: Alarm, value: float) -> str:
    if alarm.figure in ("longest_wait", "estimate"):
        minutes, seconds = divmod(int(value), 60)
        return f"{minutes}:{seconds:02}"
    return share(value / 100) if alarm.figure == "service_level" else f"{value:g}"


def _figures() -> dict[str, str]:
    return {
        "waiting": _("Waiting"),
        "longest_wait": _("Longest wait"),
        "estimate": _("Estimate"),
        "available": _("Available"),
        "service_level": _("Service level"),
        "abandoned": _("Abandoned today"),
        "callbacks_due": _("Callbacks due"),
        "breaching": _("Tickets late"),
    }


ROUTES = (
    Route("/wallboard", page, "wallboard"),
    Route("/wallboard/now", now, "wallboard_now"),
)
