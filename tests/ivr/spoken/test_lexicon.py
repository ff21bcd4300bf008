"""The tables name every number once."""

from __future__ import annotations

import pytest

from ivr.spoken.lexicon import AND, LANGUAGES, NUMERALS, ORDINALS, SCALES, every_word
from ivr.spoken.text import table


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_two_numbers(language: str) -> None:
    words = every_word(NUMERALS[language], SCALES[language], ORDINALS[language])
    assert len(set(words)) == len(words)
    values = [*table(NUMERALS[language]), *table(SCALES[language]), AND[language]]
    assert len(set(values)) == len(values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_up_to_twenty_and_no_ten_is_missing(language: str) -> None:
    assert {*range(21), *range(20, 100, 10)} <= set(NUMERALS[language])


def test_every_word_comes_once_and_in_order() -> None:
    assert every_word({1: "um uma"}, {1: "um", 2: "dois"}) == ("um", "uma", "dois")
