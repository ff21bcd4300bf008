"""One receipt for each question left: how it went, in numbers, never in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from ivr.events import HungUp, NothingHeard, SpeechHeard
from ivr.state import State
from tests.ivr.conftest import Call

INTENTS = {"billing": {"en-US": ["my bill"]}, "technical": {"en-US": ["it is broken"]}}
STEPS: dict[str, Any] = {
    "main": {
        "menu": "What?",
        "input": "keypad and speech",
        "options": [
            {"key": "1", "intent": "billing", "next": "code"},
            {"key": "2", "intent": "technical", "next": "bye"},
        ],
        "confirm": "below 0.75",
        "silence": {"tries": 3},
        "else": "bye",
    },
    "code": {"collect": "code", "prompt": "Code?", "next": "bye", "else": "bye"},
    "bye": {"hang up": True},
}


@pytest.fixture
def begun(call: Callable[..., Call]) -> Call:
    return call(STEPS, intents=INTENTS)


def receipt(call: Call) -> dict[str, Any]:
    (found,) = call.marks("receipt")
    return found


def wait(call: Call, seconds: float) -> Call:
    call.now += timedelta(seconds=seconds)
    return call


def test_a_key(begun: Call) -> None:
    wait(begun, 2.5).press("1")
    assert receipt(begun) == {
        "step": "main", "kind": "menu", "input": "keypad", "result": "matched", "answer_ms": 2500,
        "asked": 1, "heard": 0, "confirmed": 0, "corrected": 0, "rejected": 0, "silent": 0, "keyed": 1,
        "option": "1", "intent": "billing", "score": 1.0,
    }  # fmt: skip


def test_a_long_way(begun: Call) -> None:
    begun.tell(NothingHeard)
    wait(begun, 6).say("it is broken", 0.5)
    wait(begun, 3).say("no")
    wait(begun, 3).say("my bill", 0.6)
    wait(begun, 1).say("yes", 0.9)
    found = receipt(begun)
    assert (found["result"], found["input"], found["option"]) == ("matched", "speech", "1")
    assert (found["asked"], found["heard"], found["silent"]) == (3, 4, 1)
    assert (found["corrected"], found["confirmed"], found["answer_ms"]) == (1, 1, 13_000)


def test_patience_ends(begun: Call) -> None:
    for _ in range(3):
        begun.say("the weather")
    found = receipt(begun)
    assert (found["result"], found["rejected"], found["asked"]) == ("else", 3, 3)
    assert "option" not in found


def test_hanging_up_while_a_question_waits(begun: Call) -> None:
    wait(begun, 4).tell(HungUp)
    assert (receipt(begun)["result"], receipt(begun)["input"]) == ("abandoned", "none")
    assert receipt(begun)["answer_ms"] == 4000


def test_the_next_question_has_its_own(begun: Call) -> None:
    begun.press("1")
    wait(begun, 1).press("42#")
    found = receipt(begun)
    assert (found["step"], found["kind"], found["asked"], found["answer_ms"]) == ("code", "collect", 1, 1000)


def test_clocks_that_differ(begun: Call) -> None:
    wait(begun, -3).press("1")
    assert receipt(begun)["answer_ms"] == 0


def test_no_words_in_it(begun: Call) -> None:
    begun.tell(SpeechHeard, "supercalifragilistic", 0.7, intents=(("billing", 0.9),))
    begun.say("yes")
    assert "super" not in str(begun.reply.actions)
    assert begun.state.receipt.get("kind") == "collect"


def test_a_call_that_began_before_there_were_receipts_goes_on(begun: Call) -> None:
    data = begun.state.to_json()
    del data["receipt"]
    begun.state = State.from_json(data)
    begun.press("1")
    assert begun.state.step == "code"
    assert begun.marks("receipt") == []
