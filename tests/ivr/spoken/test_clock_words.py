"""The tables of times are plain, longest first, and a recogniser gets all of them."""

from __future__ import annotations

import pytest

from ivr.spoken.clock_words import FIXED_OF, PART_OF, vocabulary


@pytest.mark.parametrize("language", ["pt", "en", "es"])
def test_no_part_of_the_day_hides_a_longer_one(language: str) -> None:
    phrases = [phrase for phrase, _ in PART_OF[language]]
    assert phrases == sorted(phrases, key=len, reverse=True)
    assert len(set(phrases)) == len(phrases)
    assert {0, 12} == set(FIXED_OF[language].values())


def test_a_recogniser_can_hear_times() -> None:
    assert {"meia", "meio", "dia", "manhã", "quinze", "horas", "pras"} <= set(vocabulary("pt-BR"))
    assert {"half", "past", "quarter", "o'clock", "noon", "pm"} <= set(vocabulary("en-US"))
    assert {"media", "cuarto", "menos", "mediodía", "tarde"} <= set(vocabulary("es-ES"))
    assert vocabulary("ko-KR") == ()
