"""Error pages in the look of the rest; JSON for scripts. Sentences for people, nothing of the inside."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response, render_template
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from console import headers
from console.parts import parts
from console.replies import wants_json
from support.errors import RamalError, Refused

SHOWN = (400, 401, 403, 404, 405, 409, 413, 429, 500, 503)


def reply(status: int, error: Exception | None = None) -> Response:
    """The answer to a request that failed: the domain's own sentence, or the usual one of the status."""
    title, usual = _words(status)
    said = told(error) if isinstance(error, RamalError) else usual
    if wants_json():
        response = jsonify(error=said, status=status)
    else:
        page = render_template("console/error.html", status=status, title=title, message=said)
        response = make_response(page)
    response.status_code = status
    return headers.add(response, parts().settings)


def told(error: RamalError) -> str:
    """Its sentence in the reader's language, as it stands on a page."""
    known = str(_(error.sentence, **error.values))
    return known[:1].upper() + known[1:]


def install(blueprint: Blueprint) -> None:
    """For HTTP errors inside the console. Domain errors are in the table of `app.py`."""
    blueprint.register_error_handler(CSRFError, _stale_form)
    blueprint.register_error_handler(HTTPException, _http)
    blueprint.register_error_handler(500, lambda _error: reply(500))


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None or status not in SHOWN:
        return make_response(error.get_response())
    return reply(status)


def _stale_form(_error: CSRFError) -> Response:
    return reply(400, Refused(_("This page is out of date. Reload it and try again.")))


def _words(status: int) -> tuple[str, str]:
    words = {
        400: (_("That could not be read"), _("The request was incomplete. Reload the page and try again.")),
        401: (_("Please sign in"), _("Your session has ended. Sign in again to go on.")),
        403: (_("Not for your role"), _("Ask an administrator if you need to see this.")),
        404: (_("Not found"), _("There is no such page, or it is gone.")),
        405: (_("Not this way"), _("This address does not take that kind of request.")),
        409: (_("Not possible now"), _("Something changed in the meantime. Reload and look again.")),
        413: (_("Too large"), _("That was more than this page takes.")),
        429: (_("Too many tries"), _("Wait a minute, then try again.")),
        503: (_("Not ready"), _("The database does not answer. Try again in a moment.")),
    }
    return words.get(status, (_("Something failed"), _("It is written down. Try again in a moment.")))
