"""What is shipped around text messages: in every language, and short enough to cost one part."""

from __future__ import annotations

import pytest

from flows.message_phrases import PARTS, SENTENCES
from flows.phrase_book import BOOK
from flows.phrases import part, phrase
from ivr.context import TICKET_STATES
from support.rules.texts import parts


def test_every_shipped_language_has_them() -> None:
    assert set(SENTENCES) == set(PARTS) == set(BOOK)


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("name", ["texts_stopped", "texts_started", "texts_help", "score_thanks"])
def test_one_or_two_parts(language: str, name: str) -> None:
    assert parts(phrase(name, language, centre="Acme")) <= 2


@pytest.mark.parametrize("language", SENTENCES)
def test_a_ticket_is_in_one_of_these_states(language: str) -> None:
    assert set(PARTS[language]) == {"scale", *(f"ticket_{state}" for state in TICKET_STATES)}


def test_a_scale_in_words() -> None:
    assert part("scale", "pt-BR", least=1, most=5) == "1 a 5"
    assert part("scale", "de-DE", least=0, most=10) == "0 to 10"
