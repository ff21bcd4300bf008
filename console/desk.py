"""The agent's page: presence, the call that rings or is talked on, wrap-up, and the browser phone's token.

The page holds no truth of its own: `/desk/now` is the whole of it as HTML, fetched again on every change.
"""

from __future__ import annotations

from datetime import datetime

import jwt
from flask import Response, abort, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from console.parts import parts
from console.replies import done
from console.route import Route
from console.session import me
from console.words import reader
from support.errors import Refused
from support.services import agents, queues, transcripts
from support.services.agents import Desk
from support.store.base import Session

# A token that names no end is asked for again after this.
_USUAL_TTL_S = 600
REASONS = ("break", "lunch", "meeting", "training", "other")


def page() -> str:
    with parts().store.reading() as session:
        desk = agents.desk(session, me(), parts().clock())
        titles = queues.titles(session, reader())
        transcript = transcripts.of_user(session, me())
    if desk is None:
        return render_template("console/desk_none.html")
    given = {"desk": desk, "titles": titles, "reasons": REASONS, "transcript": transcript}
    return render_template("console/desk.html", **given)


def now() -> str:
    with parts().store.reading() as session:
        desk = _desk(session)
        titles = queues.titles(session, reader())
    return render_template("console/desk_now.html", desk=desk, titles=titles, reasons=REASONS)


def presence() -> BaseResponse:
    wanted = request.form.get("presence", "")
    if wanted not in ("available", "away", "offline"):
        abort(400)
    reason = request.form.get("reason", "").strip()[:40] if wanted == "away" else ""
    with parts().store.writing() as session:
        agents.set_presence(session, _desk(session).agent_id, wanted, parts().clock(), reason=reason)
    return _done()


def seen() -> BaseResponse:
    with parts().store.writing() as session:
        agents.seen(session, _desk(session).agent_id, parts().clock())
    return _done()


def decline() -> BaseResponse:
    with parts().store.writing() as session:
        agents.decline(session, _desk(session).agent_id, parts().clock())
    return _done()


def hang_up() -> BaseResponse:
    with parts().store.writing() as session:
        agents.hang_up(session, _desk(session).agent_id, parts().clock())
    return _done()


def ready() -> BaseResponse:
    with parts().store.writing() as session:
        agents.finish_wrap_up(session, _desk(session).agent_id, parts().clock())
    return _done()


def token() -> Response:
    with parts().store.reading() as session:
        identity = _desk(session).identity
    made = parts().voice_token(identity)
    return jsonify(token=made, identity=identity, ttl_s=ttl_s(made, parts().clock()))


def ttl_s(made: str, now: datetime) -> int:
    """Seconds that a token (a JWT) still has."""
    try:
        claims = jwt.decode(made, options={"verify_signature": False})
        return max(0, round(float(claims["exp"]) - now.timestamp()))
    except (jwt.InvalidTokenError, KeyError, ValueError, TypeError):
        return _USUAL_TTL_S


def _desk(session: Session) -> Desk:
    desk = agents.desk(session, me(), parts().clock())
    if desk is None:
        raise Refused(_("You take no calls: no agent belongs to your login."))
    return desk


def _done() -> BaseResponse:
    return done(url_for("console.desk"))


ROUTES = (
    Route("/desk", page, "desk"),
    Route("/desk/now", now, "desk_now"),
    Route("/desk/token", token, "desk_token"),
    Route("/desk/presence", presence, "desk_presence", methods=("POST",)),
    Route("/desk/seen", seen, "desk_seen", methods=("POST",)),
    Route("/desk/decline", decline, "desk_decline", methods=("POST",)),
    Route("/desk/hang-up", hang_up, "desk_hang_up", methods=("POST",)),
    Route("/desk/ready", ready, "desk_ready", methods=("POST",)),
)
