"""Queues and agents now, as they are said on the page."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient

from console.wallboard import columns, said, share
from flows.policies import Watch
from support.rules.watching import Alarm
from support.services import policies
from support.store import agents as agent_store
from support.store.rollups import Rollup
from tests.console.centre import Centre, post
from tests.console.test_supervise import wait_in_line

WATCHES = """
ramal policies: 1
timezone: America/Sao_Paulo
wallboard:
  - {figure: longest_wait, above: 60}
  - {figure: longest_wait, above: 90, level: alarm, sound: true}
  - {figure: available, below: 1, queue: tech}
"""


def watch(centre: Centre, text: str = WATCHES) -> None:
    with centre.store.writing() as session:
        policies.publish(session, text, None, centre.clock())


def words(page: str) -> str:
    """What is between the tags, in one line."""
    inside = "".join(each.split(">", 1)[-1] + " " for each in page.split("<"))
    return unescape(" ".join(inside.split()))


def test_a_waiting_caller_and_an_agent_are_seen(centre: Centre, ana: FlaskClient) -> None:
    wait_in_line(centre)
    page = ana.get("/wallboard").text
    assert "1:35" in page
    assert "nobody free" in page
    post(ana, "/desk/presence", {"presence": "available"})
    part = ana.get("/wallboard/now").text
    assert "nobody free" not in part
    assert "<html" not in part
    assert "Available" in part


def test_callers_numbers_are_masked(centre: Centre, ana: FlaskClient) -> None:
    centre.offer(centre.call())
    page = ana.get("/wallboard").text
    assert "+55119****7777" in page
    assert "98888" not in page


def test_only_the_queues_that_are_asked_for(centre: Centre, ana: FlaskClient) -> None:
    wait_in_line(centre)
    both, tech = ana.get("/wallboard/now").text, ana.get("/wallboard/now?queue=tech").text
    assert "<h2>Billing</h2>" in both
    assert "<h2>Technical support</h2>" in both
    assert "<h2>Billing</h2>" not in tech
    assert "Waiting 1 Longest wait 1:35" in words(both)
    assert "Waiting 0 Longest wait –" in words(tech)
    page = ana.get("/wallboard?queue=tech&queue=tech").text
    assert 'data-src="/wallboard/now?queue=tech"' in page
    assert 'value="tech" checked' in page
    assert "1 of 2 queues" in page


def test_agents_of_other_queues_are_not_shown(centre: Centre, ana: FlaskClient) -> None:
    with centre.store.writing() as session:
        session.query(agent_store.AgentQueue).filter_by(queue="tech").delete()
    assert "Ana Agent" in ana.get("/wallboard/now?queue=billing").text
    assert "Ana Agent" not in ana.get("/wallboard/now?queue=tech").text


def test_a_queue_that_is_not_there(centre: Centre, ana: FlaskClient) -> None:
    answer = ana.get("/wallboard?queue=%3Cscript%3E")
    assert answer.status_code == 200
    assert "No such queue" in answer.text
    assert "<script>" not in answer.text.split("</head>")[1]


def test_today_beside_its_goal(centre: Centre, ana: FlaskClient) -> None:
    midnight = centre.clock().replace(hour=3)
    with centre.store.writing() as session:
        for queue, in_time in (("billing", 6), ("tech", 9)):
            counts = {"offered": 12, "answered": 10, "answered_in": in_time, "abandoned": 2, "short": 2}
            start = int(midnight.timestamp())
            session.add(Rollup(grain="d", dim="", start=start, value="", queue=queue, **counts))
    page = ana.get("/wallboard/now").text
    assert '<span class="is-below">60%</span><small>/80</small>' in page
    assert "<span>90%</span><small>/80</small>" in page
    assert "Service level 75%" in words(page)
    assert "Abandoned 2 17%" in words(page)


def test_nothing_known_is_a_dash(centre: Centre, ana: FlaskClient) -> None:
    page = words(ana.get("/wallboard/now").text)
    assert "Longest wait – Service level – /80" in page
    assert "Estimate –" in page


def test_a_limit_is_a_colour_a_mark_and_a_word(centre: Centre, ana: FlaskClient) -> None:
    watch(centre)
    wait_in_line(centre)
    page = ana.get("/wallboard/now").text
    assert "Alarm Billing: Longest wait 1:35, above 1:30" in words(page)
    assert "Warning Technical support: Available 0, below 1" in words(page)
    assert "above 1:00" not in words(page), "its alarm says more than its warning"
    assert page.count("data-sounds") == 1
    assert '<div class="queue-card" data-level="alarm">' in page
    assert '<div class="queue-card" data-level="warning">' in page
    assert 'class="fig " data-level="alarm"' in page


def test_limits_of_queues_that_are_not_shown_are_not_heard(centre: Centre, ana: FlaskClient) -> None:
    watch(centre)
    wait_in_line(centre)
    page = ana.get("/wallboard/now?queue=tech").text
    assert "data-sounds" not in page
    assert page.count("data-alarm=") == 1


def test_a_page_knows_when_to_look_again(centre: Centre, ana: FlaskClient) -> None:
    watch(centre)
    wait_in_line(centre)
    centre.clock.advance(-60)
    again = centre.clock() + timedelta(seconds=60 - 35)
    assert f'data-again="{again.isoformat()}"' in ana.get("/wallboard/now").text


def test_a_television_shows_nothing_else(centre: Centre, ana: FlaskClient) -> None:
    page = ana.get("/wallboard?tv=1&queue=tech").text
    assert '<html lang="en" class="is-tv"' in page
    assert 'href="/wallboard?queue=tech"' in page, "the way back"
    assert 'class="is-tv"' not in ana.get("/wallboard").text
    assert "Ana Agent" in ana.get("/wallboard/now").text
    assert "Ana Agent" not in ana.get("/wallboard/now?tv=1").text


def test_without_scripts_the_page_comes_again_by_itself(centre: Centre, ana: FlaskClient) -> None:
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in ana.get("/wallboard").text


def test_nobody_else_looks(centre: Centre) -> None:
    for path in ("/wallboard", "/wallboard/now"):
        assert centre.client().get(path).status_code == 302


@pytest.mark.parametrize("cards", range(41))
def test_cards_fill_a_wide_screen(cards: int) -> None:
    assert 1 <= columns(cards) <= 5
    if 0 < cards <= 12:
        assert -(-cards // columns(cards)) <= 3, "rows that are high enough to be read from afar"


@pytest.mark.parametrize(
    ("figure", "value", "limit", "is_above", "sentence"),
    [
        ("waiting", 7, 5, True, "Sales: Waiting 7, above 5"),
        ("longest_wait", 125.7, 120, True, "Sales: Longest wait 2:05, above 2:00"),
        ("service_level", 61.25, 80, False, "Sales: Service level 61%, below 80%"),
        ("breaching", 2, 1, True, "Sales: Tickets late 2, above 1"),
    ],
)
def test_an_alarm_is_a_sentence(
    centre: Centre, figure: str, value: float, limit: float, is_above: bool, sentence: str
) -> None:
    alarm = Alarm("sales", figure, "alarm", value, limit, is_above)
    with centre.app.test_request_context():
        assert said(alarm, "Sales") == sentence
        assert (share(None), share(0.0), share(1.0)) == ("–", "0%", "100%")


def test_every_figure_has_a_name(centre: Centre, ana: FlaskClient) -> None:
    figures: tuple[str, ...] = Watch.model_fields["figure"].annotation.__args__  # type: ignore[union-attr]
    with centre.app.test_request_context():
        for figure in figures:
            assert said(Alarm("a", figure, "alarm", 1, 2, False), "A").startswith("A: ")
