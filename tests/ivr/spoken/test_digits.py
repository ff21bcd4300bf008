"""Digits as callers say them, in sentences."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.spoken import aloud, read, vocabulary
from ivr.spoken.digits import spoken_key
from tests.ivr.spoken import speller

TODAY = date(2026, 3, 2)  # a Monday


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("o meu número é dois cinco oito", "258"), ("2 5 8", "258"), ("258", "258"),
        ("cento e vinte e três", "123"), ("meia meia zero", "660"), ("zero zero sete", "007"),
        ("dezasseis dezesseis", "1616"), ("vinte e três e cinquenta", "2350"),
        ("123.456.789-09", "12345678909"), ("duplo zero sete", "007"), ("três zeros um", "0001"),
        ("cento e vinte e três ponto quatro cinco seis ponto setecentos e oitenta e nove traço zero nove",
         "12345678909"),
        ("Um momento por favor, é dois três", "23"), ("um momento", None), ("quero um táxi", None),
        ("um", "1"), ("é o um", "1"), ("um dois três meia", "1236"), ("MIL DUZENTOS E TRINTA", "1230"),
        ("sete, não, oito", "8"), ("olá", None), ("", None),
        ("mil novecentos e oitenta e cinco", "1985"), ("vinte cinco três", "253"),
        ("o código é 0 1 2", "012"), ("uma", "1"), ("não sei", None),
        ("novecentos e noventa e nove", "999"),
    ],
)  # fmt: skip
def test_portuguese(said: str, meant: str | None) -> None:
    assert read("digits", said, "pt-BR", TODAY) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("it's twenty-three fifty", "2350"), ("double five triple seven", "55777"),
        ("oh two five", "025"), ("one eight hundred five five five", "1800555"),
        ("my pin is one two three four please", "1234"), ("three zeros", "000"), ("five", "5"),
        ("two thousand and six", "2006"), ("um two five", "25"), ("a hundred and five", "105"),
        ("oh", "0"), ("oh I don't know", None), ("double oh seven", "007"),
        ("nineteen oh five", "1905"), ("one moment please", None),
        ("two five eight sorry two five nine", "259"), ("five five five dash one two", "55512"),
    ],
)  # fmt: skip
def test_english(said: str, meant: str | None) -> None:
    assert read("digits", said, "en-US", TODAY) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("dos cinco ocho", "258"), ("mi número es veintitrés cincuenta", "2350"),
        ("ciento veintitrés", "123"), ("doble cero siete", "007"), ("un momento", None),
        ("treinta y cuatro", "34"), ("quinientos", "500"), ("uno dos tres", "123"),
    ],
)  # fmt: skip
def test_spanish(said: str, meant: str | None) -> None:
    assert read("digits", said, "es-ES", TODAY) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2 5 8", "258"), ("오 팔", None),
    ],
)  # fmt: skip
def test_korean(said: str, meant: str | None) -> None:
    assert read("digits", said, "ko-KR", TODAY) == meant


SPELT = ("pt", "en", "es")
STRINGS = st.text("0123456789", min_size=1, max_size=48)


@given(STRINGS, st.sampled_from([*SPELT, "fr-FR", "ko-KR"]))
def test_digits_said_back_are_the_same(digits: str, language: str) -> None:
    assert read("digits", aloud("digits", digits, language), language, TODAY) == digits


@given(STRINGS, st.sampled_from(SPELT))
def test_digits_in_words_are_the_same(digits: str, language: str) -> None:
    assert read("digits", speller.digits(digits, language), language, TODAY) == digits


@given(st.integers(0, 99_999), st.sampled_from(SPELT))
def test_a_number_in_words_is_its_digits(number: int, language: str) -> None:
    assert read("digits", speller.spell(number, language), language, TODAY) == str(number)


@given(st.lists(st.integers(100, 999), min_size=3, max_size=3), st.integers(10, 99))
def test_a_cpf_in_hundreds_with_its_points(parts: list[int], check: int) -> None:
    said = (
        " ponto ".join(speller.spell(part, "pt") for part in parts) + " traço " + speller.spell(check, "pt")
    )
    assert read("digits", said, "pt-BR", TODAY) == "".join(map(str, [*parts, check]))


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("um", "1"), ("option two", "2"), ("opção três", "3"), ("meia", "6"), ("oh", "0"), ("9", "9"),
        ("²", "2"), ("a opção", ""), ("doze", ""), ("um dois", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_key(said: str, key: str) -> None:
    assert spoken_key(said) == key


def test_a_key_in_one_language_only() -> None:
    assert spoken_key("um", "pt-BR") == "1"
    assert spoken_key("um", "en-US") == ""
    assert spoken_key("one", "fr-FR") == ""
    assert spoken_key("1", "fr-FR") == "1"


@pytest.mark.parametrize("language", SPELT)
def test_a_recogniser_can_hear_every_digit(language: str) -> None:
    words = set(vocabulary("digits", language))
    assert words >= set(speller.digits("0123456789", language).split())
    extra = {"pt": {"meia", "traço", "duplo"}, "en": {"oh", "double", "dash"}, "es": {"doble", "guión"}}
    assert words >= extra[language]


@pytest.mark.parametrize(
    ("said", "meant"),
    [("vinte e um", "21"), ("o código é vinte e um e nada mais", "21"), ("vinte e um segundos", "21")],
)
def test_a_number_that_ends_with_one_is_no_article(said: str, meant: str) -> None:
    assert read("digits", said, "pt-BR", TODAY) == meant
    assert read("number", said, "pt-BR", TODAY) == meant
