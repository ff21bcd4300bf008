"""Signing in and out."""

from __future__ import annotations

import structlog
from flask import Flask, abort, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from console.parts import parts
from console.replies import safe_next
from console.route import Route
from console.session import Person, me
from console.tries import Tries
from support.services import people

log = structlog.get_logger()

_TRIES_KEPT = "ramal-sign-in-tries"


def sign_in() -> Response | tuple[str, int] | str:
    after = safe_next(request.values.get("next", ""), url_for("console.home"))
    if current_user.is_authenticated:
        return redirect(after, code=303)
    if request.method == "GET":
        return render_template("console/sign_in.html", after=after, login="", message="")
    if not _may_try():
        abort(429)
    login, password = request.form.get("login", "").strip(), request.form.get("password", "")
    with parts().store.writing() as session:
        user = people.sign_in(session, login, password, parts().clock())
        person = Person.of(user) if user else None
    if person is None:
        log.info("sign_in_refused", address=request.remote_addr)
        message = _("That login and password do not match.")
        return render_template("console/sign_in.html", after=after, login=login, message=message), 401
    login_user(person)
    return redirect(after, code=303)


def sign_out() -> Response:
    with parts().store.writing() as session:
        people.audit(session, me(), "signed_out", "", parts().clock())
    logout_user()
    return redirect(url_for("console.home"), code=303)


def install(app: Flask) -> None:
    """Asked by the sign-in alone: an extension for the application would look at every webhook too."""
    app.extensions[_TRIES_KEPT] = Tries(app.config.get("REDIS_URL", ""))


def _may_try() -> bool:
    """One more try of one login from one address."""
    tries: Tries = current_app.extensions[_TRIES_KEPT]
    return tries.one_more(request.remote_addr or "", request.form.get("login", ""))


ROUTES = (
    Route("/sign-in", sign_in, "sign_in", role="anybody", methods=("GET", "POST")),
    Route("/sign-out", sign_out, "sign_out", methods=("POST",)),
)
