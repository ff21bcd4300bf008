"""Puts the console on an application: its parts, extensions, templates, headers, and every noun's routes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Flask, Response, request
from flask_babel import get_locale
from flask_bootstrap import Bootstrap5
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response as BaseResponse

from console import (
    admin,
    agents_admin,
    alerts,
    callbacks,
    calls,
    conversation,
    customer_words,
    customers,
    customers_files,
    customers_merging,
    data_rights,
    desk,
    errors,
    figures,
    flows,
    forecast,
    headers,
    health,
    holds_legal,
    home,
    hooks,
    integrations,
    languages,
    live,
    notices,
    people,
    policies,
    recordings,
    reports,
    reports_sent,
    session,
    speech,
    supervise,
    tickets,
    tickets_bulk,
    tickets_call,
    tickets_one,
    transcripts,
    wallboard,
    words,
)
from console.parts import ConsoleSettings as ConsoleSettings
from console.parts import Parts as Parts
from console.parts import keep
from console.route import Role, Route

NOUNS = (
    home,
    people,
    languages,
    desk,
    conversation,
    transcripts,
    tickets,
    tickets_one,
    tickets_bulk,
    tickets_call,
    alerts,
    recordings,
    calls,
    callbacks,
    customers,
    customers_merging,
    customers_files,
    wallboard,
    supervise,
    reports,
    forecast,
    reports_sent,
    figures,
    admin,
    agents_admin,
    integrations,
    hooks,
    flows,
    policies,
    notices,
    speech,
    data_rights,
    holds_legal,
    live,
    health,
)


def routes() -> list[Route]:
    return [route for noun in NOUNS for route in noun.ROUTES]


def mount(app: Flask, parts: Parts) -> None:
    """Everything people see. Other doors on the same application are left as they are."""
    keep(app, parts)
    _configure(app)
    Bootstrap5(app)
    languages.install(app, parts.settings.timezone)
    csrf = CSRFProtect(app)
    session.install(app)
    words.install(app)
    customer_words.install(app)
    customers_files.install(app)
    people.install(app)
    figures.install(app)
    live.install(app)
    recordings.install(app)
    wallboard.install(app, parts)
    app.register_blueprint(_blueprint(parts, csrf, routes()))
    app.register_error_handler(404, lambda _error: errors.reply(404))


def _configure(app: Flask) -> None:
    app.config.update(
        BOOTSTRAP_SERVE_LOCAL=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_CHECK_DEFAULT=False,  # the console checks its own; Twilio's requests are signed
        WTF_CSRF_TIME_LIMIT=None,  # a desk stays open all day; the token lives as long as the session
    )


def _blueprint(parts: Parts, csrf: CSRFProtect, all_routes: Iterable[Route]) -> Blueprint:
    blueprint = Blueprint(
        "console",
        __name__,
        template_folder="templates",
        static_folder="static/console",
        static_url_path="/console",
    )
    roles: dict[str, Role] = {"console.static": "anybody"}
    for route in all_routes:
        blueprint.add_url_rule(route.rule, route.name, route.view, methods=list(route.methods))
        roles[f"console.{route.name}"] = route.role

    def guard() -> BaseResponse | None:
        csrf.protect()
        return session.turned_away(roles.get(request.endpoint or "", "admin"))

    def dress(response: Response) -> Response:
        return headers.add(response, parts.settings)

    def given() -> dict[str, Any]:
        return {
            "centre": parts.settings,
            "now": parts.clock(),
            "get_locale": get_locale,
            "languages": languages.LANGUAGES,
        }

    blueprint.before_request(guard)
    blueprint.after_request(dress)
    blueprint.app_context_processor(given)
    errors.install(blueprint)
    return blueprint
