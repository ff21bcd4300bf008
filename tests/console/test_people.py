"""Signing in and out."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from console.tries import TRIES
from tests.console.centre import PASSWORD, Centre, post


def test_the_right_password_opens_the_page_that_was_asked_for(centre: Centre) -> None:
    client = centre.client()
    asked = client.get("/tickets?view=all")
    assert asked.location == "/sign-in?next=/tickets?view%3Dall"
    answer = post(client, "/sign-in", {"login": " ANA ", "password": PASSWORD, "next": "/tickets?view=all"})
    assert (answer.status_code, answer.location) == (303, "/tickets?view=all")
    assert client.get("/tickets").status_code == 200
    assert "signed_in" in centre.audited()


@pytest.mark.parametrize(
    ("login", "password"), [("ana", "wrong"), ("nobody", PASSWORD), ("", ""), ("ana", "x" * 5000)]
)
def test_a_wrong_one_says_the_same_whatever_was_wrong(centre: Centre, login: str, password: str) -> None:
    client = centre.client()
    answer = post(client, "/sign-in", {"login": login, "password": password})
    assert answer.status_code == 401
    assert "That login and password do not match." in answer.text
    assert client.get("/desk").status_code == 302


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site(centre: Centre, away: str) -> None:
    client = centre.client()
    answer = post(client, "/sign-in", {"login": "ana", "password": PASSWORD, "next": away})
    assert answer.location == "/"


def test_after_many_tries_a_login_rests_and_others_do_not(centre: Centre) -> None:
    client = centre.client()
    allowed = TRIES.amount
    for _ in range(allowed):
        assert post(client, "/sign-in", {"login": "ana", "password": "guess"}).status_code == 401
    refused = post(client, "/sign-in", {"login": "ana", "password": PASSWORD})
    assert refused.status_code == 429
    assert "Wait a minute" in refused.text
    assert post(client, "/sign-in", {"login": "sue", "password": PASSWORD}).status_code == 303


def test_signing_out_ends_it(centre: Centre, ana: FlaskClient) -> None:
    assert post(ana, "/sign-out").status_code == 303
    assert ana.get("/desk").status_code == 302
    assert "signed_out" in centre.audited()


def test_who_is_signed_in_is_led_past_the_form(ana: FlaskClient) -> None:
    assert ana.get("/sign-in?next=/desk").location == "/desk"


def test_demo_logins_are_shown_only_in_a_demonstration(centre: Centre) -> None:
    assert "Demonstration" not in centre.client().get("/sign-in").text
