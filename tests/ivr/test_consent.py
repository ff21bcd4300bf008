"""Before a recorded line: the notice, or the question; once in a call, and everybody is served."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.phrases import phrase
from ivr.actions import Enqueue, KeepConsent, Listen, Mark
from ivr.events import FactsFound, LineNow, QueueLeft, SpeechHeard
from ivr.scenarios import run_all
from tests.ivr.conftest import Call, build

NOTICE, QUESTION, REFUSED = (
    phrase(name, "en-US") for name in ("recording_notice", "recording_consent", "recording_refused")
)


def flow(mode: str, **more: Any) -> dict[str, Any]:
    """Two recorded lines, one after the other."""
    steps = {
        "first": {"queue": "billing", "next": "second", "else": "second"},
        "second": {"queue": "tech", "next": "bye", "else": "bye"},
        "bye": {"hang up": "Goodbye."},
    }
    queues = {name: {"title": name, "recording": mode, **more} for name in ("billing", "tech")}
    return {"steps": steps, "queues": queues}


def marks(call: Call) -> list[str]:
    return [mark.kind for mark in call.found(Mark)]


def test_a_notice_is_said_before_the_line_and_once(call: Callable[..., Call]) -> None:
    asked = call(**flow("announced"))
    assert asked.spoken == [NOTICE]
    assert asked.one(Enqueue).queue == "billing"
    assert "recording_announced" in marks(asked)
    asked.tell(QueueLeft, "answered", 9)
    assert asked.one(Enqueue).queue == "tech"
    assert asked.spoken == []
    assert "recording_announced" not in marks(asked)


@pytest.mark.parametrize("mode", ["off", "on"])
def test_nothing_is_said_of_the_others(call: Callable[..., Call], mode: str) -> None:
    asked = call(**flow(mode))
    assert asked.spoken == []
    assert isinstance(asked.question, Enqueue)


@pytest.mark.parametrize(
    ("said", "agrees"),
    [("yes", True), ("you may record", True), ("no", False), ("do not record", False), ("", False)],
)
def test_words(call: Callable[..., Call], said: str, agrees: bool) -> None:
    asked = call(**flow("consent"))
    assert isinstance(asked.question, Listen)
    assert asked.spoken == [QUESTION]
    asked.say(said)
    assert asked.one(KeepConsent) == KeepConsent("recording", agrees)
    assert asked.one(Enqueue).queue == "billing"
    assert ("recording_agreed" if agrees else "recording_refused") in marks(asked)


@pytest.mark.parametrize(("key", "agrees"), [("1", True), ("2", False)])
def test_keys(call: Callable[..., Call], key: str, agrees: bool) -> None:
    asked = call(**flow("consent"))
    asked.press(key)
    assert asked.one(KeepConsent).is_given is agrees
    assert asked.spoken == ([] if agrees else [REFUSED])
    assert asked.found(Enqueue)
    assert "option_chosen" not in marks(asked)  # it is not what they called for


def test_silence_is_a_no(call: Callable[..., Call]) -> None:
    asked = call(**flow("consent"))
    asked.be_silent()
    assert asked.one(KeepConsent).is_given is False
    assert asked.found(Enqueue)


def test_what_nobody_understands_is_asked_again_and_then_a_no(call: Callable[..., Call]) -> None:
    asked = call(**flow("consent"))
    for _ in range(2):
        asked.press("7")
        assert asked.spoken == [phrase("not_understood", "en-US"), QUESTION]
    asked.press("7")
    assert asked.one(KeepConsent).is_given is False
    assert asked.found(Enqueue)


@pytest.mark.parametrize("key", ["1", "2"])
def test_it_is_asked_once_in_a_call(call: Callable[..., Call], key: str) -> None:
    asked = call(**flow("consent"))
    asked.press(key)
    asked.tell(QueueLeft, "answered", 9)
    assert asked.one(Enqueue).queue == "tech"
    assert asked.found(KeepConsent) == []


def test_the_authors_own_words(call: Callable[..., Call]) -> None:
    asked = call(**flow("announced", recording_words={"en-US": "Dear {caller.number}.", "pt-BR": "Olá."}))
    assert asked.spoken == ["Dear 5 5 1 1 9 8 8 8 8 7 7 7 7."]


def test_who_overflows_is_asked_for_the_line_they_come_to() -> None:
    parts = flow("consent")
    parts["queues"]["billing"] |= {"recording": "off", "limit": 1, "overflow": {"to": "tech"}}
    asked = Call(build(**parts))
    asked.line = LineNow(is_full=True, overflow="tech")
    asked.tell_line = False
    asked.begin()
    asked.tell(FactsFound, line=asked.line)
    asked.tell(FactsFound, line=LineNow())
    assert asked.spoken == [QUESTION]
    asked.press("1")
    assert asked.one(Enqueue).queue == "tech"


def test_a_command_leads_away(call: Callable[..., Call]) -> None:
    asked = call(**flow("consent"), anywhere={"main menu": "bye"})
    asked.tell(SpeechHeard, "main menu", 1.0)
    assert asked.state.ended
    assert asked.found(KeepConsent) == []


def test_scenarios_answer_it() -> None:
    parts = flow("consent")
    script = [{"hears": "record"}, {"says": "yes"}, {"agent_answers": "yes"}, {"agent_answers": "yes"}]
    scenario = {"name": "recorded", "script": script, "ends": {"step": "bye"}}
    assert [result.problems for result in run_all(build(**parts, scenarios=[scenario]))] == [()]


def test_a_language_without_shipped_words_takes_keys_alone(call: Callable[..., Call]) -> None:
    """Its ears would hear foreign words in anything, and somebody be recorded who never agreed."""
    asked = call(**flow("consent"), languages=["ko-KR"])
    question = asked.question
    assert isinstance(question, Listen)
    assert question.hearing is None
    asked.press("1")
    assert asked.one(KeepConsent).is_given
