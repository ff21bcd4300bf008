"""Legal holds: placed with a reason, listed, released."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.console.centre import Centre, post


def test_a_hold_comes_and_goes(centre: Centre, adam: FlaskClient) -> None:
    assert "Nothing is held" in adam.get("/admin/holds").text
    form = {"kind": "number", "ref": "11 98888-7777", "reason": "Case <7>"}
    assert "Case &lt;7&gt;" in post(adam, "/admin/holds", form, follow_redirects=True).text
    post(adam, "/admin/holds/1/release")
    page = adam.get("/admin/holds").text
    assert "Nothing is held" in page
    assert "Released" in page
    assert centre.audited()[:2] == ["hold_released", "hold_placed"]


def test_what_cannot_be_held_keeps_what_was_typed(adam: FlaskClient) -> None:
    refused = post(adam, "/admin/holds", {"kind": "ticket", "ref": "77", "reason": "Long story"})
    assert refused.status_code == 409
    assert "Long story" in refused.text
    assert post(adam, "/admin/holds/9/release").status_code == 404
    assert 'value="1001"' in adam.get("/admin/holds?kind=ticket&ref=1001").text
