"""One ticket: everything that belongs to it, and what people change, write and answer there.

A form of fields says which version it shows. Who saves after somebody else is told who changed what, and
finds everything they typed beside what it is now.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from console import recordings, story, tickets_asked
from console.errors import told
from console.parts import parts
from console.replies import done, offer_undo, positive, wants_json
from console.route import Route
from console.session import me
from console.words import reader, state
from support.errors import Refused
from support.rules import texts
from support.rules.sla import PRIORITIES
from support.services import (
    agents,
    alerts,
    customers,
    inbox,
    opt_outs,
    people,
    queues,
    sounds,
    surveys,
    tickets,
    transcripts,
)
from support.services.ticket_words import LONGEST_TEXT
from support.services.tickets import SAME, Changed, Changes
from support.store.base import Session
from support.store.inbox import Wanted

FIELDS = ("subject", "status", "priority", "queue", "category", "assignee", "tags")


def detail(number: int) -> str:
    _seen(number)
    return _page("console/ticket.html", number)


def now(number: int) -> str:
    return _page("console/ticket_now.html", number)


def more(number: int) -> str:
    return _page("console/ticket_more.html", number)


def fields(number: int) -> str:
    return _page("console/ticket_fields.html", number)


def _page(template: str, number: int, typed: Mapping[str, str] | None = None, problem: str = "") -> str:
    asked = tickets_asked.read(request.args)
    with parts().store.reading() as session:
        found = tickets.detail(session, number)
        shown = saved(found)
        return render_template(
            template,
            detail=found,
            shown=shown,
            typed=typed or shown,
            problem=problem,
            asked=asked,
            following=inbox.following(session, tickets_asked.wanted(session, asked), number),
            sounds=sounds.of_ticket(session, found.id, recordings.listener()),
            lines=transcripts.of_call(session, found.call.id) if found.call else (),
            people=[user for user in people.users(session) if user.is_active],
            queues=queues.titles(session, reader()),
            choices=inbox.choices(session),
            statuses=tickets.STATUSES,
            priorities=PRIORITIES,
            sentence=story.sentence,
            names=agents.names(session),
            longest=LONGEST_TEXT,
            scores=surveys.of_ticket(session, found.id),
            lateness=inbox.lateness(found.clocks, parts().clock()),
            **_customer(session, found),
        )


def _seen(number: int) -> None:
    """Whoever looks has been told."""
    with parts().store.reading() as session:
        if not any(alert.number == number for alert in alerts.unseen(session, me())):
            return
    with parts().store.writing() as session:
        alerts.seen(session, me(), parts().clock(), tickets.detail(session, number).id)


def _customer(session: Session, found: tickets.TicketDetail) -> dict[str, Any]:
    """Who they are, and what else of theirs is open."""
    number = found.ticket.customer
    if not number:
        return {"customer": None, "others": (), "is_out": False}
    wanted = Wanted("open", me(), parts().clock(), customer=number)
    others = [each for each in inbox.listing(session, wanted).lines if each.number != found.ticket.number]
    is_out = opt_outs.is_out(session, number)
    return {"customer": customers.card(session, number), "others": others[:10], "is_out": is_out}


def saved(found: tickets.TicketDetail) -> dict[str, str]:
    """The fields as a form has them."""
    ticket = found.ticket
    return {
        "subject": ticket.subject,
        "status": ticket.status,
        "priority": ticket.priority,
        "queue": ticket.queue,
        "category": ticket.category,
        "assignee": str(found.assignee_id or ""),
        "tags": ", ".join(found.tags),
        "version": str(found.version),
    }


def save(number: int) -> Response | tuple[str, int]:
    """The form of fields, against the version that it showed: only what its writer has touched."""
    version = positive(request.form.get("version", "")) or abort(400)
    with parts().store.reading() as session:
        known = saved(tickets.detail(session, number))
    typed = _touched(known)
    try:
        with parts().store.writing() as session:
            changes = difference(known, typed)
            before = tickets.change(session, number, changes, me(), parts().clock(), version=version)
    except Refused as error:
        if wants_json():
            raise
        return _page("console/ticket.html", number, typed, _why(error)), 409
    return _saved(number, before)


def _touched(known: Mapping[str, str]) -> dict[str, str]:
    """What was typed; where nothing was, what it is now. The form says what each field held."""
    typed = {name: request.form.get(name, known[name]).strip()[:400] for name in FIELDS}
    was = {name: request.form.get(f"was_{name}", known[name]).strip() for name in FIELDS}
    return {name: known[name] if typed[name] == was[name] else typed[name] for name in FIELDS}


def _why(error: Refused) -> str:
    if not isinstance(error, Changed):
        return told(error)
    what, who = ", ".join(state(f"field-{field}") for field in error.what), error.who or _("The centre")
    return str(
        _("%(who)s has changed this ticket meanwhile: %(what)s. What you typed is still here.",
          who=who, what=what)
    )  # fmt: skip


def _saved(number: int, before: Changes) -> Response:
    if before == Changes():
        return done(_here(number), "" if wants_json() else str(_("Nothing was changed.")))
    if not wants_json():
        said = _("Ticket %(number)s is changed.", number=number)
        offer_undo(said, url_for("console.ticket_undo", number=number), **_given_back(before))
    return done(_here(number))


def undo(number: int) -> Response:
    """The fields that a change of one's own has changed, as they were."""
    typed = {name: request.form[name][:400] for name in FIELDS if name in request.form}
    with parts().store.writing() as session:
        known = saved(tickets.detail(session, number))
        changes = difference(known, {**known, **typed})
        tickets.change(session, number, changes, me(), parts().clock())
    return done(_here(number), str(_("Ticket %(number)s is as it was.", number=number)))


