"""The list of calls, and one call as a story."""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient

from support.store import calls as store
from tests.console.centre import START, Centre


def test_the_story_is_told_in_order_with_names(centre: Centre, ana: FlaskClient) -> None:
    call_id = centre.call()
    centre.clock.advance(75)
    with centre.store.writing() as session:
        facts = [("offered", {"agent": centre.agent_id()}), ("something_new", {})]
        store.append(session, call_id, centre.clock(), facts)
    page = ana.get(f"/calls/{call_id}").text
    places = [
        page.index(words)
        for words in ("The call began", "Chose “billing”", "Rang at Ana Agent", "Something new")
    ]
    assert places == sorted(places)
    assert "1:15" in page


def test_what_was_said_is_on_the_page(centre: Centre, ana: FlaskClient) -> None:
    call_id = centre.call()
    assert "No words were written down" in ana.get(f"/calls/{call_id}").text
    centre.clock.advance(12)
    centre.say(call_id, "my <bill> is wrong")
    centre.say(call_id, "let me look", party="agent")
    page = ana.get(f"/calls/{call_id}").text
    places = [
        page.index(words) for words in ("0:12", "Caller", "my &lt;bill&gt; is wrong", "Agent</b>", "let me")
    ]
    assert places == sorted(places)
    assert "No words were written down" not in page


def test_a_line_that_nobody_finished_is_not_said_to_be_spoken_now(centre: Centre, ana: FlaskClient) -> None:
    """An ear that ended in the middle of a sentence left a line that looked as if it still grew."""
    call_id = centre.call(outcome="answered")
    centre.say(call_id, "I wanted to", final=False)
    page = ana.get(f"/calls/{call_id}").text
    assert "I wanted to" in page
    assert "(speaking)" not in page


def test_a_call_that_is_not_there(ana: FlaskClient) -> None:
    assert ana.get("/calls/12345").status_code == 404


def test_the_number_leads_to_the_customer(centre: Centre, ana: FlaskClient) -> None:
    assert 'href="/customers/of?number=%2B55' in ana.get(f"/calls/{centre.call()}").text


def test_today_is_counted_and_yesterday_is_not(centre: Centre, sue: FlaskClient) -> None:
    centre.call(sid="CA1", outcome="answered", ended_at=START + timedelta(seconds=65))
    centre.call(sid="CA2", outcome="answered", ended_at=START, started_at=START - timedelta(days=1))
    page = sue.get("/calls").text
    assert "<div><dt>Answered</dt><dd>1</dd></div>" in page
    assert "1:05" in page
    assert page.count('href="/calls/') == 2


def test_a_long_list_goes_on_where_the_page_ended(centre: Centre, sue: FlaskClient) -> None:
    for index in range(52):
        centre.call(sid=f"CA{index}")
    assert 'href="/calls/2"' not in sue.get("/calls").text
    assert 'href="/calls/2"' in sue.get("/calls?before=3").text


def test_no_call_yet(sue: FlaskClient) -> None:
    assert "No calls yet" in sue.get("/calls").text
