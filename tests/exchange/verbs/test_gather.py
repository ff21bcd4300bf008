"""<Gather> from the reference, section 2.3: keys, words, barge-in, finishing, silence."""

from __future__ import annotations

import pytest

from tests.exchange.conftest import LINE, BuildTown, Town

DONE = "<Say>done</Say>"


@pytest.mark.parametrize(
    ("attributes", "pressed", "digits", "finished"),
    [
        ('numDigits="1"', "1", "1", ""),
        ('numDigits="2"', "12", "12", ""),
        ("", "123#", "123", "#"),
        ('finishOnKey="*"', "12*", "12", "*"),
        ('finishOnKey="" numDigits="3"', "1#*", "1#*", ""),
        ('timeout="1"', "42", "42", ""),
    ],
)
def test_keys(town: Town, attributes: str, pressed: str, digits: str, finished: str) -> None:
    town.line(f'<Gather action="/menu" {attributes}><Say>press</Say></Gather>')
    town.customer.on("/menu", DONE)
    town.caller.dial(LINE)
    town.caller.expect_heard("press")
    town.caller.press(pressed)
    asked = town.customer.expect("/menu")
    assert (asked["Digits"], asked["FinishedOnKey"]) == (digits, finished)
    town.caller.expect_heard("done")
    assert town.caller.expect_ended() == "completed"


def test_words(town: Town) -> None:
    town.line('<Gather input="dtmf speech" action="/menu" language="pt-BR"><Say>diga</Say></Gather>')
    town.customer.on("/menu", DONE)
    town.caller.dial(LINE)
    town.caller.expect_heard("diga")
    town.caller.say("quero a fatura", confidence=0.8)
    asked = town.customer.expect("/menu")
    assert asked["SpeechResult"] == "quero a fatura"
    assert asked["Confidence"] == "0.8"
    assert "Digits" not in asked


def test_words_are_not_heard_where_only_keys_are(town: Town) -> None:
    town.line('<Gather timeout="1" action="/menu"><Say>press</Say></Gather><Say>nothing came</Say>')
    town.caller.dial(LINE)
    town.caller.expect_heard("press")
    town.caller.say("hello")
    town.caller.expect_heard("nothing came")
    assert town.customer.requests("/menu") == []


def test_silence_falls_through_or_asks(town: Town) -> None:
    town.line(
        '<Gather timeout="0" action="/menu"/><Gather timeout="0" action="/menu" actionOnEmptyResult="true"/>'
    )
    town.customer.on("/menu", DONE)
    town.caller.dial(LINE)
    assert "Digits" not in town.customer.expect("/menu")
    town.caller.expect_heard("done")
    assert len(town.customer.requests("/menu")) == 1


def test_finish_key_first_is_no_input(town: Town) -> None:
    town.line('<Gather action="/menu"><Say>press</Say></Gather><Say>nothing came</Say>')
    town.caller.dial(LINE)
    town.caller.expect_heard("press")
    town.caller.press("#")
    town.caller.expect_heard("nothing came")


def test_a_key_interrupts_the_prompt(build_town: BuildTown) -> None:
    town = build_town(prompt_speed=1.0)
    town.line(f'<Gather numDigits="1" action="/menu"><Say>{"long words " * 60}</Say></Gather>')
    town.customer.on("/menu", DONE)
    town.caller.dial(LINE)
    town.caller.expect_heard("long words")
    town.caller.press("5")
    assert town.customer.expect("/menu", timeout=3)["Digits"] == "5"
    assert town.caller.interruptions == 1
    town.caller.hang_up()


def test_action_defaults_to_the_current_url(town: Town) -> None:
    town.line('<Gather numDigits="1"><Say>press</Say></Gather>', DONE)
    town.caller.dial(LINE)
    town.caller.expect_heard("press")
    town.caller.press("7")
    town.caller.expect_heard("done")
    assert [a.fields.get("Digits") for a in town.customer.requests("/voice")] == [None, "7"]


def test_hanging_up_asks_nothing(town: Town) -> None:
    town.line('<Gather numDigits="4" actionOnEmptyResult="true" action="/menu"><Say>press</Say></Gather>')
    town.caller.dial(LINE)
    town.caller.expect_heard("press")
    town.caller.press("12")
    town.caller.hang_up()
    assert town.exchange.settle()
    assert town.customer.requests("/menu") == []


def test_partial_results_are_told(town: Town) -> None:
    town.line(
        '<Gather input="speech" action="/menu" partialResultCallback="/partial"><Say>speak</Say></Gather>'
    )
    town.caller.dial(LINE)
    town.caller.expect_heard("speak")
    town.caller.say("internet")
    assert town.customer.expect("/partial")["UnstableSpeechResult"] == "internet"
