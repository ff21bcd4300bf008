"""`ask`: an open question, its intents, the values said with them, and what is asked again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.phrases import phrase
from ivr.actions import Hearing, Listen, Say
from ivr.events import DigitsPressed, NothingHeard, SpeechHeard, SpeechUnavailable
from tests.ivr.conftest import Call

INTENTS = {
    "billing": {"en-US": ["my bill is wrong", "pay an invoice"]},
    "technical": {"en-US": ["it does not work"]},
    "visit": {"en-US": ["send a technician"]},
}
WAYS = {"billing": "billing", "technical": "support", "visit": "visit"}


def steps(**more: Any) -> dict[str, Any]:
    ask = {
        "ask": "wish",
        "prompt": "What can we do?",
        "intents": WAYS,
        "silence": {"tries": 2},
        "else": "desk",
    }
    said = {name: {"say": name} for name in ("billing", "support", "visit", "desk", "noted")}
    return {"open": {**ask, **more}, **said}


@pytest.fixture
def ask(call: Callable[..., Call]) -> Callable[..., Call]:
    def begin(**more: Any) -> Call:
        return call(steps(**more), intents=INTENTS)

    return begin


def hear(call: Call, text: str, *intents: tuple[str, float], confidence: float = 1.0) -> None:
    call.tell(SpeechHeard, text, confidence, intents=intents)


def test_the_question(ask: Callable[..., Call]) -> None:
    asked = ask(slots={"day": "date", "number": "digits", "other": "date"}, silence={"after": "8s"})
    examples = ("my bill is wrong", "it does not work", "send a technician", "pay an invoice")
    assert asked.question == Listen(
        1,
        (Say("What can we do?", "en-US", "Joanna"),),
        keypad=False,
        timeout_s=8,
        hearing=Hearing("en-US", examples, ("date", "digits"), fewest=1, most=32),
    )


@pytest.mark.parametrize(
    ("text", "intents", "way", "intent", "score"),
    [
        ("my bill is wrong", (), "billing", "billing", 1.0),
        ("it does not work at all", (), "support", "technical", 1.0),
        ("the modem blinks", (("technical", 0.9), ("billing", 0.3)), "support", "technical", 0.9),
    ],
)
def test_an_intent(
    ask: Callable[..., Call],
    text: str,
    intents: tuple[tuple[str, float], ...],
    way: str,
    intent: str,
    score: float,
) -> None:
    asked = ask()
    hear(asked, text, *intents)
    assert asked.spoken == [way]
    assert asked.state.variables["wish"] == intent
    assert ("open", intent) in asked.reply.exits
    assert asked.marks("option_chosen") == [
        {"step": "open", "by": "words", "option": intent, "next": way, "score": score}
    ]


@pytest.mark.parametrize(
    ("event", "facts", "sorry", "mark"),
    [
        (SpeechHeard, ("the weather",), "not_understood", "not_understood"),
        (SpeechHeard, (" ",), "no_input", "silent"),
        (NothingHeard, (), "no_input", "silent"),
    ],
)
def test_asking_again_and_then_no_more(
    ask: Callable[..., Call], event: type, facts: tuple[str, ...], sorry: str, mark: str
) -> None:
    asked = ask()
    asked.tell(event, *facts)
    assert asked.spoken == [phrase(sorry, "en-US"), "What can we do?"]
    assert len(asked.marks(mark)) == 1
    asked.tell(event, *facts)
    assert asked.spoken == ["desk"]


def test_keys_answer_no_open_question(ask: Callable[..., Call]) -> None:
    assert ask().tell(DigitsPressed, "1").stale


def test_nobody_can_hear_words(ask: Callable[..., Call]) -> None:
    asked = ask()
    asked.tell(SpeechUnavailable)
    assert asked.spoken == ["desk"]
    assert asked.marks("speech_unavailable") == [{"step": "open"}]


# --- values --------------------------------------------------------------------------------------------


def test_values_are_taken_from_the_same_words(ask: Callable[..., Call]) -> None:
    asked = ask(slots={"day": "date", "hour": "time"})
    hear(asked, "send a technician on may third")
    assert asked.spoken == ["visit"]
    assert asked.state.variables["day"] == "2026-05-03"
    assert "hour" not in asked.state.variables


def test_a_value_is_kept_when_the_rest_was_not_understood(ask: Callable[..., Call]) -> None:
    asked = ask(slots={"day": "date"})
    hear(asked, "tomorrow")
    assert asked.state.phase == "ask"
    assert asked.state.variables["day"] == "2026-03-03"
    hear(asked, "send a technician")
    assert (asked.spoken, asked.state.variables["day"]) == (["visit"], "2026-03-03")


def test_today_is_the_flows_day(call: Callable[..., Call]) -> None:
    asked = call(steps(slots={"day": "date"}), intents=INTENTS, timezone="Pacific/Kiritimati")
    hear(asked, "send a technician tomorrow")
    assert asked.state.variables["day"] == "2026-03-04"


def test_without_intents_all_values_are_wanted(ask: Callable[..., Call]) -> None:
    asked = ask(intents={}, slots={"day": "date", "hour": "time"}, next="noted", silence={"tries": 3})
    hear(asked, "tomorrow please")
    assert asked.spoken == [phrase("not_understood", "en-US"), "What can we do?"]
    assert asked.marks("asked_again") == [{"step": "open", "reason": "slots", "score": 1.0}]
    hear(asked, "half past three")
    assert asked.spoken == ["noted"]
    assert {name: asked.state.variables[name] for name in ("day", "hour")} == {
        "day": "2026-03-03",
        "hour": "15:30",
    }
    assert ("open", "next") in asked.reply.exits


def test_a_value_of_an_earlier_visit_is_asked_for_again(call: Callable[..., Call]) -> None:
    open_question = steps(intents={}, slots={"day": "date"}, next="open", silence={"tries": 3})
    asked = call(open_question)
    hear(asked, "tomorrow")
    assert asked.state.variables["day"] == "2026-03-03"
    hear(asked, "well")
    assert asked.marks("asked_again")


def test_without_intents_and_values_the_words_are_kept(ask: Callable[..., Call]) -> None:
    asked = ask(intents={}, next="noted")
    hear(asked, "the garden gate squeaks " * 20)
    assert asked.spoken == ["noted"]
    assert asked.state.variables["wish"] == ("the garden gate squeaks " * 20)[:200]
    assert asked.marks("collected") == [{"step": "open", "score": 1.0}]
    assert "gate" not in str(asked.reply.actions)


def test_words_that_were_hardly_heard_say_nothing(ask: Callable[..., Call]) -> None:
    asked = ask(intents={}, slots={"day": "date"}, next="noted")
    hear(asked, "tomorrow", confidence=0.2)
    assert asked.marks("not_understood")
    assert "day" not in asked.state.variables


# --- unsure --------------------------------------------------------------------------------------------


def test_a_guess_is_confirmed_even_when_the_author_wrote_nothing(ask: Callable[..., Call]) -> None:
    asked = ask()
    hear(asked, "blinking", ("technical", 0.6))
    assert asked.state.phase == "ask_confirm"
    assert asked.spoken == [phrase("confirm_choice", "en-US", choice="it does not work")]
    assert asked.one(Listen).keypad
    hear(asked, "yes")
    assert (asked.spoken, asked.state.variables["wish"]) == (["support"], "technical")


def test_no_asks_again(ask: Callable[..., Call]) -> None:
    asked = ask()
    hear(asked, "blinking", ("technical", 0.6))
    asked.press("2")
    assert (asked.spoken, asked.state.phase) == (["What can we do?"], "ask")


@pytest.mark.parametrize(
    ("kind", "facts", "way"),
    [
        (DigitsPressed, ("2",), "support"),
        (SpeechHeard, ("the first",), "billing"),
        (SpeechHeard, ("send a technician",), "visit"),
    ],
)
def test_one_of_two(ask: Callable[..., Call], kind: type, facts: tuple[str, ...], way: str) -> None:
    asked = ask()
    hear(asked, "hm", ("billing", 0.8), ("technical", 0.7))
    assert asked.state.phase == "ask_which"
    first, second = "my bill is wrong", "it does not work"
    assert asked.spoken == [phrase("which_of", "en-US", first=first, second=second, key="1", other="2")]
    asked.tell(kind, *facts)
    assert asked.spoken == [way]


def test_neither_of_two_is_a_wrong_answer(ask: Callable[..., Call]) -> None:
    asked = ask()
    hear(asked, "hm", ("billing", 0.8), ("technical", 0.7))
    hear(asked, "neither")
    assert (asked.state.phase, asked.state.attempt) == ("ask", 2)
    assert asked.spoken == [phrase("not_understood", "en-US"), "What can we do?"]
