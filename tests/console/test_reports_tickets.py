"""Tickets and what was promised about them."""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient

from support.store.sla import SlaClock
from tests.console.centre import START, Centre
from tests.console.report_facts_more import HOSTILE, put, ticket
from tests.console.test_reports_flow import rows

ALL = "/reports/tickets?period=last7"


def met(of: int, kind: str, seconds: int, **values: object) -> SlaClock:
    facts: dict[str, object] = {
        "ticket_id": of, "kind": kind, "policy": "standard", "target_s": 3600, "state": "met",
        "started_at": START, "left_s": 3600 - seconds, "stopped_at": START + timedelta(seconds=seconds),
    }  # fmt: skip
    return SlaClock(**{**facts, **values})


def test_opened_solved_and_left_by_day(centre: Centre, sue: FlaskClient) -> None:
    yesterday = START - timedelta(days=1)
    put(centre, ticket(1, yesterday), ticket(2, yesterday, solved_at=START), ticket(3, START))
    opened = {row[0]: row[1:] for row in rows(sue, ALL, "tickets_days")[1:]}
    left = {row[0]: row[1] for row in rows(sue, ALL, "backlog")[1:]}
    assert (opened["1 Mar"], opened["2 Mar"]) == (["2", "0"], ["1", "1"])
    assert (left["28 Feb"], left["1 Mar"], left["2 Mar"]) == ("0", "2", "2")


def test_a_day_that_has_not_begun_has_no_backlog(centre: Centre, sue: FlaskClient) -> None:
    put(centre, ticket(1, START))
    found = rows(sue, "/reports/tickets?from=2026-03-02&to=2026-03-03", "backlog")[1:]
    assert [row[1] for row in found] == ["1", ""]


def test_promises_in_time_and_by_whom(centre: Centre, sue: FlaskClient) -> None:
    one, two = ticket(1, START, category=HOSTILE), ticket(2, START, queue="tech", priority="urgent")
    put(centre, one, two)
    put(centre, met(one.id, "first_response", 60), met(one.id, "resolution", 1800),
        met(two.id, "first_response", 0, state="breached", stopped_at=None))  # fmt: skip
    found = {row[1]: row[2:] for row in rows(sue, ALL, "promises")[1:]}
    assert found["First answer"] == ["1", "1", "0", "0", "0.5", "60", "60", "60"]
    assert found["Solution"] == ["1", "0", "0", "0", "1", "1800", "1800", "1800"]
    assert [row[:2] for row in rows(sue, ALL, "tickets_priority")[1:]] == [["Urgent", "1"], ["Normal", "1"]]
    assert [row[0] for row in rows(sue, f"{ALL}&queue=tech", "tickets_queue")[1:]] == ["Technical support"]
    assert HOSTILE not in sue.get(ALL).text


def test_voicemails_wait_for_an_answer(centre: Centre, sue: FlaskClient) -> None:
    put(centre, ticket(1, START, responded_at=START + timedelta(minutes=30)), ticket(2, START))
    page = sue.get(ALL).text
    assert "Not answered yet" in page
    assert "30:00" in page


def test_no_ticket_at_all(sue: FlaskClient) -> None:
    page = sue.get(ALL).text
    assert "There was no ticket in this period." in page
    assert "Nothing was promised about a ticket in this period." in page
    assert sue.get("/reports/tickets?period=today&compare=previous").status_code == 200
