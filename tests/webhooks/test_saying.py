"""Sentences as a voice can say them."""

from __future__ import annotations

import pytest
from twilio.twiml.voice_response import VoiceResponse

from exchange.twiml.parser import Element, parse
from ivr.actions import Say
from webhooks.saying import LONGEST_SAY, say, sayable


def said(*prompts: Say) -> tuple[Element, ...]:
    response = VoiceResponse()
    say(response, prompts)
    return parse(str(response))


def test_a_sentence_has_its_language_and_its_voice() -> None:
    with_voice, without = said(Say("Hello", "en-US", "Polly.Joanna-Neural"), Say("Olá", "pt-BR"))
    assert (with_voice.text, with_voice.get("language")) == ("Hello", "en-US")
    assert with_voice.get("voice") == "Polly.Joanna-Neural"
    assert (without.text, without.get("language"), without.get("voice")) == ("Olá", "pt-BR", "")


@pytest.mark.parametrize("text", ["", " ", "\x00", "\n\t\x07"])
def test_what_says_nothing_is_no_verb(text: str) -> None:
    assert said(Say(text, "en-US")) == ()


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("plain", "plain"),
        ("  wide  ", "wide"),
        ("be\x07ep", "be ep"),
        ("two\nlines", "two lines"),
        ("<b>&</b>", "<b>&</b>"),
        ("half \ud800", "half"),
        ("x" * 9000, "x" * LONGEST_SAY),
    ],
)
def test_what_a_voice_can_say(text: str, clean: str) -> None:
    assert sayable(text) == clean
