"""`say`: the right words, in the right voice, and on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ivr.actions import HangUp, Say
from tests.ivr.conftest import Call

END = {"hang up": True}


@pytest.mark.parametrize(
    ("words", "language", "said"),
    [
        ({"en-US": "Good day.", "pt-BR": "Bom dia."}, "pt-BR", "Bom dia."),
        ({"en-US": "Good day.", "pt-BR": "Bom dia."}, "en-US", "Good day."),
        ("You call from {caller.number}.", "en-US", "You call from 5 5 1 1 9 8 8 8 8 7 7 7 7."),
        ("In {call.language}.", "en-US", "In en-US."),
    ],
)
def test_words(call: Callable[..., Call], words: object, language: str, said: str) -> None:
    steps = {"lang": {"language": language, "next": "hi"}, "hi": {"say": words, "next": "end"}, "end": END}
    reply = call(steps)
    voice = {"pt-BR": "Camila", "en-US": "Joanna"}[language]
    assert reply.found(Say) == [Say(said, language, voice)]
    assert reply.question == HangUp("done")


def test_a_sentence_that_is_empty_once_filled_is_not_said(call: Callable[..., Call]) -> None:
    reply = call({"hi": {"say": " {customer.name} ", "next": "end"}, "end": END})
    assert reply.found(Say) == []


def test_a_sentence_is_never_longer_than_a_voice_can_say(call: Callable[..., Call]) -> None:
    steps = {
        "set": {"set": {"long": "x" * 600}, "next": "hi"},
        "hi": {"say": "{long}" * 10, "next": "end"},
        "end": END,
    }
    assert len(call(steps).one(Say).text) == 3000
