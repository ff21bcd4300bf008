"""What a person should look at: how many, which, until they have."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from support.services import alerts
from tests.console.centre import Centre, add_call, add_ticket, post

ANA = 1


@pytest.fixture
def number(centre: Centre) -> int:
    with centre.store.writing() as session:
        call_id = add_call(session, "CA1", "+5511988887777", centre.clock())
        number = add_ticket(session, call_id, "CA1", centre.clock())
        alerts.tell(session, [ANA], 1, "mentioned", centre.clock())
    return number


def test_nobody_is_told_anything(ana: FlaskClient) -> None:
    page = ana.get("/alerts").text
    assert 'class="empty"' in page
    assert "I have looked" not in page
    assert '<span class="count">0</span>' in ana.get("/tickets").text


def test_what_there_is_until_it_was_looked_at(ana: FlaskClient, number: int) -> None:
    assert '<span class="count">1</span>' in ana.get("/alerts/count").text
    assert '<span class="count">1</span>' in ana.get("/tickets").text
    page = ana.get("/alerts").text
    assert f'href="/tickets/{number}"' in page
    assert "You are mentioned" in page
    assert post(ana, "/alerts/seen").status_code == 303
    after = ana.get("/alerts/now").text
    assert "Nothing new to look at" in after
    assert after.index("Looked at lately") < after.index(f'href="/tickets/{number}"'), "nothing is lost"


def test_what_others_should_look_at_is_theirs(centre: Centre, number: int) -> None:
    del number
    assert '<span class="count">0</span>' in centre.client("sue").get("/alerts/count").text


def test_a_conversation_that_was_not_recorded_leads_to_its_call(centre: Centre, number: int) -> None:
    del number
    with centre.store.writing() as session:
        alerts.not_recorded(session, 1, centre.clock())
    supervisor = centre.client("sue")
    assert 'href="/calls/1"' in supervisor.get("/alerts").text
    assert '<span class="count">1</span>' in supervisor.get("/supervise").text


def test_its_page_hears_of_what_is_new(centre: Centre, ana: FlaskClient, number: int) -> None:
    stream = ana.get("/live?topics=alerts", buffered=False)
    news = iter(stream.response)
    assert b"data: alerts" in bytes(next(news))  # type: ignore[arg-type]
    with centre.store.writing() as session:
        alerts.tell(session, [ANA], 1, "breached", centre.clock())
    assert b"event: changed\ndata: alerts" in bytes(next(news))  # type: ignore[arg-type]
    stream.close()
    assert number
