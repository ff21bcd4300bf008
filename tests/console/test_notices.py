"""Switching announcements."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from support.services import flows
from tests.console.centre import Centre, post


def outage(centre: Centre) -> tuple[bool, dict[str, str]]:
    with centre.store.reading() as session:
        notice = flows.notices(session)[0]
        return notice.is_on, notice.words


def test_on_with_new_words_and_off_again(centre: Centre, sue: FlaskClient) -> None:
    _, words = outage(centre)
    language = next(iter(words))
    said = post(sue, "/admin/notices/outage", {"on": "yes", f"words-{language}": " Fibre is cut. "})
    assert said.location == "/admin/notices"
    assert outage(centre) == (True, {**words, language: "Fibre is cut."})
    assert "callers hear it from now" in sue.get("/admin/notices").text
    post(sue, "/admin/notices/outage", {"on": "no", f"words-{language}": ""})
    assert outage(centre) == (False, {**words, language: "Fibre is cut."})
    assert centre.audited()[:2] == ["notice_off", "notice_on"]


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("outage", {"on": "maybe"}, 400),
        ("outage", {"on": "yes", "words-en-US": "x" * 601}, 400),
        ("nothing", {"on": "yes"}, 404),
    ],
)
def test_what_cannot_be_switched(
    centre: Centre, sue: FlaskClient, path: str, form: dict[str, str], status: int
) -> None:
    before = outage(centre)
    assert post(sue, f"/admin/notices/{path}", form).status_code == status
    assert outage(centre) == before
