"""Every language says who is calling, and which request it is."""

from __future__ import annotations

import pytest

from flows.callback_messages import SENTENCES, filled, sentence
from flows.phrases import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_who_is_calling(language: str) -> None:
    assert set(SENTENCES[language]) == {"again", "last", "sorry"}
    for name, text in SENTENCES[language].items():
        assert text.count("{title}") == 1
        assert ("{ticket}" in text) == (name != "sorry")


def test_a_ticket_is_read_digit_by_digit() -> None:
    said = sentence("again", "en-GB", "Acme", "1001")
    assert said.startswith("Hello, this is Acme")
    assert "1 0 0 1" in said


def test_a_flow_s_own_message_names_the_ticket_and_nothing_else() -> None:
    assert filled("Acme here, {ticket.number}.{cpf}", "{ticket}", "12") == "Acme here, 1 2."
