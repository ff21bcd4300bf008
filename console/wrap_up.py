"""What an agent writes down about a call, in it and after it: notes, disposition, tickets, the customer.

Scripts save as one types; the same forms work without them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from console import words
from console.parts import parts
from console.replies import done, positive
from console.route import Route
from console.session import me
from support.errors import Refused
from support.services import agents, customers, wrap_up
from support.store.base import Session


def save() -> BaseResponse:
    with parts().store.writing() as session:
        agent_id, offer_id = _agent(session), _offer()
        given = {name: request.form.get(name) for name in ("disposition", "notes")}
        wrap_up.save(session, agent_id, offer_id, **given)
    return _done()


def more_time() -> BaseResponse:
    with parts().store.writing() as session:
        wrap_up.more_time(session, _agent(session), parts().clock())
    return _done()


def ready() -> BaseResponse:
    with parts().store.writing() as session:
        wrap_up.ready(session, _agent(session), parts().clock())
    return _done()


def ticket() -> BaseResponse:
    subject, text = request.form.get("subject", ""), request.form.get("text", "")
    with parts().store.writing() as session:
        agent_id, offer_id = _agent(session), _offer()
        number = wrap_up.open_ticket(session, agent_id, offer_id, subject, text, me(), parts().clock())
    return _done(_("Ticket %(number)s is open.", number=number))


def ticket_note() -> BaseResponse:
    number = positive(request.form.get("ticket", "")) or abort(400)
    with parts().store.writing() as session:
        wrap_up.note_on_ticket(session, _agent(session), _offer(), number, me(), parts().clock())
    return _done(_("The notes are on ticket %(number)s.", number=number))


def follow_up() -> BaseResponse:
    number = request.form.get("number", "").strip()[:40]
    at = chosen_time(request.form.get("at", "")) if request.form.get("when") == "at" else None
    with parts().store.writing() as session:
        agent_id, offer_id = _agent(session), _offer()
        wrap_up.follow_up(session, agent_id, offer_id, number, at, me(), parts().clock())
    if at is None:
        return _done(_("%(number)s is called back as soon as somebody is free.", number=words.number(number)))
    return _done(
        _("%(number)s is called back at %(time)s.", number=words.number(number), time=words.clock(at))
    )


def customer() -> BaseResponse:
    given = {name: request.form[name][:limit] for name, limit in _KNOWN.items() if name in request.form}
    with parts().store.writing() as session:
        agent_id = _agent(session)
        number = wrap_up.number_of(session, agent_id, _offer())
        customers.keep(session, number, parts().clock(), **given)
        agents.look_again(session, agent_id)
    return _done()


_KNOWN = {"name": 120, "notes": 10_000}


def chosen_time(text: str) -> datetime:
    """A day and a time where the centre is."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(_("Choose a day and a time.")) from None
    return local.replace(tzinfo=ZoneInfo(parts().settings.timezone)).astimezone(UTC)


def _agent(session: Session) -> int:
    return agents.agent_id(session, me())


def _offer() -> int:
    return positive(request.form.get("offer", "")) or abort(400)


def _done(message: str = "") -> BaseResponse:
    return done(url_for("console.desk"), message)


ROUTES = (
    Route("/desk/wrap-up", save, "desk_wrap_up", methods=("POST",)),
    Route("/desk/more-time", more_time, "desk_more_time", methods=("POST",)),
    Route("/desk/ready", ready, "desk_ready", methods=("POST",)),
    Route("/desk/ticket", ticket, "desk_ticket", methods=("POST",)),
    Route("/desk/ticket-note", ticket_note, "desk_ticket_note", methods=("POST",)),
    Route("/desk/follow-up", follow_up, "desk_follow_up", methods=("POST",)),
    Route("/desk/customer", customer, "desk_customer", methods=("POST",)),
)
