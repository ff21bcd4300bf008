"""`/tickets`, the inbox: views with their sizes, filters, search, and the next ticket to work on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from console import tickets_asked
from console.parts import parts
from console.replies import done
from console.route import Route
from console.session import me
from console.words import reader
from support.rules.sla import PRIORITIES
from support.services import alerts, inbox, people, queues, tickets

KINDS = ("voicemail", "callback", "call", "missed", "sms", "api")


def listing() -> str:
    asked = tickets_asked.read(request.args)
    after = request.args.get("after", "")[:60]
    is_part = request.args.get("part") == "rows"
    with parts().store.reading() as session:
        page = inbox.listing(session, tickets_asked.wanted(session, asked), after)
        given: dict[str, Any] = {"queues": queues.titles(session, reader())}
        given["counts"] = inbox.sizes(session, me(), parts().clock())
        if not is_part:
            given["alerts"] = alerts.count(session, me())
            given |= {"choices": {**inbox.choices(session), **_choices()}, "people": people.users(session)}
    template = "console/tickets_now.html" if is_part else "console/tickets.html"
    names = view_names()
    return render_template(
        template, page=page, asked=asked, after=after, views=names, most=inbox.MOST, ages=ages(),
        orders=orders(), **given,
    )  # fmt: skip


def _choices() -> Mapping[str, tuple[str, ...]]:
    return {"status": tickets.STATUSES, "priority": PRIORITIES, "kind": KINDS}


def view_names() -> dict[str, str]:
    return {
        "mine": _("Mine"),
        "unassigned": _("Unassigned"),
        "breaching": _("Breaching"),
        "open": _("Open tickets"),
        "watched": _("Watched"),
        "all": _("All"),
    }


def ages() -> dict[str, str]:
    return {
        "day": _("Today and yesterday"),
        "week": _("The last 7 days"),
        "month": _("The last 30 days"),
        "older": _("Older than 30 days"),
    }


def orders() -> dict[str, str]:
    return {"newest": _("Newest first"), "due": _("Due first"), "oldest": _("Oldest first")}


def take_next() -> Response:
    """The most urgent one that nobody has: it is theirs who asked."""
    with parts().store.writing() as session:
        number = inbox.take(session, me(), parts().clock())
    if number is None:
        return done(url_for("console.tickets"), _("No ticket waits for somebody to take it."))
    return redirect(url_for("console.ticket", number=number, view="mine"), code=303)


ROUTES = (
    Route("/tickets", listing, "tickets"),
    Route("/tickets/next", take_next, "tickets_next", methods=("POST",)),
)
