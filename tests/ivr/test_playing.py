"""A call without a phone: what was said, where it was led, and facts answered by themselves."""

from __future__ import annotations

from typing import Any

import pytest

from flows.flow import Scenario
from ivr import actions, events
from ivr.playing import Playing, found_in
from tests.ivr.conftest import MONDAY_NOON, build


def begin(steps: dict[str, Any], **scenario: Any) -> Playing:
    written = Scenario.model_validate({"name": "test", **scenario})
    playing = Playing(build(steps), written, MONDAY_NOON)
    playing.tell(events.CallStarted(0, written.caller, ""))
    return playing


@pytest.mark.parametrize(
    ("words", "found"),
    [("HELLO", True), ("hello  there", True), ("there. Press", True), ("bye", False), ("STRASSE", True)],
)
def test_found_in(words: str, found: bool) -> None:
    assert found_in(words, ["Hello there.", "Press 1. Straße"]) is found


def test_what_was_said_is_what_came_since_the_last_deed() -> None:
    menu = {"menu": "Press 1.", "options": [{"key": "1", "next": "bye"}]}
    playing = begin({"hi": {"say": "Hello.", "next": "main"}, "main": menu, "bye": {"say": "Bye."}})
    assert playing.said == ["Hello.", "Press 1."]
    playing.answer("caller presses 1", events.DigitsPressed(playing.seq, "1"))
    assert playing.said == ["Bye."]
    assert playing.transcript == [
        "hears: Hello.", "hears: Press 1.", "    caller presses 1", "hears: Bye.", "the call ends",
    ]  # fmt: skip
    assert playing.covered == {("hi", "next"), ("main", "1"), ("bye", "next")}


@pytest.mark.parametrize(
    ("condition", "scenario", "way"),
    [
        ({"notice": "outage"}, {"notices": ["outage"]}, "yes"),
        ({"notice": "outage"}, {}, "no"),
        ({"tier": "vip"}, {"tier": "vip"}, "yes"),
        ({"queue": "billing", "waiting_over": 2}, {"queue_lengths": {"billing": 3}}, "yes"),
        ({"queue": "billing", "waiting_over": 2}, {}, "no"),
        ({"queue": "billing", "agents_under": 1}, {}, "no"),
    ],
)
def test_facts_come_from_the_scenario(condition: Any, scenario: dict[str, Any], way: str) -> None:
    decision = {"when": condition, "then": "yes", "else": "no"}
    playing = begin({"if": decision, "yes": {"say": "yes"}, "no": {"say": "no"}}, **scenario)
    assert playing.said == [way]


@pytest.mark.parametrize(
    ("step", "destination", "doing"),
    [
        ({"queue": "billing"}, ("queue", "billing"), "the caller waits in a queue (step only)"),
        ({"voicemail": "billing"}, ("voicemail", "billing"), "a message is recorded (step only)"),
        ({"callback": "billing", "confirm": False}, ("callback", "billing"), "the call is over"),
        ({"transfer": "+12025550123"}, ("transfer", "+12025550123"), "another number rings (step only)"),
        ({"say": "Hello."}, ("", ""), "the call is over"),
    ],
)
def test_where_a_call_is_led(step: dict[str, Any], destination: tuple[str, str], doing: str) -> None:
    playing = begin({"only": step})
    assert playing.destination == destination
    assert playing.doing == doing


def test_expecting_another_question() -> None:
    playing = begin({"only": {"queue": "billing"}})
    assert playing.expect(actions.Enqueue, "never").queue == "billing"
    with pytest.raises(ValueError, match="no message is recorded: the caller waits in a queue"):
        playing.expect(actions.Record, "no message is recorded")
