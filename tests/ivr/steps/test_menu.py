"""`menu`: keys, words, silence, confirmation, and the end of patience."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.phrases import phrase
from ivr.actions import Hearing, Listen, Say
from ivr.events import DigitsPressed, NothingHeard, SpeechHeard, SpeechUnavailable
from tests.ivr.conftest import Call

Told = tuple[type, tuple[Any, ...]]

INTENTS = {
    "billing": {"en-US": ["my bill is wrong", "invoice"], "pt-BR": ["fatura"]},
    "technical": {"en-US": ["it does not work"]},
}


def steps(**more: Any) -> dict[str, Any]:
    menu = {
        "menu": "Billing or support?",
        "input": "keypad and speech",
        "options": [
            {"key": "1", "intent": "billing", "next": "billing"},
            {"key": "2", "intent": "technical", "next": "support"},
            {"words": {"en-US": ["cancel"]}, "next": "cancel"},
        ],
        "silence": {"after": "4s", "tries": 2},
        "else": "desk",
    }
    ways = {name: {"say": name} for name in ("billing", "support", "cancel", "desk")}
    return {"main": {**menu, **more}, **ways}


@pytest.fixture
def menu(call: Callable[..., Call]) -> Callable[..., Call]:
    def begin(**more: Any) -> Call:
        return call(steps(**more), intents=INTENTS)

    return begin


def test_the_question(menu: Callable[..., Call]) -> None:
    assert menu().question == Listen(
        seq=1,
        prompts=(Say("Billing or support?", "en-US", "Joanna"),),
        keypad=True,
        timeout_s=4,
        hearing=Hearing(
            "en-US",
            ("my bill is wrong", "it does not work", "cancel", "invoice"),
            ("digits",),
            fewest=1,
            most=1,
        ),
        keys_only=(Say("For my bill is wrong, press 1. For it does not work, press 2.", "en-US", "Joanna"),),
    )


def test_how_it_listens_is_the_authors(menu: Callable[..., Call]) -> None:
    asked = menu(barge_in="off", pause={"complete": "500ms", "otherwise": "1.5s"}, keys_only="1 or 2?")
    hearing = asked.one(Listen).hearing
    assert hearing is not None
    assert (hearing.barge_in, hearing.complete_ms, hearing.pause_ms) == ("off", 500, 1500)
    assert [say.text for say in asked.one(Listen).keys_only] == ["1 or 2?"]
    asked.press("9")
    assert [say.text for say in asked.one(Listen).keys_only] == [phrase("not_understood", "en-US"), "1 or 2?"]


def test_without_words_or_without_keys_there_is_no_prompt_for_keys_only(menu: Callable[..., Call]) -> None:
    assert menu(input="keypad", keys_only="1 or 2?").one(Listen).keys_only == ()
    assert menu(input="speech").one(Listen).keys_only == ()


# --- nobody can hear words -----------------------------------------------------------------------------


def test_keys_go_on_where_nobody_hears_words(menu: Callable[..., Call]) -> None:
    asked = menu()
    assert asked.tell(SpeechUnavailable).stale
    asked.press("1")
    assert asked.spoken == ["billing"]


@pytest.mark.parametrize(
    "more",
    [{"input": "speech"}, {"options": [{"words": {"en-US": ["cancel"]}, "next": "cancel"}]}],
)
def test_a_menu_that_only_hears_words_goes_on_to_else(
    menu: Callable[..., Call], more: dict[str, Any]
) -> None:
    asked = menu(**more)
    asked.tell(SpeechUnavailable)
    assert asked.spoken == ["desk"]
    assert asked.marks("speech_unavailable") == [{"step": "main"}]
    assert asked.marks("receipt")[0]["result"] == "else"


@pytest.mark.parametrize(
    ("event", "facts", "way", "mark"),
    [
        (DigitsPressed, ("1",), "billing", {"by": "key", "option": "1", "score": 1.0}),
        (DigitsPressed, ("2",), "support", {"by": "key", "option": "2", "score": 1.0}),
        (SpeechHeard, ("my bill is wrong",), "billing", {"by": "words", "option": "1", "score": 1.0}),
        (SpeechHeard, ("option two",), "support", {"by": "words", "option": "2", "score": 1.0}),
        (SpeechHeard, ("I want to cancel",), "cancel", {"by": "words", "option": "words", "score": 1.0}),
        (SpeechHeard, ("hm", 0.9, ("x", "invoice")), "billing", {"by": "words", "option": "1", "score": 1.0}),
    ],
)
def test_choosing(
    menu: Callable[..., Call], event: type, facts: tuple[Any, ...], way: str, mark: dict[str, Any]
) -> None:
    chosen = menu()
    chosen.tell(event, *facts)
    assert chosen.spoken == [way]
    assert chosen.marks("option_chosen") == [{"step": "main", "next": way, **mark}]
    assert ("main", mark["option"]) in chosen.reply.exits


@pytest.mark.parametrize(
    ("event", "facts", "sorry", "mark"),
    [
        (DigitsPressed, ("9",), "not_understood", "not_understood"),
        (DigitsPressed, ("12",), "not_understood", "not_understood"),
        (DigitsPressed, ("",), "no_input", "silent"),
        (SpeechHeard, ("the weather",), "not_understood", "not_understood"),
        (SpeechHeard, ("  ",), "no_input", "silent"),
        (NothingHeard, (), "no_input", "silent"),
    ],
)
def test_asking_again_and_then_no_more(
    menu: Callable[..., Call], event: type, facts: tuple[Any, ...], sorry: str, mark: str
) -> None:
    asked = menu()
    asked.tell(event, *facts)
    assert asked.spoken == [phrase(sorry, "en-US"), "Billing or support?"]
    assert asked.state.attempt == 2
    assert asked.state.seq == 2
    assert len(asked.marks(mark)) == 1
    asked.tell(event, *facts)
    assert asked.spoken == ["desk"]
    assert ("main", "else") in asked.reply.exits


def test_the_authors_own_words_for_a_wrong_key(menu: Callable[..., Call]) -> None:
    asked = menu(invalid="Only 1 or 2.")
    asked.press("9")
    assert asked.spoken == ["Only 1 or 2.", "Billing or support?"]


def test_wrong_digits_and_words_are_written_down_nowhere(menu: Callable[..., Call]) -> None:
    asked = menu()
    asked.press("4711")
    assert "4711" not in str(asked.reply)
    other = menu()
    other.say("supercalifragilistic")
    assert "supercalifragilistic" not in str(other.reply)


@pytest.mark.parametrize(
    ("how", "event"), [("keypad", (SpeechHeard, ("invoice",))), ("speech", (DigitsPressed, ("1",)))]
)
def test_what_was_not_asked_for_is_stale(menu: Callable[..., Call], how: str, event: Told) -> None:
    asked = menu(input=how)
    kind, facts = event
    assert asked.tell(kind, *facts).stale


def test_a_keypad_menu_does_not_listen(menu: Callable[..., Call]) -> None:
    assert menu(input="keypad").one(Listen).hearing is None


def test_a_classifiers_intents_are_taken_instead_of_the_examples(menu: Callable[..., Call]) -> None:
    chosen = menu()
    chosen.tell(SpeechHeard, "the modem blinks", 0.9, intents=(("technical", 0.93), ("billing", 0.1)))
    assert chosen.spoken == ["support"]
    assert chosen.marks("option_chosen")[0]["score"] == 0.93
    unsure = menu()
    unsure.tell(SpeechHeard, "my bill is odd", 0.9, intents=(("billing", 0.4), ("technical", 0.39)))
    assert unsure.marks("not_understood") == [{"step": "main", "by": "words", "phase": "menu", "score": 0.4}]


# --- confirmation ------------------------------------------------------------------------------------


@pytest.fixture
def unsure(menu: Callable[..., Call]) -> Call:
    asked = menu(confirm="below 0.75", silence={"tries": 3})
    asked.say("invoice", 0.6)
    return asked


def test_unsure_words_are_confirmed_first(unsure: Call) -> None:
    assert unsure.state.phase == "confirm"
    assert unsure.spoken == [phrase("confirm_choice", "en-US", choice="my bill is wrong")]
    hearing = unsure.one(Listen).hearing
    assert hearing is not None
    assert (hearing.phrases, hearing.expects) == (("yes", "no"), ("yes_no",))
    assert unsure.marks("option_chosen") == []
    assert unsure.marks("confirming") == [{"step": "main", "option": "1", "score": 1.0}]


def test_sure_words_are_not(menu: Callable[..., Call]) -> None:
    asked = menu(confirm="below 0.75")
    asked.say("invoice", 0.75)
    assert asked.spoken == ["billing"]


@pytest.mark.parametrize(("event", "facts"), [(DigitsPressed, ("1",)), (SpeechHeard, ("yes, please",))])
def test_yes(unsure: Call, event: type, facts: tuple[str, ...]) -> None:
    unsure.tell(event, *facts)
    assert unsure.spoken == ["billing"]
    assert unsure.marks("confirmed") == [{"step": "main", "option": "1"}]
    assert unsure.marks("option_chosen") == [
        {"step": "main", "by": "words", "option": "1", "next": "billing", "score": 1.0}
    ]


@pytest.mark.parametrize(("event", "facts"), [(DigitsPressed, ("2",)), (SpeechHeard, ("no, wrong",))])
def test_no(unsure: Call, event: type, facts: tuple[str, ...]) -> None:
    unsure.tell(event, *facts)
    assert unsure.spoken == ["Billing or support?"]
    assert unsure.marks("corrected") == [{"step": "main", "option": "1", "score": 1.0}]
    assert (unsure.state.phase, unsure.state.attempt, unsure.state.choice) == ("menu", 2, "")


@pytest.mark.parametrize(
    ("event", "facts", "sorry"),
    [
        (DigitsPressed, ("7",), "not_understood"),
        (SpeechHeard, ("perhaps",), "not_understood"),
        (NothingHeard, (), "no_input"),
    ],
)
def test_neither(unsure: Call, event: type, facts: tuple[str, ...], sorry: str) -> None:
    unsure.tell(event, *facts)
    assert unsure.spoken == [
        phrase(sorry, "en-US"),
        phrase("confirm_choice", "en-US", choice="my bill is wrong"),
    ]
    unsure.tell(event, *facts)
    unsure.tell(event, *facts)
    assert unsure.spoken == ["desk"]


def test_corrections_run_out_of_tries_too(unsure: Call) -> None:
    for _ in range(2):
        unsure.press("2")
        assert unsure.state.phase == "menu"
        unsure.say("invoice", 0.6)
    unsure.press("2")
    assert unsure.spoken == ["desk"]
