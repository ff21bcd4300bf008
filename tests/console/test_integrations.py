"""Tokens for other programs: made and shown once, revoked, and refused with what was written kept."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from support.services import api_tokens
from tests.console.centre import Centre, post

PAGE = "/admin/integrations"


def make(adam: FlaskClient, **fields: str) -> str:
    """The token that the page shows."""
    answer = post(adam, f"{PAGE}/tokens", {"name": "CRM", "scope": "calls:read", **fields})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    found = re.search(r'class="secret">(ramal_[\w-]+)<', answer.text)
    assert found
    return found[1]


def test_a_token_is_shown_once_and_works(centre: Centre, adam: FlaskClient) -> None:
    token = make(adam)
    with centre.store.reading() as session:
        caller = api_tokens.caller(session, token)
    assert caller
    assert caller.scopes == {"calls:read"}
    page = adam.get(PAGE).text
    assert token not in page
    assert "CRM" in page
    assert "Adam Admin" in page
    assert "api_token_made" in centre.audited()


def test_a_token_is_revoked(centre: Centre, adam: FlaskClient) -> None:
    token = make(adam)
    assert "CRM is refused from that moment on" in adam.get(PAGE).text
    post(adam, f"{PAGE}/tokens/1/revoke")
    with centre.store.reading() as session:
        assert api_tokens.caller(session, token) is None
    assert "Revoked" in adam.get(PAGE).text


@pytest.mark.parametrize(
    "fields",
    [{"name": "<b>", "scope": ""}, {"name": "", "scope": "calls:read"}, {"name": "x", "scope": "all"}],
)
def test_a_token_that_cannot_be_made(adam: FlaskClient, fields: dict[str, str]) -> None:
    answer = post(adam, f"{PAGE}/tokens", fields)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert "<b>" not in answer.text.replace("<b>CRM", "")


@pytest.mark.parametrize("who", ["ana", "sue"])
def test_only_admins_come_here(centre: Centre, who: str) -> None:
    browser = centre.client(who)
    assert browser.get(PAGE).status_code == 403
    assert post(browser, f"{PAGE}/tokens", {"name": "x", "scope": "calls:read"}).status_code == 403
    assert post(browser, f"{PAGE}/hooks", {"url": "https://a.example.com", "event": "*"}).status_code == 403


def test_empty_it_says_what_to_do(adam: FlaskClient) -> None:
    page = adam.get(PAGE).text
    assert "No program may ask" in page
    assert "Nobody is told" in page
