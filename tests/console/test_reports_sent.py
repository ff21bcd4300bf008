"""Which reports are sent by themselves, what became of them, and once more for what failed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from console import reports
from support.services import alerts, policies, scheduled_reports
from support.store import orders as order_store
from tests.console.centre import Centre, post

REPORTS = """ramal policies: 1
timezone: America/Sao_Paulo
reports:
  - {name: "Daily <b>", report: "/reports/daily?period=yesterday", to: [ana@example.org], hook: true}
"""


@pytest.fixture
def order_id(centre: Centre) -> int:
    """Of a report that could not be mailed."""
    now = centre.clock()
    with centre.store.writing() as session:
        policies.publish(session, REPORTS, None, now)
        row = order_store.place(
            session, scheduled_reports.ORDER, now, name="Daily <b>", report="/reports/daily",
            due=now.isoformat(), to="ana@example.org",
        )  # fmt: skip
        order_store.finish(session, row.id, "failed", now, "the mail server answered 550 5.1.1")
        scheduled_reports.given_up(session, now)
    return row.id


def test_without_any_it_says_where_they_are_written(centre: Centre) -> None:
    page = centre.client("sue").get("/reports/sent").text
    assert "No report is sent by itself" in page
    assert "Nothing was sent yet" in page
    assert "/admin/policies" in page
    assert "RAMAL_SMTP" not in page


def test_what_is_planned_and_what_failed(centre: Centre, order_id: int) -> None:
    del order_id
    page = centre.client("sue").get("/reports/sent").text
    assert "Daily &lt;b&gt;" in page
    assert 'href="/reports/daily?period=yesterday"' in page
    assert "every day" in page
    assert "the mail server answered 550 5.1.1" in page
    assert "No mail server is set" in page


def test_who_is_told_finds_it(centre: Centre, order_id: int) -> None:
    del order_id
    page = centre.client("sue").get("/alerts").text
    assert "A report could not be sent" in page
    assert 'href="/reports/sent"' in page
    with centre.store.reading() as session:
        assert [each.kind for each in alerts.unseen(session, 1)] == [], "agents are not told"


def test_it_is_sent_again_once(centre: Centre, order_id: int) -> None:
    sue = centre.client("sue")
    assert post(sue, "/reports/sent/again", {"id": str(order_id)}).status_code == 303
    with centre.store.reading() as session:
        newest = scheduled_reports.sent(session)[0]
    assert (newest.state, newest.to) == ("due", "ana@example.org")
    assert "is sent again" in sue.get("/reports/sent").text
    assert post(sue, "/reports/sent/again", {"id": str(newest.id)}).status_code == 409, "it has not failed"
    for nonsense in ("", "0", "999", "x"):
        assert post(sue, "/reports/sent/again", {"id": nonsense}).status_code == 404
    assert "Sent a report again" in centre.client("adam").get("/admin/audit").text


def test_it_is_for_supervisors(centre: Centre) -> None:
    assert centre.client("ana").get("/reports/sent").status_code == 403


def test_a_letter_that_goes_out_late_is_of_its_due_time(centre: Centre) -> None:
    """Tried again after midnight, yesterday was another day."""
    url = "/reports/daily?period=yesterday"
    before = centre.clock() - timedelta(days=3)
    subject, html, files = reports.render(centre.app, url, before)
    day = (before - timedelta(days=1)).date()
    assert all(day.isoformat() in name for name, _ in files)
    assert subject != reports.render(centre.app, url)[0]
    assert subject in html
