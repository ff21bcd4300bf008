"""What is shipped for callbacks: the same in every language, and no two answers alike."""

from __future__ import annotations

import pytest

from flows.callback_phrases import ANSWERS, SENTENCES
from flows.phrase_book import BOOK

ASKED_TOGETHER = (("call_back", "wait"), ("keep", "cancel"), ("right", "another"), ("soon", "choose"))


def test_every_shipped_language_has_them() -> None:
    assert set(SENTENCES) == set(ANSWERS) == set(BOOK)


@pytest.mark.parametrize("language", ANSWERS)
def test_the_two_answers_of_a_question_differ(language: str) -> None:
    answers = ANSWERS[language]
    assert set(answers) == {name for pair in ASKED_TOGETHER for name in pair}
    for one, other in ASKED_TOGETHER:
        assert not set(answers[one]) & set(answers[other])
