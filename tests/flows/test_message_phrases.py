"""What is shipped around text messages: in every language, and short enough to cost one part."""

from __future__ import annotations

import pytest

from flows.message_phrases import SENTENCES
from flows.phrase_book import BOOK
from flows.phrases import phrase
from support.rules.texts import parts


def test_every_shipped_language_has_them() -> None:
    assert set(SENTENCES) == set(BOOK)


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("name", ["texts_stopped", "texts_started", "texts_help", "score_thanks"])
def test_one_or_two_parts(language: str, name: str) -> None:
    assert parts(phrase(name, language, centre="Acme")) <= 2
