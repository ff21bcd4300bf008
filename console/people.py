"""Signing in and out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import structlog
from flask import Flask, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from console.parts import parts
from console.replies import safe_next
from console.route import Route
from console.session import Person, me
from support.services import people

log = structlog.get_logger()

TRIES = "10 per minute"


def sign_in() -> Response | tuple[str, int] | str:
    after = safe_next(request.values.get("next", ""), url_for("console.home"))
    if current_user.is_authenticated:
        return redirect(after, code=303)
    if request.method == "GET":
        return render_template("console/sign_in.html", after=after, login="", message="")
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


def limited(app: Flask, routes: Iterable[Route]) -> list[Route]:
    """The same routes; signing in takes so many tries for one address and login."""
    uri = app.config.get("RATELIMIT_STORAGE_URI") or "memory://"
    limiter = Limiter(_who_tries, app=app, storage_uri=uri)
    limit = limiter.limit(TRIES, methods=["POST"])
    return [replace(route, view=limit(route.view)) if route.name == "sign_in" else route for route in routes]


def _who_tries() -> str:
    login = request.form.get("login", "").strip().lower()[:120]
    return f"{get_remote_address()} {login}"


ROUTES = (
    Route("/sign-in", sign_in, "sign_in", role="anybody", methods=("GET", "POST")),
    Route("/sign-out", sign_out, "sign_out", methods=("POST",)),
)
