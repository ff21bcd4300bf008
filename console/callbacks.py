"""`/callbacks`: whom we have promised to call back, how far that is, and what supervisors do about it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext
from flask_login import current_user
from werkzeug.wrappers import Response

from console import story
from console.parts import parts
from console.replies import done, offer_undo, wants_json
from console.route import Route
from console.session import me
from console.words import number, reader
from support.errors import NotFound
from support.rules import numbers
from support.services import callback_lines, callbacks, people
from support.store.base import Session

# The mark before the word, as elsewhere: waiting, at work, done, in vain.
MARKS = {
    "promised": "pending", "due": "new", "reserved": "reserved", "dialling": "on_call", "missed": "away",
    "connected": "solved", "expired": "failed", "cancelled": "off",
}  # fmt: skip


def page() -> str:
    return render_template("console/callbacks.html", **_state())


def now() -> str:
    return render_template("console/callbacks_now.html", **_state())


def _state() -> dict[str, Any]:
    with parts().store.reading() as session:
        opened, closed = callback_lines.listing(session, reader())
    return {"opened": opened, "closed": closed, "words": words(), "marks": MARKS, "shown": shown}


def words() -> dict[str, str]:
    """What a callback's state means here; elsewhere the same words mean other things."""
    return {
        "promised": pgettext("state", "Promised"),
        "due": _("Due: waits for an agent"),
        "reserved": _("Rings at an agent"),
        "dialling": _("The customer is being called"),
        "missed": _("Not reached, tried again"),
        "connected": _("Reached"),
        "expired": _("Expired: call by hand"),
        "cancelled": pgettext("state", "Cancelled"),
        **story.results(),
    }


def shown(text: str) -> str:
    """A customer's number; masked for agents, who have no call with them now."""
    return number(text) if current_user.may("supervisor") else numbers.masked(text)


def try_now(callback_id: int) -> Response:
    at, now = _moment(request.form.get("at", "")), parts().clock()
    with parts().store.writing() as session:
        before = callbacks.try_at(session, callback_id, at, now)
        whose = _whose(session, callback_id)
        people.audit(session, me(), "callback_tried", str(callback_id), now)
    if before and before > now and not wants_json():
        said = _("%(number)s is called as soon as an agent is free.", number=whose)
        offer_undo(said, url_for("console.callback_try", callback_id=callback_id), at=before.isoformat())
    return done(url_for("console.callbacks"))


def cancel(callback_id: int) -> Response:
    now = parts().clock()
    with parts().store.writing() as session:
        callbacks.give_up(session, callback_id, now)
        whose = _whose(session, callback_id)
        people.audit(session, me(), "callback_cancelled", str(callback_id), now)
    if not wants_json():
        said = _("The callback to %(number)s is cancelled.", number=whose)
        offer_undo(said, url_for("console.callback_restore", callback_id=callback_id))
    return done(url_for("console.callbacks"))


def restore(callback_id: int) -> Response:
    now = parts().clock()
    with parts().store.writing() as session:
        callbacks.restore(session, callback_id, now)
        whose = _whose(session, callback_id)
        people.audit(session, me(), "callback_restored", str(callback_id), now)
    return done(url_for("console.callbacks"), _("The callback to %(number)s stands again.", number=whose))


def _whose(session: Session, callback_id: int) -> str:
    line = callback_lines.one(session, callback_id)
    if line is None:
        raise NotFound("there is no such callback")
    return shown(line.number)


def _moment(text: str) -> datetime | None:
    """A time of our own, from an undo; nothing else is understood."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        abort(400)


_ONE = "/callbacks/<int(max=2147483647):callback_id>"

ROUTES = (
    Route("/callbacks", page, "callbacks"),
    Route("/callbacks/now", now, "callbacks_now"),
    Route(f"{_ONE}/try", try_now, "callback_try", role="supervisor", methods=("POST",)),
    Route(f"{_ONE}/cancel", cancel, "callback_cancel", role="supervisor", methods=("POST",)),
    Route(f"{_ONE}/restore", restore, "callback_restore", role="supervisor", methods=("POST",)),
)
