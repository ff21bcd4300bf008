"""`survey`: one score, and nobody is kept for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.phrases import phrase
from ivr.actions import Collect, HangUp, Listen, Record, SaveScore
from ivr.events import RecordingFinished
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


def heard(kind: str, **more: Any) -> dict[str, Any]:
    return {**steps(kind), "ask": {**steps(kind)["ask"], "input": "keypad and speech", **more}}


@pytest.mark.parametrize(
    ("kind", "words", "score"),
    [
        ("csat", "five", 5),
        ("csat", "3", 3),
        ("csat", "a four please", 4),
        ("nps", "ten", 10),
        ("nps", "zero", 0),
        ("nps", "seven", 7),
    ],
)
def test_words(call: Callable[..., Call], kind: Any, words: str, score: int) -> None:
    asked = call(heard(kind))
    asked.say(words)
    assert asked.one(SaveScore) == SaveScore(kind, score)


@pytest.mark.parametrize(
    ("words", "confidence"),
    [("six", 1.0), ("very good", 1.0), ("five", 0.2), ("", 1.0), ("five or four", 1.0)],
)
def test_words_that_are_no_score(call: Callable[..., Call], words: str, confidence: float) -> None:
    asked = call(heard("csat"))
    asked.say(words, confidence)
    assert asked.spoken == [phrase("not_understood", "en-US"), "How was it?"]
    assert asked.found(SaveScore) == []


def test_words_where_only_keys_are_asked_for(call: Callable[..., Call]) -> None:
    asked = call(steps("csat"))
    assert asked.say("five").stale


def test_a_few_words_are_listened_for(call: Callable[..., Call]) -> None:
    csat, nps = call(heard("csat")).one(Listen).hearing, call(heard("nps")).one(Collect).hearing
    assert csat
    assert nps
    assert (csat.expects, csat.most, nps.expects) == (("digits",), 1, ("number",))


def test_why(call: Callable[..., Call]) -> None:
    asked = call(heard("csat", comment=True))
    asked.press("2")
    assert asked.one(SaveScore) == SaveScore("csat", 2)
    record = asked.one(Record)
    assert (record.kind, record.max_s, asked.spoken) == ("comment", 60, [phrase("survey_comment", "en-US")])
    asked.tell(RecordingFinished, 12)
    assert asked.spoken == ["2."]
    assert asked.question == HangUp("done")


def test_hanging_up_ends_the_comment(call: Callable[..., Call]) -> None:
    asked = call(heard("nps", comment=True))
    asked.press("9")
    asked.tell(RecordingFinished, 12, hung_up=True)
    assert asked.question == HangUp("caller")


def test_without_a_score_nobody_is_asked_why(call: Callable[..., Call]) -> None:
    asked = call(heard("csat", comment=True))
    asked.be_silent()
    asked.be_silent()
    assert asked.found(Record) == []
    assert asked.question == HangUp("done")
