"""What customers said of us."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from console import reports
from support.store.surveys import Score, SurveyInvitation
from tests.console.centre import START, Centre
from tests.console.report_facts_more import HOSTILE, put, ticket
from tests.console.test_reports_flow import rows

ALL = "/reports/satisfaction?period=last7"


def score(value: int, **values: Any) -> Score:
    return Score(**{"survey": "csat", "score": value, "at": START, "queue": "billing", **values})


def test_scores_by_queue_agent_and_channel(centre: Centre, sue: FlaskClient) -> None:
    put(centre, score(5, agent_id=centre.agent_id()), score(2, queue="tech", channel="sms"),
        score(9, survey="nps"), score(3, survey="nps"))  # fmt: skip
    queues = rows(sue, ALL, "satisfaction_queues")[1:]
    assert [row[0] for row in queues] == ["Technical support", "Billing", "All"]
    assert queues[1][1:6] == ["1", "5", "1", "0", "2"]
    assert [row[0] for row in rows(sue, ALL, "satisfaction_agents")[1:]] == [
        "Nobody talked",
        "Ana Agent",
        "All",
    ]
    assert [row[0] for row in rows(sue, ALL, "satisfaction_channels")[1:]] == [
        "By text message", "On the call", "All",
    ]  # fmt: skip
    assert [row[1] for row in rows(sue, ALL, "csat_scores")[1:]] == ["0", "1", "0", "0", "1"]


def test_who_was_asked_and_answered(centre: Centre, sue: FlaskClient) -> None:
    one, two = ticket(1, START), ticket(2, START)
    put(centre, one, two)
    asked = {"number": "+1", "survey": "csat", "sent_at": START, "expires_at": START}
    put(centre, SurveyInvitation(ticket_id=one.id, answered_at=START, **asked),
        SurveyInvitation(ticket_id=two.id, **asked))  # fmt: skip
    assert rows(sue, ALL, "satisfaction_queues")[1][6:] == ["2", "0.5"]


def test_comments_are_words_and_nothing_else(centre: Centre, sue: FlaskClient) -> None:
    one = ticket(7, START)
    put(centre, one)
    put(centre, score(1, comment=HOSTILE, ticket_id=one.id), score(1, comment="=1+1", call_id=centre.call()))
    page = sue.get(ALL).text
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page
    assert 'href="/tickets/7"' in page
    comments = [row[1] for row in rows(sue, ALL, "comments")[1:]]
    assert comments[0] != "=1+1", "a formula is made harmless"
    assert comments[1] == HOSTILE


def test_comments_go_out_in_no_letter(centre: Centre) -> None:
    put(centre, score(1, comment="They know my name."))
    _subject, html, files = reports.render(centre.app, ALL)
    assert "Mean of 1 to 5" in html
    assert "my name" not in html
    assert not any(b"my name" in content for _name, content in files)


def test_comments_are_for_supervisors(ana: FlaskClient) -> None:
    assert ana.get(ALL).status_code == 403


def test_nobody_said_anything(sue: FlaskClient) -> None:
    page = sue.get(ALL).text
    assert "Nobody answered a survey in this period." in page
    assert "Nobody left a comment in this period." in page
    assert sue.get("/reports/satisfaction?period=today&compare=year&queue=gone").status_code == 200
