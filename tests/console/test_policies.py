"""The policies page: tried, published, taken back; nothing typed is lost."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from support.services import policies
from tests.console.centre import Centre, post

MINE = "ramal policies: 1\ncentre: Padaria\n"


def holds(centre: Centre) -> str:
    with centre.store.reading() as session:
        return policies.current(session).centre


def test_published_and_taken_back(centre: Centre, adam: FlaskClient) -> None:
    assert "ramal policies: 1" in adam.get("/admin/policies").text
    assert "Nothing was published yet" in adam.get("/admin/policies").text
    assert post(adam, "/admin/policies/publish", {"text": MINE.replace("\n", "\r\n")}).status_code == 303
    assert holds(centre) == "Padaria"
    page = adam.get("/admin/policies").text
    assert "centre: Padaria" in page
    assert 'action="/admin/policies/0/again"' in page
    post(adam, "/admin/policies/0/again", {})
    assert holds(centre) == "Ramal"
    post(adam, "/admin/policies/1/again", {})
    assert holds(centre) == "Padaria"
    assert centre.audited()[:3] == ["policies_published"] * 3
    assert "centre: Padaria" in adam.get("/admin/policies/1.yaml").text


@pytest.mark.parametrize(("do", "status"), [("check", 200), ("publish", 422)])
def test_faults_come_back_with_what_was_typed(
    centre: Centre, adam: FlaskClient, do: str, status: int
) -> None:
    typed = MINE + "targts: {}\n# <script>alert(1)</script>\n"
    said = post(adam, f"/admin/policies/{do}", {"text": typed})
    assert said.status_code == status
    assert "no key is called &#39;targts&#39;" in said.text
    assert "Did you mean “targets”?" in said.text
    assert "line 3, column 1" in said.text
    assert "# &lt;script&gt;alert(1)" in said.text
    assert holds(centre) == "Ramal"


def test_a_sound_text_says_so(adam: FlaskClient) -> None:
    assert "Nothing is wrong with this text." in post(adam, "/admin/policies/check", {"text": MINE}).text


def test_supervisors_look_and_try_but_publish_nothing(centre: Centre, sue: FlaskClient) -> None:
    page = sue.get("/admin/policies").text
    assert "Check" in page
    assert "/admin/policies/publish" not in page
    assert post(sue, "/admin/policies/check", {"text": MINE}).status_code == 200
    assert post(sue, "/admin/policies/publish", {"text": MINE}).status_code == 403
    assert holds(centre) == "Ramal"


def test_a_version_that_there_is_not(adam: FlaskClient) -> None:
    assert adam.get("/admin/policies/404.yaml").status_code == 404
    assert post(adam, "/admin/policies/404/again", {}).status_code == 404
