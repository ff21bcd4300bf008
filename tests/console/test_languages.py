"""The pages in the reader's language: chosen by the browser, by hand, and kept in the account."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from console import languages
from tests.console.centre import Centre, post


@pytest.fixture
def nobody(centre: Centre) -> FlaskClient:
    return centre.app.test_client()


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("pt-BR,pt;q=0.9,en;q=0.5", "pt"), ("es-MX", "es"), ("de,en;q=0.5", "en"), ("ko", "en"), ("", "en")],
)
def test_a_page_speaks_what_the_browser_asks_for(nobody: FlaskClient, asked: str, shown: str) -> None:
    page = nobody.get("/sign-in", headers={"Accept-Language": asked}).get_data(as_text=True)
    assert f'<html lang="{shown}"' in page


def test_a_choice_is_kept_and_leads_back(nobody: FlaskClient) -> None:
    reply = post(nobody, "/language", {"language": "es", "next": "/sign-in?next=/desk"})
    assert (reply.status_code, reply.headers["Location"]) == (303, "/sign-in?next=/desk")
    assert '<html lang="es"' in nobody.get("/sign-in").get_data(as_text=True)


def test_a_choice_follows_the_account_to_another_browser(centre: Centre) -> None:
    post(centre.client("ana"), "/language", {"language": "pt", "next": "/desk"})
    assert '<html lang="pt"' in centre.client("ana").get("/tickets").get_data(as_text=True)


@pytest.mark.parametrize(
    ("fields", "status", "leads_to"),
    [
        ({"language": "tlh"}, 400, None),
        ({}, 400, None),
        ({"language": "pt", "next": "https://elsewhere.example"}, 303, "/"),
    ],
)
def test_a_bad_choice_changes_nothing_and_leads_nowhere_else(
    nobody: FlaskClient, fields: dict[str, str], status: int, leads_to: str | None
) -> None:
    reply = post(nobody, "/language", fields)
    assert (reply.status_code, reply.headers.get("Location")) == (status, leads_to)


def test_what_people_are_told_by_services_is_found_too() -> None:
    found = languages.sentences()
    assert found.get("nothing is ringing")
    assert found.get("Sign in")


@pytest.mark.parametrize(("language", "words"), [("pt", "Ninguém espera"), ("es", "Nadie espera")])
def test_a_page_is_told_in_the_words_of_its_catalogue(centre: Centre, language: str, words: str) -> None:
    """A page once said that it was Portuguese, and was not."""
    assert words in centre.client("sue").get("/supervise", headers={"Accept-Language": language}).text
