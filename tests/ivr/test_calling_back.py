"""The conversation about a callback: on which number. Silence and hanging up are as good as a yes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.phrases import phrase
from ivr.actions import Collect, HangUp, Listen, PromiseCallback
from ivr.events import HungUp
from tests.ivr.conftest import CALLER, Call

OTHER = "+5521999998888"


def steps(**more: Any) -> dict[str, Any]:
    return {
        "call": {"callback": "billing", "next": "after", "else": "failed", **more},
        "after": {"say": "after"},
        "failed": {"say": "failed"},
    }


def said(name: str, **values: str) -> str:
    return phrase(name, "en-US", **values)


PROMISED = said("callback_promised", number="11,98888,7777")
NOTED = [said("callback_noted"), "after"]


def test_the_promise_is_made_and_the_number_read_in_groups(call: Callable[..., Call]) -> None:
    asked = call(steps())
    assert asked.one(PromiseCallback) == PromiseCallback("billing", CALLER)
    assert asked.spoken == [PROMISED, said("callback_confirm")]
    assert "1 1, 9 8 8 8 8, 7 7 7 7" in PROMISED


@pytest.mark.parametrize("answer", ["1", "yes", "that is right", "one", "", None])
def test_yes_and_silence_are_right(call: Callable[..., Call], answer: str | None) -> None:
    asked = call(steps())
    if answer is None:
        asked.be_silent()
    elif answer == "1":
        asked.press(answer)
    else:
        asked.say(answer)
    assert asked.found(PromiseCallback) == []
    assert asked.spoken == NOTED


def test_hanging_up_leaves_the_promise(call: Callable[..., Call]) -> None:
    asked = call(steps())
    asked.tell(HungUp)
    assert asked.question == HangUp("caller")


@pytest.mark.parametrize("no", ["no", "another number", "two"])
def test_another_number_takes_the_place_of_the_first(call: Callable[..., Call], no: str) -> None:
    asked = call(steps())
    asked.say(no)
    assert asked.one(Collect).prompts[-1].text == said("callback_which_number")
    asked.press("21999998888#")
    assert asked.found(PromiseCallback) == [], "read back first"
    assert asked.spoken == [said("callback_number_right", number="21,99999,8888")]
    asked.press("1")
    assert asked.one(PromiseCallback) == PromiseCallback("billing", OTHER, instead=CALLER)
    assert asked.state.variables["callback.number"] == OTHER


def test_a_typed_number_is_agreed_to_by_silence_and_a_spoken_one_is_not(call: Callable[..., Call]) -> None:
    """What was only heard may be anybody's number."""
    asked = call(steps())
    asked.press("2")
    asked.press("21999998888")
    asked.be_silent()
    assert asked.one(PromiseCallback).number == OTHER
    asked = call(steps())
    asked.press("2")
    asked.say("two one nine nine nine nine nine eight eight eight eight")
    asked.be_silent()
    assert asked.found(PromiseCallback) == []
    assert isinstance(asked.question, Listen)
    asked.say("yes")
    assert asked.one(PromiseCallback).number == OTHER


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("123", "not_understood"),
        ("09005550123", "callback_number_unusable"),
        ("0012025550123", "not_understood"),
        ("11888", "not_understood"),
        ("*9", "not_understood"),
    ],
)
def test_a_number_that_we_do_not_call_is_asked_for_again(
    call: Callable[..., Call], typed: str, why: str
) -> None:
    asked = call(steps())
    asked.press("2")
    asked.press(typed)
    assert asked.spoken == [said(why), said("callback_which_number")]


def test_after_three_tries_the_promise_stays_as_it_was(call: Callable[..., Call]) -> None:
    asked = call(steps())
    asked.press("2")
    asked.press("123")
    asked.press("21999998888")
    asked.press("2")
    assert asked.spoken == [said("callback_which_number")]
    asked.be_silent()
    assert asked.spoken == [said("callback_stays", number="11,98888,7777"), *NOTED]
    assert asked.found(PromiseCallback) == []


def test_who_withholds_the_number_is_asked_for_one(call: Callable[..., Call]) -> None:
    asked = call(steps(), "anonymous")
    assert asked.spoken == [said("callback_which_number")]
    asked.press("21999998888")
    asked.press("1")
    assert asked.one(PromiseCallback) == PromiseCallback("billing", OTHER)


def test_who_gives_none_goes_on_by_else(call: Callable[..., Call]) -> None:
    asked = call(steps(), "")
    for _ in range(3):
        asked.be_silent()
    assert asked.spoken == [said("callback_no_number"), "failed"]


def test_a_caller_from_a_country_that_is_not_called(call: Callable[..., Call]) -> None:
    assert call(steps(), "+351912345678").spoken == [
        said("callback_number_unusable"),
        said("callback_which_number"),
    ]
    asked = call(steps(), "+351912345678", countries=["PT"])
    assert asked.one(PromiseCallback).number == "+351912345678"
    assert "3 5 1, 9 1 2, 3 4 5, 6 7 8" in asked.spoken[0], "with the country's code: it is not ours"


def test_who_asks_for_a_person_gets_one_and_keeps_the_promise(call: Callable[..., Call]) -> None:
    asked = call(steps(), anywhere={"agent": "failed"})
    asked.say("an agent please")
    assert asked.spoken == ["failed"]


def test_the_same_number_again_is_the_same_promise(call: Callable[..., Call]) -> None:
    asked = call(steps())
    asked.press("2")
    asked.press("11988887777")
    asked.press("1")
    assert asked.found(PromiseCallback) == []
    assert asked.spoken == NOTED
