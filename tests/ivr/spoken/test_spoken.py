"""What holds for every kind of value: no text is an error, and each kind has its words in three languages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.spoken import KINDS, aloud, read, vocabulary
from ivr.spoken.text import LONGEST, split

TODAY = date(2026, 3, 2)
LANGUAGES = ("pt-BR", "en-US", "es-ES", "fr-FR", "ko-KR", "")
ALL_WORDS = sorted(
    {word for kind in KINDS for language in ("pt", "en", "es") for word in vocabulary(kind, language)}
)
KIND = st.sampled_from(KINDS)
LANGUAGE = st.sampled_from(LANGUAGES)


@given(KIND, LANGUAGE, st.text(), st.dates())
def test_any_text_is_read_without_an_error(kind: str, language: str, text: str, today: date) -> None:
    value = read(kind, text, language, today)
    assert value is None or value
    aloud(kind, text, language, today)


@given(
    KIND,
    LANGUAGE,
    st.lists(st.sampled_from([*ALL_WORDS, "1", "07", "2026", "3/5", "15h30", ":", "."])),
    st.dates(),
)
def test_any_words_are_read_without_an_error(kind: str, language: str, said: list[str], today: date) -> None:
    value = read(kind, " ".join(said), language, today)
    # Years are said from 1900 to 2100.
    if value is not None and (kind != "date" or "1900" <= value[:4] <= "2100"):
        assert read(kind, aloud(kind, value, language, today), language, today) == value


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "text", ["9" * LONGEST, "9 " * 5_000, "vinte e " * 1_250, "٣" * 10, "½ ² Ⅷ", "\x00\ud800"]
)
def test_huge_and_odd_texts_are_no_error(kind: str, text: str) -> None:
    for language in LANGUAGES:
        read(kind, text, language, TODAY)


def test_a_text_too_long_to_be_an_answer_is_none_and_not_a_part_of_it() -> None:
    assert read("digits", "9" * LONGEST, "pt", TODAY) == "9" * LONGEST
    assert read("digits", "9" * (LONGEST + 1), "pt", TODAY) is None


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_words_in_three_languages_and_none_in_others(kind: str) -> None:
    for language in ("pt-BR", "pt_PT", "EN-us", "es"):
        words = vocabulary(kind, language)
        assert words
        assert len(set(words)) == len(words)
        assert all(word == word.strip().lower() and " " not in word and "-" not in word for word in words)
        assert len(words) < 250
    assert vocabulary(kind, "ko-KR") == vocabulary(kind, "fr") == ()


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_recogniser_hears_is_what_the_reader_splits(kind: str) -> None:
    for language in ("pt", "en", "es"):
        assert all(len(split(word)) == 1 for word in vocabulary(kind, language))


def test_an_unknown_kind_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="mood"):
        read("mood", "happy", "en", TODAY)


def test_a_correction_counts_and_a_no_behind_the_value_does_not() -> None:
    assert read("number", "vinte, quer dizer, trinta", "pt", TODAY) == "30"
    assert read("time", "at three, sorry, at four", "en", TODAY) == "16:00"
    assert read("date", "el lunes, no, el martes", "es", TODAY) == "2026-03-03"
    assert read("number", "three, no", "en", TODAY) == "3"
