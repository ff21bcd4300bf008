"""The door as a whole: what is not listed is not there, and nothing of it is kept on the way."""

from __future__ import annotations

import pytest

from api.shell import routes
from support.services.api_tokens import SCOPES
from tests.api.door import Door


def test_every_route_has_a_scope_and_a_name_of_its_own() -> None:
    found = routes()
    assert {route.scope for route in found} == set(SCOPES)
    assert len({route.name for route in found}) == len(found)
    assert len({(route.method, route.rule) for route in found}) == len(found)


def test_every_route_wants_a_token(door: Door) -> None:
    for route in routes():
        path = route.path
        for part in route.parts:
            path = path.replace(f"{{{part}}}", "1")
        assert door.ask(route.method, path, token="").status_code == 401, route.name


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE"])
def test_not_this_way(door: Door, method: str) -> None:
    answer = door.ask(method, "/tickets")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, POST")


@pytest.mark.parametrize("path", ["/api/v1", "/api/v2/tickets", "/api/v1/tickets/1/2/3"])
def test_what_is_not_there(door: Door, path: str) -> None:
    answer = door.ask("GET", path)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_nothing_is_kept_on_the_way(door: Door) -> None:
    for path in ("/tickets", "/nothing", "/api"):
        headers = door.ask("GET", path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_no_cookie_is_taken_or_given(door: Door) -> None:
    answer = door.ask("GET", "/tickets")
    assert "Set-Cookie" not in answer.headers
    assert door.ask("GET", "/tickets", headers={"Cookie": "session=x"}, token="").status_code == 401