def difference(known: Mapping[str, str], typed: Mapping[str, str]) -> Changes:
    """Only what is different; raises Refused for a person who is no number."""
    new = {name: typed[name] for name in FIELDS if typed[name] != known[name]}
    has, wanted = _tags(known["tags"]), _tags(typed["tags"])
    assignee: int | None = SAME
    if "assignee" in new:
        assignee = positive(new["assignee"])
        if new["assignee"] and assignee is None:
            abort(400)
    return Changes(
        status=new.get("status"),
        priority=new.get("priority"),
        queue=new.get("queue"),
        category=new.get("category"),
        subject=new.get("subject"),
        assignee_id=assignee,
        add_tags=tuple(tag for tag in wanted if tag not in has),
        remove_tags=tuple(tag for tag in has if tag not in wanted),
    )


def _tags(text: str) -> list[str]:
    return [tag for each in text.split(",") if (tag := each.strip())]


def _given_back(before: Changes) -> dict[str, str]:
    given = {name: getattr(before, name) for name in ("subject", "status", "priority", "queue", "category")}
    found = {name: value for name, value in given.items() if value is not None}
    if before.assignee_id != SAME:
        found["assignee"] = str(before.assignee_id or "")
    return found


def change_status(number: int) -> Response:
    status = request.form.get("status", "")
    then = _following(number)
    with parts().store.writing() as session:
        before = tickets.change_status(session, number, status, me(), parts().clock())
    if before != status and not wants_json():
        said = _("Ticket %(number)s is now: %(status)s.", number=number, status=state(status))
        offer_undo(said, url_for("console.ticket_status", number=number), status=before)
    return done(then)


def assign(number: int) -> Response:
    written = request.form.get("assignee", "")
    assignee = positive(written)
    if written and assignee is None:
        abort(400)
    with parts().store.writing() as session:
        before = tickets.assign(session, number, assignee, me(), parts().clock())
    if not wants_json():
        said = _("Ticket %(number)s has another assignee.", number=number)
        offer_undo(said, url_for("console.ticket_assign", number=number), assignee=str(before or ""))
    return done(_here(number))


