"""Puts the API on an application: every noun's routes, the description, and problems for the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, request

from api import callbacks, calls, customers, description, door, metrics, page, recordings, tickets
from api.parts import Parts as Parts
from api.parts import keep
from api.problems import Trouble, reply
from api.rates import Rates
from api.route import Route

NOUNS = (tickets, customers, calls, recordings, callbacks, metrics)
PREFIX = "/api"
EVERY = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


def routes() -> list[Route]:
    return [route for noun in NOUNS for route in noun.ROUTES]


def mount(app: Flask, parts: Parts) -> None:
    """Other doors on the same application are left as they are."""
    keep(app, parts)
    rates = Rates(parts.redis_url)
    found = routes()
    blueprint = Blueprint(
        "api", __name__, url_prefix=PREFIX, template_folder="templates", static_folder="static"
    )
    by_rule: dict[str, dict[str, Route]] = {}
    for route in found:
        by_rule.setdefault(route.rule, {})[route.method] = route
    for rule, methods in by_rule.items():
        view = _view(parts, rates, methods)
        blueprint.add_url_rule(f"/v1{rule}", f"v1{rule}".replace(".", "-"), view, methods=EVERY)
    described = description.made(found, parts.version)
    blueprint.add_url_rule("/openapi.json", "openapi", lambda: jsonify(described))
    blueprint.add_url_rule("", "page", lambda: page.rendered(described))
    blueprint.add_url_rule("/", "page_too", lambda: page.rendered(described))
    blueprint.add_url_rule("/<path:_rest>", "nothing", _nothing, methods=EVERY)
    blueprint.after_request(_plain)
    app.register_blueprint(blueprint)


def _view(parts: Parts, rates: Rates, methods: dict[str, Route]) -> Callable[..., Response]:
    allowed = ", ".join(sorted(methods))

    def view(**ids: Any) -> Response:
        route = methods.get("GET" if request.method == "HEAD" else request.method)
        if route is None:
            return reply(Trouble(405, f"this address takes {allowed}", headers={"Allow": allowed}))
        return door.answer(parts, rates, route, ids)

    return view


def _nothing(_rest: str) -> Response:
    return reply(Trouble(404, "there is no such address; /api/openapi.json describes those that there are"))


def _plain(response: Response) -> Response:
    """Personal data is kept by nobody on the way, and read as nothing but what it is."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; frame-ancestors 'none'"
    )
    return response
