"""Tickets: the list in four views, one ticket with its history, and what people do to it."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from console import story
from console.parts import parts
from console.replies import done, offer_undo, positive, wants_json
from console.route import Route
from console.session import me
from console.words import reader, state
from support.services import agents, people, queues, tickets, transcripts

VIEWS = ("mine", "unassigned", "open", "all")
PAGE = 50  # rows that the service gives at a time
LONGEST_COMMENT = 10_000


def listing() -> str:
    view = request.args.get("view", "open")
    if view not in VIEWS:
        abort(404)
    queue, words = request.args.get("queue", "")[:64], request.args.get("q", "").strip()[:100]
    before = positive(request.args.get("before", ""))
    with parts().store.reading() as session:
        rows = tickets.listing(session, view, me(), queue=queue, words=words, before=before)
        counts = tickets.counts(session, me())
        lines = queues.titles(session, reader())
    template = "console/tickets_now.html" if request.args.get("part") == "rows" else "console/tickets.html"
    asked = {"view": view, "queue": queue, "q": words}
    return render_template(
        template,
        rows=rows,
        counts=counts,
        queues=lines,
        views=VIEWS,
        before=before,
        more=rows[-1].number if len(rows) == PAGE else None,
        query=urlencode({key: value for key, value in asked.items() if value}),
        **asked,
    )


def detail(number: int) -> str:
    return _detail("console/ticket.html", number)


def now(number: int) -> str:
    return _detail("console/ticket_now.html", number)


def _detail(template: str, number: int) -> str:
    with parts().store.reading() as session:
        detail = tickets.detail(session, number)
        return render_template(
            template,
            detail=detail,
            lines=transcripts.of_call(session, detail.call.id) if detail.call else (),
            people=[user for user in people.users(session) if user.is_active],
            queues=queues.titles(session, reader()),
            statuses=tickets.STATUSES,
            sentence=story.sentence,
            names=agents.names(session),
            longest=LONGEST_COMMENT,
        )


def change_status(number: int) -> Response:
    status = request.form.get("status", "")
    with parts().store.writing() as session:
        before = tickets.change_status(session, number, status, me(), parts().clock())
    said = _("Ticket %(number)s is now: %(status)s.", number=number, status=state(status))
    if before == status or wants_json():
        return done(_page(number))
    offer_undo(said, url_for("console.ticket_status", number=number), status=before)
    return done(_page(number))


def assign(number: int) -> Response:
    wanted = request.form.get("assignee", "")
    assignee = positive(wanted)
    if wanted and assignee is None:
        abort(400)
    with parts().store.writing() as session:
        before = tickets.assign(session, number, assignee, me(), parts().clock())
    if not wants_json():
        said = _("Ticket %(number)s has another assignee.", number=number)
        offer_undo(said, url_for("console.ticket_assign", number=number), assignee=str(before or ""))
    return done(_page(number))


def comment(number: int) -> Response:
    with parts().store.writing() as session:
        tickets.comment(session, number, request.form.get("text", ""), me(), parts().clock())
    return done(_page(number))


def _page(number: int) -> str:
    return url_for("console.ticket", number=number)


_ONE = "/tickets/<int(max=2147483647):number>"

ROUTES = (
    Route("/tickets", listing, "tickets"),
    Route(_ONE, detail, "ticket"),
    Route(f"{_ONE}/now", now, "ticket_now"),
    Route(f"{_ONE}/status", change_status, "ticket_status", methods=("POST",)),
    Route(f"{_ONE}/assign", assign, "ticket_assign", methods=("POST",)),
    Route(f"{_ONE}/comment", comment, "ticket_comment", methods=("POST",)),
)
