"""What a machine hears, and a person for whom nobody is there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from support.services.dialling import Picked
from tests.webhooks.door import Door
from webhooks.callbacks import document

MESSAGE = Picked("message", "en-US", "", "Acme", 1001, is_tried_again=True)


@pytest.mark.parametrize(
    ("picked", "said"),
    [
        (MESSAGE, "We will try again later. The number of your request is 1 0 0 1."),
        (replace(MESSAGE, is_tried_again=False), "please call again"),
        (replace(MESSAGE, message="Request {ticket.number}, Acme."), ">Request 1 0 0 1, Acme.<"),
        (replace(MESSAGE, language="pt-BR"), 'language="pt-BR">Olá, aqui é Acme'),
        (replace(MESSAGE, language=""), "this is Acme"),
        (replace(MESSAGE, voice="Polly.Joanna-Neural"), 'voice="Polly.Joanna-Neural"'),
        (replace(MESSAGE, action="sorry"), "We will call you again soon."),
    ],
)
def test_a_sentence_and_then_the_line_is_free(door: Door, picked: Picked, said: str) -> None:
    found = document(door.parts, picked)
    assert said in found
    assert found.endswith("<Hangup /></Response>")
