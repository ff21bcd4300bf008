"""What holds for every route at once: nobody comes in unguarded, no form goes without its token."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from console.shell import mount, routes
from tests.console.centre import Centre, form_token, post

PUBLIC = {
    "bootstrap.static",
    "console.static",
    "console.home",
    "console.sign_in",
    "console.language",
    "console.healthz",
    "console.readyz",
}
KNOWN = {"flow": "acme", "version": "1", "number": "1001", "name": "outage"}


def address(app: Flask, rule: Rule) -> str:
    with app.test_request_context():
        asked = rule.arguments
        values: dict[str, Any] = {name: "1" if name.endswith("_id") else KNOWN[name] for name in asked}
        return app.url_for(rule.endpoint, **values)


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in PUBLIC]


def test_every_route_that_is_not_listed_as_public_turns_strangers_away(centre: Centre) -> None:
    client = centre.client()
    walked = 0
    for rule in rules(centre.app):
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            data = {"csrf_token": form_token(client)} if method == "POST" else None
            answer = client.open(address(centre.app, rule), method=method, data=data)
            assert answer.status_code in (302, 401), f"{method} {rule}"
            walked += 1
    assert walked >= 25


def test_every_post_without_its_token_is_refused_and_changes_nothing(centre: Centre) -> None:
    adam = centre.client("adam")
    before = centre.audited()
    for rule in centre.app.url_map.iter_rules():
        if "POST" in (rule.methods or set()):
            answer = adam.post(address(centre.app, rule), data={"presence": "available", "version": "1"})
            assert answer.status_code == 400, str(rule)
    assert centre.audited() == before


@pytest.mark.parametrize(("login", "least"), [("ana", "supervisor"), ("ana", "admin"), ("sue", "admin")])
def test_a_role_does_not_reach_what_needs_more(centre: Centre, login: str, least: str) -> None:
    client = centre.client(login)
    endpoints = {f"console.{route.name}" for route in routes() if route.role == least}
    assert endpoints
    for rule in rules(centre.app):
        if rule.endpoint in endpoints:
            method = "POST" if "POST" in (rule.methods or set()) else "GET"
            answer = client.open(
                address(centre.app, rule),
                method=method,
                data={"csrf_token": form_token(client)} if method == "POST" else None,
            )
            assert answer.status_code == 403, str(rule)


def test_a_token_in_a_header_serves_as_well_as_one_in_the_form(ana: FlaskClient) -> None:
    answer = ana.post("/desk/seen", headers={"X-CSRFToken": form_token(ana), "Accept": "application/json"})
    assert answer.status_code == 204


def test_names_of_routes_are_unique() -> None:
    names = [route.name for route in routes()]
    assert sorted(names) == sorted(set(names))


def test_other_doors_on_the_same_application_need_no_form_token(centre: Centre) -> None:
    app = Flask("other", static_folder=None)
    app.config["SECRET_KEY"] = "other"
    mount(app, centre.app.extensions["ramal-console"])
    app.add_url_rule("/twilio/voice", "voice", lambda: "<Response/>", methods=["POST"])
    assert app.test_client().post("/twilio/voice", data={"CallSid": "CA1"}).status_code == 200


def test_the_session_cookie_is_strict(centre: Centre) -> None:
    cookie = post_sign_in(centre)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def post_sign_in(centre: Centre) -> str:
    client = centre.client()
    answer = post(client, "/sign-in", {"login": "ana", "password": "correct horse"})
    assert answer.status_code == 303
    return answer.headers["Set-Cookie"]
