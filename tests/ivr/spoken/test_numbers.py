"""Whole numbers in words and figures, and back from a speller."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.spoken import aloud, read, vocabulary
from ivr.spoken.numbers import cardinal
from ivr.spoken.text import normalise
from tests.ivr.spoken import speller

TODAY = date(2026, 3, 2)  # a Monday


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("mil duzentos e trinta", "1230"), ("dois cinco oito", "258"), ("vinte e três", "23"),
        ("dois milhões trezentos mil e quarenta", "2300040"), ("uma pessoa", "1"),
        ("um momento, vinte", "20"), ("entre vinte e trinta", None), ("1.234", "1234"),
        ("2 mil", "2000"), ("dois vírgula cinco", None), ("3,5", None), ("dois bilhões", None),
        ("cem", "100"), ("cem mil", "100000"), ("uma ou duas", None),
        ("vinte, quer dizer, trinta", "30"), ("somos três pessoas", "3"), ("zero", "0"),
        ("novecentos e noventa e nove milhões novecentos e noventa e nove mil novecentos e noventa e nove",
         "999999999"),
    ],
)  # fmt: skip
def test_portuguese(said: str, meant: str | None) -> None:
    assert read("number", said, "pt-BR", TODAY) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("it's twenty three", "23"), ("two thousand and six", "2006"), ("twelve hundred", "1200"),
        ("nineteen eighty four", "1984"), ("a thousand", "1000"),
        ("one hundred and twenty thousand three hundred and four", "120304"), ("1,234,567", "1234567"),
        ("3.5", None), ("two point five", None), ("one or two", None), ("a million", "1000000"),
        ("I have two cats and three dogs", None),
    ],
)  # fmt: skip
def test_english(said: str, meant: str | None) -> None:
    assert read("number", said, "en", TODAY) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("mil doscientos treinta", "1230"), ("dos mil seis", "2006"), ("treinta y un mil", "31000"),
        ("un millón", "1000000"), ("mil millones", None), ("veintiún mil quinientos", "21500"),
    ],
)  # fmt: skip
def test_spanish(said: str, meant: str | None) -> None:
    assert read("number", said, "es", TODAY) == meant


@given(st.integers(0, 999_999), st.sampled_from(["pt", "en", "es"]))
def test_a_number_in_words_is_the_same(number: int, language: str) -> None:
    assert read("number", speller.spell(number, language), language, TODAY) == str(number)


@given(st.integers(0, 999_999), st.sampled_from(["pt", "en", "es"]))
def test_a_number_without_accents_joints_and_case_is_the_same(number: int, language: str) -> None:
    said = normalise(speller.spell(number, language)).upper()
    assert read("number", said, language, TODAY) == str(number)


@given(st.integers(0, 999_999_999), st.sampled_from(["pt-BR", "en-US", "es-ES", "fr-FR", "ko-KR"]))
def test_a_number_in_figures_is_the_same(number: int, language: str) -> None:
    assert read("number", aloud("number", str(number), language), language, TODAY) == str(number)
    assert read("number", f"{number:,}", language, TODAY) == str(number)
    assert read("number", f"{number:,}".replace(",", "."), language, TODAY) == str(number)


def test_a_number_past_the_most_is_none() -> None:
    assert read("number", "999999999", "en", TODAY) == "999999999"
    assert read("number", "1000000000", "en", TODAY) is None


def test_where_a_number_ends() -> None:
    assert cardinal(("vinte", "e", "cinco", "seis"), 0, "pt") == (25, 3, "25")
    assert cardinal(("dois", "cinco"), 0, "pt") == (2, 1, "2")
    assert cardinal(("007",), 0, "xx") == (7, 1, "007")
    assert cardinal(("e",), 0, "pt") is None
    assert cardinal((), 0, "pt") is None


@pytest.mark.parametrize("language", ["pt", "en", "es"])
def test_a_recogniser_can_hear_every_number(language: str) -> None:
    words = set(vocabulary("number", language))
    for number in (*range(1_000), 999_999):
        assert set(speller.spell(number, language).replace("-", " ").split()) <= words


@pytest.mark.parametrize(
    ("said", "language", "meant"),
    [
        ("uma pessoa", "pt-BR", "1"), ("é uma só", "pt-BR", "1"),
        ("quero abrir uma conta conjunta", "pt-BR", None),
        ("tengo un problema con mi tarjeta", "es-ES", None), ("a person", "en-US", None),
        ("um problema com duas contas", "pt-BR", "2"),
    ],
)  # fmt: skip
def test_an_article_is_not_a_number_inside_a_sentence(said: str, language: str, meant: str | None) -> None:
    assert read("number", said, language, TODAY) == meant
