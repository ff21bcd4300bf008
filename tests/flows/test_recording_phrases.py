"""What is shipped for recorded conversations: in every language, and no answer means both."""

from __future__ import annotations

import pytest

from flows.phrase_book import BOOK
from flows.recording_phrases import ANSWERS, SENTENCES


def test_every_shipped_language_has_them() -> None:
    assert set(SENTENCES) == set(ANSWERS) == set(BOOK)
    assert len({frozenset(each) for each in SENTENCES.values()}) == 1


@pytest.mark.parametrize("language", ANSWERS)
def test_yes_and_no_differ(language: str) -> None:
    assert set(ANSWERS[language]) == {"agree", "refuse"}
    assert not set(ANSWERS[language]["agree"]) & set(ANSWERS[language]["refuse"])
