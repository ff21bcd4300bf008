"""Incident announcements: which are on, with what words; switching them."""

from __future__ import annotations

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from console.parts import parts
from console.replies import done
from console.route import Route
from console.session import me
from support.services import flows, people

LONGEST = 600


def page() -> str:
    with parts().store.reading() as session:
        return render_template("console/notices.html", notices=flows.notices(session), longest=LONGEST)


def switch(name: str) -> Response:
    if request.form.get("on") not in ("yes", "no"):
        abort(400)
    on, words = request.form["on"] == "yes", _words()
    now = parts().clock()
    with parts().store.writing() as session:
        flows.switch_notice(session, name, on, words, me(), now)
        people.audit(session, me(), "notice_on" if on else "notice_off", name, now)
    said = _("Notice %(name)s is on: callers hear it from now.", name=name)
    return done(url_for("console.notices"), said if on else _("Notice %(name)s is off.", name=name))


def _words() -> dict[str, str]:
    """Fields `words-pt-BR` and so on; what is left empty stays as it was."""
    given = {key[6:]: value.strip() for key, value in request.form.items() if key.startswith("words-")}
    if any(len(text) > LONGEST for text in given.values()):
        abort(400, _("An announcement has at most %(n)s characters.", n=LONGEST))
    return {language: text for language, text in given.items() if text}


ROUTES = (
    Route("/admin/notices", page, "notices", role="supervisor"),
    Route("/admin/notices/<name>", switch, "notice_switch", role="supervisor", methods=("POST",)),
)
