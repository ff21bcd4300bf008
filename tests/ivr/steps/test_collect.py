"""`collect`: digits that pass, digits that do not, digits that nobody may see."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from flows.phrases import phrase
from ivr.actions import Collect, Say
from ivr.events import DigitsPressed, NothingHeard
from tests.ivr.conftest import Call


def steps(**more: Any) -> dict[str, Any]:
    collect = {"collect": "code", "prompt": "Your code?", "silence": {"tries": 2}, "else": "no"}
    return {"ask": {**collect, "next": "yes", **more}, "yes": {"say": "{code}"}, "no": {"say": "no"}}


def test_the_question(call: Callable[..., Call]) -> None:
    asked = call(steps(digits={"min": 3, "max": 6}, finish="*", secret=True, silence={"after": "7s"}))
    assert asked.question == Collect(1, (Say("Your code?", "en-US", "Joanna"),), 6, "*", 7, True)


@pytest.mark.parametrize(
    ("more", "digits", "kept"),
    [
        ({}, "0012", "0012"),
        ({}, "12#", "12"),
        ({"finish": ""}, "*9#", "*9#"),
        ({"digits": 4}, "1234", "1234"),
        ({"check": "cpf"}, "52998224725", "52998224725"),
        ({"check": "luhn", "secret": True}, "4111111111111111", "*" * 16),
    ],
)
def test_good_digits(call: Callable[..., Call], more: dict[str, Any], digits: str, kept: str) -> None:
    asked = call(steps(**more))
    asked.press(digits)
    assert asked.state.variables["code"] == kept
    assert asked.spoken == [kept]
    assert asked.marks("collected") == [{"step": "ask"}]


@pytest.mark.parametrize(
    ("more", "event", "facts", "sorry"),
    [
        ({"digits": 4}, DigitsPressed, ("123",), "not_understood"),
        ({"digits": 4}, DigitsPressed, ("12345",), "not_understood"),
        ({"check": "cpf"}, DigitsPressed, ("52998224724",), "not_understood"),
        ({}, DigitsPressed, ("١٢",), "not_understood"),
        ({}, DigitsPressed, ("9" * 1000,), "not_understood"),
        ({}, DigitsPressed, ("#",), "no_input"),
        ({}, NothingHeard, (), "no_input"),
    ],
)
def test_asking_again_and_then_no_more(
    call: Callable[..., Call], more: dict[str, Any], event: type, facts: tuple[str, ...], sorry: str
) -> None:
    asked = call(steps(**more))
    asked.tell(event, *facts)
    assert asked.spoken == [phrase(sorry, "en-US"), "Your code?"]
    assert "code" not in asked.state.variables
    asked.tell(event, *facts)
    assert asked.spoken == ["no"]


def test_the_authors_own_words_for_wrong_digits(call: Callable[..., Call]) -> None:
    asked = call(steps(digits=4, invalid="Four digits, please."))
    asked.press("1")
    assert asked.spoken == ["Four digits, please.", "Your code?"]


@pytest.mark.parametrize("digits", ["4111111111111111", "4111111111111112"])
def test_secret_digits_are_nowhere(call: Callable[..., Call], digits: str) -> None:
    asked = call(steps(check="luhn", secret=True))
    asked.press(digits)
    everything = json.dumps(asked.state.to_json()) + str(asked.reply.actions) + str(asked.reply.exits)
    assert not any(digits[start : start + 6] in everything for start in range(len(digits) - 5))
