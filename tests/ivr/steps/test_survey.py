"""`survey`: one score, and nobody is kept for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.phrases import phrase
from ivr.actions import Collect, HangUp, Listen, SaveScore
from tests.ivr.conftest import Call


def steps(kind: str) -> dict[str, Any]:
    return {"ask": {"survey": kind, "prompt": "How was it?", "next": "bye"}, "bye": {"say": "{score}."}}


def test_csat_is_one_key(call: Callable[..., Call]) -> None:
    question = call(steps("csat")).one(Listen)
    assert (question.keypad, question.hearing, question.timeout_s) == (True, None, 5)


def test_nps_is_up_to_two_digits(call: Callable[..., Call]) -> None:
    question = call(steps("nps")).one(Collect)
    assert (question.max_digits, question.finish, question.secret) == (2, "#", False)


@pytest.mark.parametrize(
    ("kind", "digits", "score"), [("csat", "1", 1), ("csat", "5", 5), ("nps", "0", 0), ("nps", "10", 10)]
)
def test_good_scores(call: Callable[..., Call], kind: Any, digits: str, score: int) -> None:
    asked = call(steps(kind))
    asked.press(digits)
    assert asked.one(SaveScore) == SaveScore(kind, score)
    assert asked.spoken == [f"{score}."]
    assert asked.question == HangUp("done")


@pytest.mark.parametrize(
    ("kind", "digits"),
    [("csat", "0"), ("csat", "6"), ("csat", ""), ("csat", "11"), ("nps", "11"), ("nps", "٣"), ("nps", "*")],
)
def test_other_keys(call: Callable[..., Call], kind: str, digits: str) -> None:
    asked = call(steps(kind))
    asked.press(digits)
    assert asked.spoken == [phrase("not_understood", "en-US"), "How was it?"]
    asked.press(digits)
    assert asked.spoken == ["."]
    assert asked.found(SaveScore) == []


def test_silence(call: Callable[..., Call]) -> None:
    asked = call(steps("csat"))
    asked.be_silent()
    assert asked.spoken == [phrase("no_input", "en-US"), "How was it?"]
    asked.be_silent()
    assert asked.question == HangUp("done")
    assert asked.marks("silent") == [{"step": "ask"}]