def comment(number: int) -> Response:
    with parts().store.writing() as session:
        tickets.comment(session, number, request.form.get("text", ""), me(), parts().clock())
    return done(_here(number))


def reply(number: int) -> Response:
    """To the customer; perhaps it is solved with that, and the next one comes."""
    status = "solved" if request.args.get("solve") else request.form.get("status") or None
    then = _following(number)
    text = request.form.get("text", "")
    with parts().store.writing() as session:
        tickets.reply(session, number, text, me(), parts().clock(), status=status)
    return done(then, str(_("The reply to ticket %(number)s is written.", number=number)))


def watch(number: int) -> Response:
    wanted = request.form.get("watch") == "yes"
    with parts().store.writing() as session:
        (tickets.watch if wanted else tickets.unwatch)(session, number, me())
    said = _("You watch ticket %(number)s.") if wanted else _("You no longer watch ticket %(number)s.")
    return done(_here(number), str(said % {"number": number}))


def merge(number: int) -> Response:
    into = positive(request.form.get("into", "").strip())
    if into is None:
        raise Refused(_("Write the number of the ticket that goes on."))
    with parts().store.writing() as session:
        stays = tickets.merge(session, number, into, me(), parts().clock())
    if not wants_json():
        said = _("Ticket %(number)s is part of %(into)s now.", number=number, into=stays)
        offer_undo(said, url_for("console.ticket_unmerge", number=number))
    return done(url_for("console.ticket", number=stays))


def unmerge(number: int) -> Response:
    with parts().store.writing() as session:
        tickets.undo_merge(session, number, me(), parts().clock())
    return done(_here(number), str(_("Ticket %(number)s is a ticket of its own again.", number=number)))


def size_of(number: int) -> Response:  # noqa: ARG001  # of any ticket
    """In how many messages a text would travel."""
    return done("", str(texts.parts(request.form.get("text", "")[:LONGEST_TEXT])))


def _here(number: int) -> str:
    return f"{url_for('console.ticket', number=number)}?{tickets_asked.read(request.args).query}"


def _following(number: int) -> str:
    """Where "and next" leads: found before the change, which may take the ticket out of its view."""
    if request.form.get("then") != "next":
        return _here(number)
    asked = tickets_asked.read(request.args)
    with parts().store.reading() as session:
        found = inbox.following(session, tickets_asked.wanted(session, asked), number)
    if found is None:
        return f"{url_for('console.tickets')}?{asked.query}"
    return f"{url_for('console.ticket', number=found)}?{asked.query}"


_ONE = "/tickets/<int(max=2147483647):number>"

ROUTES = (
    Route(_ONE, detail, "ticket"),
    Route(f"{_ONE}/now", now, "ticket_now"),
    Route(f"{_ONE}/more", more, "ticket_more"),
    Route(f"{_ONE}/fields", fields, "ticket_fields"),
    Route(f"{_ONE}/save", save, "ticket_save", methods=("POST",)),
    Route(f"{_ONE}/undo", undo, "ticket_undo", methods=("POST",)),
    Route(f"{_ONE}/status", change_status, "ticket_status", methods=("POST",)),
    Route(f"{_ONE}/assign", assign, "ticket_assign", methods=("POST",)),
    Route(f"{_ONE}/comment", comment, "ticket_comment", methods=("POST",)),
    Route(f"{_ONE}/reply", reply, "ticket_reply", methods=("POST",)),
    Route(f"{_ONE}/watch", watch, "ticket_watch", methods=("POST",)),
    Route(f"{_ONE}/merge", merge, "ticket_merge", methods=("POST",)),
    Route(f"{_ONE}/unmerge", unmerge, "ticket_unmerge", methods=("POST",)),
    Route(f"{_ONE}/parts", size_of, "ticket_parts", methods=("POST",)),
)
