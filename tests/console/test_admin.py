"""The admin page and the audit log."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.console.centre import Centre, post


def test_admins_see_flows_and_the_way_to_the_rest(adam: FlaskClient) -> None:
    page = adam.get("/admin").text
    for words in ("Acme customer line", "+55 11 4002-8922", "/admin/agents", "Audit log"):
        assert words in page


def test_supervisors_see_flows_and_no_trail(sue: FlaskClient) -> None:
    page = sue.get("/admin").text
    assert "Acme customer line" in page
    assert "/admin/agents" in page
    assert "Audit log" not in page


def test_the_trail_names_who_did_what(centre: Centre, sue: FlaskClient, adam: FlaskClient) -> None:
    post(sue, "/admin/notices/outage", {"on": "yes"})
    page = adam.get("/admin/audit").text
    for words in ("Sue Supervisor", "Switched a notice on", "outage"):
        assert words in page
