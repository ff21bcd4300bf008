"""`collect`: digits that pass, digits that do not, digits that nobody may see."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from flows.phrases import phrase
from ivr.actions import Collect, Hearing, Listen, Say
from ivr.events import DigitsPressed, NothingHeard, SpeechHeard, SpeechUnavailable
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


# --- spoken digits ---------------------------------------------------------------------------------------


@pytest.fixture
def spoken(call: Callable[..., Call]) -> Callable[..., Call]:
    def begin(anywhere: dict[str, str] | None = None, **more: Any) -> Call:
        return call(steps(**{"input": "keypad and speech", **more}), anywhere=anywhere)

    return begin


def read_back(value: str) -> str:
    return phrase("heard_value", "en-US", value=value)


def test_what_is_listened_for(spoken: Callable[..., Call]) -> None:
    asked = spoken(digits={"min": 3, "max": 6}, keys_only="Type it.").one(Collect)
    assert asked.hearing == Hearing(
        "en-US", (), ("digits",), complete_ms=700, pause_ms=1200, fewest=3, most=6
    )
    assert asked.keys_only == (Say("Type it.", "en-US", "Joanna"),)
    a_day = spoken(check="date").one(Collect).hearing
    assert a_day is not None
    assert a_day.expects == ("digits", "date")


def test_without_speech_nothing_is_listened_for(call: Callable[..., Call]) -> None:
    asked = call(steps(keys_only="Type it."))
    assert (asked.one(Collect).hearing, asked.one(Collect).keys_only) == (None, ())
    assert asked.tell(SpeechHeard, "two five eight").stale


def test_secret_digits_are_never_listened_to(spoken: Callable[..., Call]) -> None:
    asked = spoken(secret=True)
    assert asked.one(Collect).hearing is None
    assert asked.tell(SpeechHeard, "two five eight").stale


@pytest.mark.parametrize(
    ("more", "text", "aloud", "kept"),
    [
        ({}, "it is two five eight", "2 5 8", "258"),
        ({"digits": 3}, "double oh seven", "0 0 7", "007"),
        ({"check": "date"}, "the third of may nineteen eighty", "May 3, 1980", "03051980"),
        ({"check": "date"}, "zero three zero five eight zero", "0 3 0 5 8 0", "030580"),
    ],
)
def test_spoken_digits_are_read_back(
    spoken: Callable[..., Call], more: dict[str, Any], text: str, aloud: str, kept: str
) -> None:
    asked = spoken(**more)
    asked.say(text, 0.8)
    assert (asked.spoken, asked.state.phase) == ([read_back(aloud)], "collect_confirm")
    assert asked.one(Listen).keypad
    assert asked.marks("confirming") == [{"step": "ask", "option": "", "score": 0.8}]
    asked.say("yes")
    assert asked.state.variables["code"] == kept
    assert asked.marks("collected") == [{"step": "ask", "score": 0.8}]
    assert ("ask", "next") in asked.reply.exits


def test_no_asks_again(spoken: Callable[..., Call]) -> None:
    asked = spoken()
    asked.say("two five eight")
    asked.press("2")
    assert (asked.spoken, asked.state.choice, asked.state.attempt) == (["Your code?"], "", 2)
    assert asked.marks("corrected") == [{"step": "ask", "option": "", "score": 1.0}]
    asked.press("258")
    assert asked.spoken == ["258"]


@pytest.mark.parametrize(
    ("event", "facts", "sorry"),
    [
        (NothingHeard, (), "no_input"),
        (SpeechHeard, ("well",), "not_understood"),
        (DigitsPressed, ("9",), "not_understood"),
    ],
)
def test_neither_yes_nor_no(
    spoken: Callable[..., Call], event: type, facts: tuple[str, ...], sorry: str
) -> None:
    asked = spoken()
    asked.say("two five eight")
    asked.tell(event, *facts)
    assert asked.spoken == [phrase(sorry, "en-US"), read_back("2 5 8")]
    asked.tell(event, *facts)
    assert asked.spoken == ["no"]


@pytest.mark.parametrize(
    ("text", "confidence"),
    [("my old telephone", 0.9), ("one two three four five six", 0.9), ("two five eight", 0.2)],
)
def test_what_is_not_the_digits_wanted(spoken: Callable[..., Call], text: str, confidence: float) -> None:
    asked = spoken(digits=3)
    asked.say(text, confidence)
    assert asked.spoken == [phrase("not_understood", "en-US"), "Your code?"]
    assert asked.marks("not_understood") == [
        {"step": "ask", "by": "words", "phase": "collect", "score": confidence}
    ]


def test_spoken_digits_are_in_no_mark(spoken: Callable[..., Call]) -> None:
    asked = spoken()
    asked.say("two five eight")
    asked.say("yes")
    marks = str([action for action in asked.reply.actions if not isinstance(action, Say)])
    assert "258" not in marks
    assert "two" not in marks


def test_keys_go_on_where_nobody_hears_words(spoken: Callable[..., Call]) -> None:
    assert spoken().tell(SpeechUnavailable).stale


@pytest.mark.parametrize(("text", "said"), [("an agent please", ["no"]), ("repeat", ["Your code?"])])
def test_commands_are_heard_here_too(spoken: Callable[..., Call], text: str, said: list[str]) -> None:
    asked = spoken(anywhere={"agent": "no"})
    asked.say(text)
    assert asked.spoken == said
