"""Asking again and "is that right?": faint words, leading commands, calls of another version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.phrases import phrase
from ivr.actions import Listen
from ivr.state import State
from tests.ivr.conftest import Call

MENU: dict[str, Any] = {
    "menu": "What?",
    "input": "keypad and speech",
    "options": [
        {"key": "1", "words": {"en-US": ["billing"]}, "next": "one"},
        {"key": "2", "words": {"en-US": ["support"]}, "next": "two"},
    ],
    "confirm": "below 0.75",
}
STEPS = {
    "main": {**MENU, "barge_in": "on any speech", "pause": {"complete": "200ms"}},
    "one": {"say": "one"},
    "two": {"say": "two"},
}


@pytest.fixture
def confirming(call: Callable[..., Call]) -> Call:
    asked = call(STEPS, anywhere={"agent": "two"})
    asked.say("billing", 0.6)
    return asked


def test_what_is_listened_for(confirming: Call) -> None:
    hearing = confirming.one(Listen).hearing
    assert hearing is not None
    assert hearing.phrases[:3] == ("yes", "no", "an agent")
    assert "repeat" not in hearing.phrases
    assert (hearing.barge_in, hearing.complete_ms) == ("on any speech", 200)


def test_a_yes_that_was_hardly_heard_is_none(confirming: Call) -> None:
    confirming.say("yes", 0.2)
    assert confirming.spoken == [
        phrase("not_understood", "en-US"),
        phrase("confirm_choice", "en-US", choice="billing"),
    ]
    assert confirming.marks("not_understood") == [
        {"step": "main", "by": "words", "phase": "confirm", "score": 1.0}
    ]


def test_a_no_that_was_hardly_heard_asks_again(confirming: Call) -> None:
    confirming.say("no", 0.2)
    assert confirming.state.phase == "menu"


def test_blank_words_are_silence(confirming: Call) -> None:
    confirming.say("  ")
    assert confirming.spoken[0] == phrase("no_input", "en-US")


@pytest.mark.parametrize("choice", ["", "9", "x", "0,1", "²"])
@pytest.mark.parametrize("answer", ["1", "2"])
def test_a_choice_of_another_version_is_asked_for_again(confirming: Call, choice: str, answer: str) -> None:
    confirming.state = State.from_json({**confirming.state.to_json(), "choice": choice})
    confirming.press(answer)
    assert confirming.spoken == ["What?"]
    assert confirming.state.choice == ""


def test_the_answers_are_the_languages_own(call: Callable[..., Call]) -> None:
    asked = call(STEPS)
    asked.say("billing", 0.6)
    asked.say("sim")
    assert asked.marks("not_understood")
