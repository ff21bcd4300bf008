"""Taken, asked about, or one of two asked for: how sure is sure enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.phrases import phrase
from ivr.actions import Listen
from ivr.events import DigitsPressed, NothingHeard, SpeechHeard, SpeechUnavailable
from ivr.state import State
from tests.ivr.conftest import Call

INTENTS = {
    "billing": {"en-US": ["my bill"]},
    "technical": {"en-US": ["my internet"]},
    "sales": {"en-US": ["buy"]},
}


def steps(keys: tuple[str, ...] = ("3", "4", "5"), **more: Any) -> dict[str, Any]:
    names = ("billing", "technical", "sales")
    options = [
        {"intent": name, "next": name, **({"key": key} if key else {})}
        for name, key in zip(names, keys, strict=True)
    ]
    menu = {"menu": "What?", "input": "keypad and speech", "options": options, "else": "desk", **more}
    return {"main": menu, **{name: {"say": name} for name in (*names, "desk")}}


@pytest.fixture
def menu(call: Callable[..., Call]) -> Callable[..., Call]:
    def begin(*keys: str, anywhere: dict[str, Any] | None = None, **more: Any) -> Call:
        return call(steps(keys or ("3", "4", "5"), **more), intents=INTENTS, anywhere=anywhere)

    return begin


def hear(call: Call, text: str, *intents: tuple[str, float], confidence: float = 1.0) -> Call:
    call.tell(SpeechHeard, text, confidence, intents=intents)
    return call


@pytest.mark.parametrize(
    ("confirm", "score", "confidence", "phase"),
    [
        (None, 0.75, 1.0, "ended"),
        (None, 0.75, 0.4, "ended"),
        (None, 0.74, 1.0, "confirm"),
        (None, 0.5, 1.0, "confirm"),
        (None, 0.49, 1.0, "menu"),
        ("below 0.9", 0.8, 1.0, "confirm"),
        ("below 0.9", 0.95, 0.89, "confirm"),
        ("below 0.75", 0.8, 0.9, "ended"),  # the greater doubt counts, not both at once
        ("below 0.9", 0.95, 0.96, "ended"),
        ("below 0.4", 0.6, 0.8, "ended"),
        (None, 0.95, 0.34, "menu"),
        (None, 0.95, float("nan"), "menu"),
    ],
)
def test_how_sure_is_sure(
    menu: Callable[..., Call], confirm: str | None, score: float, confidence: float, phase: str
) -> None:
    asked = hear(menu(confirm=confirm), "hm", ("billing", score), confidence=confidence)
    assert asked.state.phase == phase


def test_exact_words_that_were_hardly_heard_are_confirmed(menu: Callable[..., Call]) -> None:
    asked = hear(menu(), "my bill", confidence=0.1)
    assert asked.state.phase == "confirm"
    asked.say("yes")
    assert asked.spoken == ["billing"]


# --- "billing, or support?" ----------------------------------------------------------------------------


def which(call: Call) -> Call:
    return hear(call, "hm", ("technical", 0.8), ("billing", 0.7), ("sales", 0.1))


def test_two_that_are_close_are_asked_for_by_their_keys(menu: Callable[..., Call]) -> None:
    asked = which(menu())
    names = {"first": "my internet", "second": "my bill"}
    assert asked.spoken == [phrase("which_of", "en-US", **names, key="4", other="3")]
    assert (asked.state.phase, asked.state.choice, asked.state.attempt) == ("which", "1,0", 1)
    assert asked.marks("asked_again") == [
        {"step": "main", "reason": "which", "score": 0.8, "option": "4", "other": "3"}
    ]
    question = asked.one(Listen)
    assert question.keypad
    assert question.hearing is not None
    assert question.hearing.phrases[:4] == ("the first", "the second", "first", "second")
    assert {"my internet", "my bill"} <= set(question.hearing.phrases)


@pytest.mark.parametrize(
    ("keys", "kind", "facts", "way"),
    [
        (("3", "4", "5"), DigitsPressed, ("4",), "technical"),
        (("3", "4", "5"), DigitsPressed, ("3",), "billing"),
        (("3", "4", "5"), DigitsPressed, ("5",), "sales"),
        (("3", "", "1"), DigitsPressed, ("1",), "technical"),
        (("3", "", "1"), DigitsPressed, ("2",), "billing"),
        (("3", "4", "5"), SpeechHeard, ("the second one",), "billing"),
        (("3", "4", "5"), SpeechHeard, ("my bill",), "billing"),
        (("3", "4", "5"), SpeechHeard, ("four",), "technical"),
        (("", "", ""), SpeechHeard, ("one",), "technical"),
        (("3", "4", "5"), SpeechHeard, ("oh, buy something",), "sales"),
        (("3", "4", "5"), SpeechHeard, ("an agent",), "desk"),
    ],
)
def test_answers(
    menu: Callable[..., Call], keys: tuple[str, ...], kind: type, facts: tuple[str, ...], way: str
) -> None:
    asked = which(menu(*keys, anywhere={"agent": "desk"}))
    asked.tell(kind, *facts)
    assert asked.spoken == [way]
    assert len(asked.marks("option_chosen")) == 1


@pytest.mark.parametrize(
    ("kind", "facts", "sorry"),
    [
        (SpeechHeard, ("neither",), "not_understood"),
        (SpeechHeard, ("my bill", 0.9, (), (("sales", 0.9),)), None),
        (SpeechHeard, ("the bill", 0.1), "not_understood"),
        (SpeechHeard, ("hm", 0.9, (), (("technical", 0.8), ("billing", 0.7))), "not_understood"),
        (SpeechHeard, ("hm", 0.9, (), (("sales", 0.6),)), "not_understood"),
        (SpeechHeard, ("repeat",), "not_understood"),
        (SpeechHeard, (" ",), "no_input"),
        (DigitsPressed, ("9",), "not_understood"),
        (NothingHeard, (), "no_input"),
    ],
)
def test_neither_is_a_wrong_answer(
    menu: Callable[..., Call], kind: type, facts: tuple[Any, ...], sorry: str | None
) -> None:
    asked = which(menu(anywhere={}))
    asked.tell(kind, *facts)
    if sorry is None:
        assert asked.spoken == ["billing"]
        return
    assert asked.spoken == [phrase(sorry, "en-US"), "What?"]
    assert (asked.state.phase, asked.state.attempt, asked.state.choice) == ("menu", 2, "")


def test_it_is_asked_as_often_as_the_menu(menu: Callable[..., Call]) -> None:
    asked = menu(silence={"tries": 2})
    for _ in range(2):
        which(asked)
        asked.be_silent()
    assert asked.spoken == ["desk"]


def test_keys_go_on_where_nobody_hears_words(menu: Callable[..., Call]) -> None:
    asked = which(menu())
    assert asked.tell(SpeechUnavailable).stale


@pytest.mark.parametrize("choice", ["", "1", "1,99", "a,b", ",", "0,1,2"])
@pytest.mark.parametrize("told", [(DigitsPressed, "9"), (SpeechHeard, "neither"), (NothingHeard,)])
def test_a_choice_of_another_version_asks_the_menu(
    menu: Callable[..., Call], choice: str, told: tuple[Any, ...]
) -> None:
    asked = which(menu())
    asked.state = State.from_json({**asked.state.to_json(), "choice": choice})
    asked.tell(*told)
    assert asked.spoken[-1] == "What?"
