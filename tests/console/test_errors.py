"""Error pages."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from console import errors
from tests.console.centre import Centre


def test_a_page_for_people_and_json_for_scripts(centre: Centre, ana: FlaskClient) -> None:
    page = ana.get("/tickets/7")
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "There is no ticket 7" in page.text
    script = ana.get("/tickets/7", headers={"Accept": "application/json"})
    assert script.get_json() == {"error": "There is no ticket 7", "status": 404}


def test_a_method_that_is_not_taken(ana: FlaskClient) -> None:
    assert ana.post("/wallboard").status_code == 405


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 429, 500, 503])
def test_every_status_has_words_of_its_own(centre: Centre, status: int) -> None:
    with centre.app.test_request_context("/"):
        answer = errors.reply(status)
    assert answer.status_code == status
    page = answer.get_data(as_text=True)
    assert f'<p class="code">{status}</p>' in page
    assert "<h1></h1>" not in page


def test_a_failure_inside_shows_nothing_of_the_inside(centre: Centre, ana: FlaskClient) -> None:
    def fail() -> str:
        raise RuntimeError("the secret word")

    centre.app.view_functions["console.wallboard"] = fail
    answer = ana.get("/wallboard")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Something failed" in answer.text
