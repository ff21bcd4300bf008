"""What is said on the call in the agent's hand."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from support.store import calls as call_store
from tests.console.centre import Centre


def shown(browser: FlaskClient) -> str:
    return browser.get("/desk/transcript").text.strip()


def test_without_a_call_there_is_nothing(ana: FlaskClient, sue: FlaskClient) -> None:
    assert shown(ana) == shown(sue) == ""


def test_what_was_said_in_the_menu_shows_while_it_rings(centre: Centre, ana: FlaskClient) -> None:
    call_id = centre.call()
    centre.clock.advance(75)
    centre.say(call_id, "my bill is wrong")
    centre.offer(call_id)
    assert "my bill is wrong" in shown(ana)
    assert ">1:15</time>" in shown(ana)
    assert "my bill is wrong" in ana.get("/desk").text


def test_both_parties_by_name_and_in_order(centre: Centre, ana: FlaskClient) -> None:
    call_id = centre.call()
    centre.offer(call_id, state="accepted")
    centre.say(call_id, "hello")
    centre.say(call_id, "good morning", party="agent")
    places = [shown(ana).index(words) for words in ("Caller", "hello", "You", "good morning")]
    assert places == sorted(places)


def test_a_line_that_grows_says_so_and_is_not_read_out_yet(centre: Centre, ana: FlaskClient) -> None:
    call_id = centre.call()
    centre.offer(call_id)
    line = centre.say(call_id, "my bi", final=False)
    finished, unfinished = shown(ana).split("data-unfinished")
    assert "my bi" not in finished
    assert "my bi" in unfinished
    assert "(speaking)" in unfinished
    centre.say(call_id, "my bill", line=line)
    finished, unfinished = shown(ana).split("data-unfinished")
    assert "my bill" in finished
    assert "(speaking)" not in unfinished


@pytest.mark.parametrize(
    ("ears", "words"),
    [
        ("live", "What is said appears here."),
        ("asked", "appears here."),
        ("lost", "lost"),
        ("", "Nobody listens"),
    ],
)
def test_an_empty_box_says_why(centre: Centre, ana: FlaskClient, ears: str, words: str) -> None:
    call_id = centre.call()
    centre.offer(call_id)
    with centre.store.writing() as session:
        call_store.save(session, call_id, ears=ears)
    assert words in shown(ana)


def test_nobody_else_sees_it(centre: Centre, sue: FlaskClient) -> None:
    call_id = centre.call()
    centre.offer(call_id)
    centre.say(call_id, "my bill is wrong")
    assert shown(sue) == ""
