"""The agent's page: presence, the call that rings or is talked on, wrap-up, and the browser phone's token.

The page holds no truth of its own: `/desk/now` is the whole of it as HTML, fetched again on every change.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import jwt
from flask import Response, abort, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from console import callbacks, wrap_up
from console.parts import parts
from console.replies import done
from console.route import Route
from console.session import me
from console.words import reader, today
from support.errors import Refused
from support.services import agents, conversations, desks, queues, transcripts
from support.services.desks import Page
from support.store.base import Session

# A token that names no end is asked for again after this.
_USUAL_TTL_S = 600
REASONS = ("break", "lunch", "meeting", "training", "other")


def page() -> str:
    with parts().store.reading() as session:
        shown = _page(session)
        titles = queues.titles(session, reader())
        transcript = transcripts.of_user(session, me())
    if shown is None:
        return render_template("console/desk_none.html")
    return render_template("console/desk.html", transcript=transcript, **_given(shown, titles))


def now() -> str:
    with parts().store.reading() as session:
        shown = _page(session)
        titles = queues.titles(session, reader())
    if shown is None:
        raise Refused(_("You take no calls: no agent belongs to your login."))
    return render_template("console/desk_now.html", **_given(shown, titles))


def _given(shown: Page, titles: dict[str, str]) -> dict[str, Any]:
    tomorrow = parts().clock() + timedelta(days=1)
    promises = callbacks.words()
    return {"page": shown, "titles": titles, "reasons": REASONS, "promises": promises, "tomorrow": tomorrow}


def targets() -> str:
    """Whom a call can be passed on to; fetched while the dialog is open."""
    with parts().store.reading() as session:
        found = conversations.targets(session, agents.agent_id(session, me()), parts().clock())
        titles = queues.titles(session, reader())
    return render_template("console/desk_targets.html", targets=found, titles=titles)


def presence() -> BaseResponse:
    wanted = request.form.get("presence", "")
    if wanted not in ("available", "away", "offline"):
        abort(400)
    reason = request.form.get("reason", "").strip()[:40] if wanted == "away" else ""
    with parts().store.writing() as session:
        agents.set_presence(session, agents.agent_id(session, me()), wanted, parts().clock(), reason=reason)
    return _done()


def seen() -> BaseResponse:
    with parts().store.writing() as session:
        agents.seen(session, agents.agent_id(session, me()), parts().clock())
    return _done()


def decline() -> BaseResponse:
    with parts().store.writing() as session:
        agents.decline(session, agents.agent_id(session, me()), parts().clock())
    return _done()


def hang_up() -> BaseResponse:
    with parts().store.writing() as session:
        agents.hang_up(session, agents.agent_id(session, me()), parts().clock())
    return _done()


def token() -> Response:
    with parts().store.reading() as session:
        desk = agents.desk(session, me(), parts().clock())
    if desk is None:
        raise Refused(_("You take no calls: no agent belongs to your login."))
    identity = desk.identity
    made = parts().voice_token(identity)
    return jsonify(token=made, identity=identity, ttl_s=ttl_s(made, parts().clock()))


def ttl_s(made: str, now: datetime) -> int:
    """Seconds that a token (a JWT) still has."""
    try:
        claims = jwt.decode(made, options={"verify_signature": False})
        return max(0, round(float(claims["exp"]) - now.timestamp()))
    except (jwt.InvalidTokenError, KeyError, ValueError, TypeError):
        return _USUAL_TTL_S


def _page(session: Session) -> Page | None:
    return desks.page(session, me(), parts().clock(), today())


def _done() -> BaseResponse:
    return done(url_for("console.desk"))


ROUTES = (
    Route("/desk", page, "desk"),
    Route("/desk/now", now, "desk_now"),
    Route("/desk/targets", targets, "desk_targets"),
    Route("/desk/token", token, "desk_token"),
    Route("/desk/presence", presence, "desk_presence", methods=("POST",)),
    Route("/desk/seen", seen, "desk_seen", methods=("POST",)),
    Route("/desk/decline", decline, "desk_decline", methods=("POST",)),
    Route("/desk/hang-up", hang_up, "desk_hang_up", methods=("POST",)),
    *wrap_up.ROUTES,
)
