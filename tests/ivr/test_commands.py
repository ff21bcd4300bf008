"""Said anywhere: an agent, the main menu, once more, and back to the question before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ivr.actions import Listen
from ivr.asking import MAX_ASKED
from ivr.events import SpeechHeard
from tests.ivr.conftest import Call, build

WAYS = {"agent": "desk", "main menu": "main"}
INTENTS = {"agent": {"en-US": ["connect me"]}, "billing": {"en-US": ["my bill"]}}


def menu(prompt: str, key: str, target: str, **more: Any) -> dict[str, Any]:
    """A menu with one option and two tries."""
    option = {"key": key, "next": target}
    hears = {"input": "keypad and speech", "silence": {"tries": 2}, "else": "lost"}
    return {"menu": prompt, "options": [option], **hears, **more}


STEPS: dict[str, Any] = {
    "main": menu("Main?", "1", "code"),
    "code": {"collect": "code", "prompt": "Code?", "digits": 1, "next": "hello", "else": "lost"},
    "hello": {"say": "Hello.", "next": "second"},
    "second": menu("Second?", "1", "open", confirm="below 0.75"),
    "open": {"ask": "wish", "prompt": "What?", "intents": {"billing": "lost"}, "else": "lost"},
    "desk": {"queue": "general", "next": "hang up", "else": "hang up"},
    "lost": {"hang up": "Lost."},
}


@pytest.fixture
def begun(call: Callable[..., Call]) -> Call:
    return call(STEPS, intents=INTENTS, anywhere=WAYS)


def at_second(call: Call) -> Call:
    call.press("1")
    call.press("5")
    assert call.state.step == "second"
    return call


def test_what_is_listened_for(begun: Call) -> None:
    hearing = begun.one(Listen).hearing
    assert hearing is not None
    assert {"an agent", "connect me", "main menu", "repeat", "go back"} <= set(hearing.phrases)


@pytest.mark.parametrize("text", ["an agent", "talk to a person please", "connect me", "agent"])
def test_an_agent_at_any_question(begun: Call, text: str) -> None:
    at_second(begun).say(text)
    assert begun.state.step == "desk"
    (chosen,) = begun.marks("option_chosen")
    assert (chosen["by"], chosen["option"], chosen["next"]) == ("anywhere", "agent", "desk")
    assert begun.marks("receipt")[0]["result"] == "anywhere"


def test_a_guess_at_a_command_is_confirmed_too(begun: Call) -> None:
    at_second(begun).tell(SpeechHeard, "somebody", 1.0, intents=(("agent", 0.6),))
    assert begun.state.phase == "confirm"
    assert "an agent" in begun.spoken[0]
    begun.say("yes")
    assert begun.state.step == "desk"


def test_the_main_menu(begun: Call) -> None:
    at_second(begun).say("main menu")
    assert begun.spoken == ["Main?"]
    assert begun.state.attempt == 1


@pytest.mark.parametrize("text", ["repeat", "say that again"])
def test_repeating_is_no_try(begun: Call, text: str) -> None:
    at_second(begun)
    for _ in range(4):
        begun.say(text, 0.5)
        assert (begun.spoken, begun.state.attempt) == (["Second?"], 1)
        assert begun.marks("commanded") == [{"step": "second", "command": "repeat", "score": 1.0}]


def test_who_only_says_repeat_comes_to_an_end(begun: Call) -> None:
    for _ in range(MAX_ASKED + 5):
        begun.say("repeat")
    assert begun.state.ended


def test_going_back_is_to_the_question_before(begun: Call) -> None:
    at_second(begun).say("go back")
    assert (begun.state.step, begun.spoken) == ("code", ["Code?"])
    assert begun.marks("commanded") == [{"step": "second", "command": "go_back", "score": 1.0}]
    assert begun.marks("receipt")[0]["result"] == "anywhere"


def test_going_back_twice_goes_further_and_then_no_more(begun: Call) -> None:
    at_second(begun).press("1")
    for prompt in ("Second?", "Code?"):
        begun.say("go back")
        assert begun.spoken[-1:] == [prompt]
    begun.press("5")
    begun.say("main menu")
    begun.say("go back")
    assert (begun.spoken, begun.state.attempt) == (["Main?"], 1)


@pytest.mark.parametrize(("text", "step"), [("no, talk to an agent", "desk"), ("main menu", "main")])
def test_leading_commands_leave_a_confirmation(begun: Call, text: str, step: str) -> None:
    at_second(begun).say("one", 0.5)
    assert begun.state.phase == "confirm"
    begun.say(text)
    assert begun.state.step == step


def test_the_others_do_not(begun: Call) -> None:
    at_second(begun).say("one", 0.5)
    begun.say("go back")
    assert (begun.state.step, begun.state.phase) == ("second", "confirm")
    assert len(begun.marks("not_understood")) == 1


def test_without_anywhere_they_are_words_like_others(call: Callable[..., Call]) -> None:
    asked = call(STEPS, intents=INTENTS)
    asked.say("an agent")
    assert len(asked.marks("not_understood")) == 1


def test_what_the_author_switched_off(call: Callable[..., Call]) -> None:
    asked = call(STEPS, intents=INTENTS, anywhere={"repeat": False, "go back": False})
    for text in ("repeat", "go back", "an agent"):
        asked.state = asked.state.__class__.from_json({**asked.state.to_json(), "attempt": 1})
        asked.say(text)
        assert len(asked.marks("not_understood")) == 1


def test_out_of_a_sub_flow_for_good() -> None:
    inner = build({"menu": menu("Inner?", "1", "menu")}, flow="inner", numbers=[])
    steps = {"start": {"flow": "inner", "next": "lost"}, **STEPS}
    asked = Call(build(steps, subflows={"inner": inner}, anywhere=WAYS)).begin()
    assert (asked.spoken, asked.state.stack) == (["Inner?"], (("acme", "lost"),))
    asked.say("go back")
    assert asked.spoken == ["Inner?"]
    asked.say("an agent")
    assert (asked.state.flow, asked.state.step, asked.state.stack) == ("acme", "desk", ())
    assert asked.marks("receipt")[0]["step"] == "inner.menu"


@pytest.mark.parametrize(("language", "text"), [("pt-BR", "um atendente, por favor"), ("pt-BR", "repita")])
def test_in_the_calls_language(language: str, text: str) -> None:
    asked = Call(build(STEPS, anywhere=WAYS)).begin(language=language)
    asked.say(text)
    assert asked.marks("option_chosen") or asked.marks("commanded")


def test_a_tongue_without_shipped_words_listens_for_the_authors_alone() -> None:
    """English commands in a Korean menu's grammar were heard in Korean words."""
    steps = {
        "main": {
            "menu": {"ko-KR": "환불, 예약"},
            "input": "speech",
            "options": [{"words": {"ko-KR": ["환불"]}, "next": "hang up"}],
        }
    }
    flow = build(
        steps,
        languages=["ko-KR"],
        anywhere={"agent": "main", "repeat": True},
        intents={"agent": {"ko-KR": ["상담원"]}},
    )
    question = Call(flow).begin().one(Listen)
    assert question.hearing
    assert question.hearing.phrases == ("환불", "상담원")
