"""`/supervise`: who does what now, who waits, and a supervisor's own ear in a conversation.

Each part of the page is its own HTML, fetched again when something in it changed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from console.parts import parts
from console.replies import done, positive
from console.route import Route
from console.session import me
from console.words import reader, today
from support.services import alerts, flows, queues, staff, supervising
from support.store.base import Session

PRESENCES = ("available", "away", "offline")
REASONS = ("break", "lunch", "meeting", "training", "other")


def page() -> str:
    with parts().store.reading() as session:
        return render_template("console/supervise.html", **_shown(session))


def own() -> str:
    return _part("own")


def floor() -> str:
    return _part("floor")


def waiting() -> str:
    return _part("waiting")


def lines() -> str:
    return _part("lines")


def notices() -> str:
    return _part("notices")


def _part(name: str) -> str:
    with parts().store.reading() as session:
        given = _GIVEN[name](session)
        return render_template(f"console/supervise_{name}.html", titles=_titles(session), **given)


def _shown(session: Session) -> dict[str, Any]:
    shown: dict[str, Any] = {"titles": _titles(session), "alerts": alerts.count(session, me())}
    for given in _GIVEN.values():
        shown |= given(session)
    return shown


def _titles(session: Session) -> dict[str, str]:
    return queues.titles(session, reader())


def _own(session: Session) -> dict[str, Any]:
    """The conversation that this supervisor listens to, if any, and the telephone it comes by."""
    return {
        "ear": supervising.listening(session, me()),
        "modes": supervising.MODES,
        "telephone": _telephone(staff.one(session, me())),
    }


def _telephone(own: staff.StaffLine) -> str:
    """Supervisors listen in the browser, wherever their own calls ring."""
    settings = parts().settings
    browser = "exchange" if settings.has_exchange else "twilio" if settings.voice_sdk_url else "none"
    return browser if own.agent_id else "none"


def _floor(session: Session) -> dict[str, Any]:
    """Who takes calls, and whoever else is here."""
    found, own = supervising.floor(session, parts().clock()), staff.one(session, me())
    return {
        "agents": [each for each in found if each.queues or each.presence != "offline"],
        "reasons": REASONS,
        "listens_to": supervising.listening(session, me()),
        "own_agent_id": own.agent_id,
        "may_listen": _telephone(own) != "none",
    }


def _waiting(session: Session) -> dict[str, Any]:
    at = parts().clock()
    found = supervising.waiting(session, at)
    return {"calls": [(each, at - timedelta(seconds=each.waited_s)) for each in found]}


def _lines(session: Session) -> dict[str, Any]:
    at = parts().clock()
    found = queues.overview(session, at, today(), reader())
    return {"lines": found, "began": lambda wait_s: at - timedelta(seconds=wait_s)}


def _notices(session: Session) -> dict[str, Any]:
    return {"notices": flows.notices(session)}


_GIVEN = {"own": _own, "floor": _floor, "waiting": _waiting, "lines": _lines, "notices": _notices}


def listen() -> Response:
    agent_id, mode = _id("agent"), _mode()
    with parts().store.writing() as session:
        supervising.listen(session, me(), agent_id, mode, parts().clock())
    return _done()


def change_mode() -> Response:
    mode = _mode()
    with parts().store.writing() as session:
        supervising.change_mode(session, me(), mode, parts().clock())
    return _done()


def stop() -> Response:
    with parts().store.writing() as session:
        supervising.stop(session, me(), parts().clock())
    return _done()


def presence() -> Response:
    agent_id, wanted = _id("agent"), _one_of("presence", PRESENCES)
    reason = _one_of("reason", REASONS) if wanted == "away" else ""
    with parts().store.writing() as session:
        supervising.set_presence(session, me(), agent_id, wanted, reason, parts().clock())
    return _done()


def move() -> Response:
    entry_id, queue = _id("entry"), request.form.get("queue", "")[:64]
    with parts().store.writing() as session:
        supervising.move(session, me(), entry_id, queue, parts().clock())
        title = _titles(session).get(queue, queue)
    return _done(_("Moved to %(queue)s; the caller kept the place.", queue=title))


def _id(field: str) -> int:
    return positive(request.form.get(field, "")) or abort(400)


def _mode() -> supervising.Mode:
    return cast(supervising.Mode, _one_of("mode", supervising.MODES))


def _one_of(field: str, known: tuple[str, ...]) -> str:
    wanted = request.form.get(field, "")
    return wanted if wanted in known else abort(400)


def _done(message: str = "") -> Response:
    return done(url_for("console.supervise"), message)


ROUTES = (
    Route("/supervise", page, "supervise", role="supervisor"),
    Route("/supervise/own", own, "supervise_own", role="supervisor"),
    Route("/supervise/floor", floor, "supervise_floor", role="supervisor"),
    Route("/supervise/waiting", waiting, "supervise_waiting", role="supervisor"),
    Route("/supervise/lines", lines, "supervise_lines", role="supervisor"),
    Route("/supervise/notices", notices, "supervise_notices", role="supervisor"),
    Route("/supervise/listen", listen, "supervise_listen", role="supervisor", methods=("POST",)),
    Route("/supervise/mode", change_mode, "supervise_mode", role="supervisor", methods=("POST",)),
    Route("/supervise/stop", stop, "supervise_stop", role="supervisor", methods=("POST",)),
    Route("/supervise/presence", presence, "supervise_presence", role="supervisor", methods=("POST",)),
    Route("/supervise/move", move, "supervise_move", role="supervisor", methods=("POST",)),
)
