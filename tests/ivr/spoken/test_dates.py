"""Days in words and figures, seen from a Monday."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.spoken import aloud, read
from ivr.spoken.day_words import MONTHS, WEEKDAYS
from tests.ivr.spoken import speller

TODAY = date(2026, 3, 2)  # a Monday


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("hoje", "2026-03-02"), ("amanhã", "2026-03-03"), ("depois de amanhã", "2026-03-04"),
        ("3 de maio", "2026-05-03"), ("três de maio", "2026-05-03"),
        ("primeiro de janeiro", "2027-01-01"), ("1º de maio", "2026-05-01"), ("31 de fevereiro", None),
        ("3/5", "2026-05-03"), ("5/3/2027", "2027-03-05"), ("sexta-feira", "2026-03-06"),
        ("segunda", "2026-03-09"), ("na próxima sexta, por favor", "2026-03-06"),
        ("sexta que vem", "2026-03-06"), ("sexta da semana que vem", "2026-03-13"),
        ("dia quinze", "2026-03-15"), ("dia 1", "2026-04-01"),
        ("dois de março de dois mil e vinte e oito", "2028-03-02"),
        ("vinte e três de dezembro de mil novecentos e oitenta e cinco", "1985-12-23"),
        ("daqui a três dias", "2026-03-05"), ("em duas semanas", "2026-03-16"),
        ("três do cinco", "2026-05-03"), ("terça dia três", "2026-03-03"), ("quarta dia três", None),
        ("segunda ou terça", None), ("não segunda, terça", None), ("segunda via do boleto", None),
        ("29 de fevereiro", "2028-02-29"), ("2026-12-24", "2026-12-24"), ("02032027", "2027-03-02"),
        ("dia 10 do mês que vem", "2026-04-10"), ("amanhã de manhã às dez", "2026-03-03"),
        ("6ª feira", "2026-03-06"), ("sexta passada", "2026-02-27"), ("3 de maio de 85", "1985-05-03"),
        ("13/25", None), ("5/13", "2026-05-13"), ("três de maio às 15h", "2026-05-03"), ("", None),
        ("talvez", None),
    ],
)  # fmt: skip
def test_portuguese(said: str, meant: str | None) -> None:
    assert read("date", said, "pt-BR", TODAY) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("may third", "2026-05-03"), ("the third of may", "2026-05-03"), ("3/5", "2026-03-05"),
        ("for next friday please", "2026-03-06"), ("May 3rd, 2027", "2027-05-03"),
        ("the twenty first of june", "2026-06-21"),
        ("june twenty-first nineteen eighty five", "1985-06-21"), ("tomorrow", "2026-03-03"),
        ("the day after tomorrow", "2026-03-04"), ("in three days", "2026-03-05"),
        ("the fifteenth", "2026-03-15"), ("february thirtieth", None), ("may I have it", None),
        ("on friday the sixth", "2026-03-06"), ("friday next week", "2026-03-13"),
        ("in a week", "2026-03-09"), ("may twenty twenty six", None),
        ("may third two thousand and thirty", "2030-05-03"), ("last friday", "2026-02-27"),
        ("this monday", "2026-03-09"), ("march second at three", "2026-03-02"),
    ],
)  # fmt: skip
def test_english(said: str, meant: str | None) -> None:
    assert read("date", said, "en-US", TODAY) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("3/5", "2026-05-03"),
    ],
)  # fmt: skip
def test_british(said: str, meant: str | None) -> None:
    assert read("date", said, "en-GB", TODAY) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("el tres de mayo", "2026-05-03"), ("mañana por la mañana", "2026-03-03"),
        ("pasado mañana", "2026-03-04"), ("el viernes", "2026-03-06"), ("el quince", "2026-03-15"),
        ("primero de mayo", "2026-05-01"), ("el viernes que viene", "2026-03-06"),
        ("dentro de tres días", "2026-03-05"), ("treinta y uno de abril", None),
        ("el dos de marzo del dos mil veintisiete", "2027-03-02"), ("hoy", "2026-03-02"),
        ("por la mañana", None), ("3/5", "2026-05-03"), ("el lunes pasado", "2026-02-23"),
        ("martes", "2026-03-03"),
    ],
)  # fmt: skip
def test_spanish(said: str, meant: str | None) -> None:
    assert read("date", said, "es-ES", TODAY) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("3/5", "2026-05-03"), ("2026-05-03", "2026-05-03"), ("lundi", None),
    ],
)  # fmt: skip
def test_french(said: str, meant: str | None) -> None:
    assert read("date", said, "fr-FR", TODAY) == meant


DAYS = st.dates(date(1999, 1, 1), date(2099, 12, 31))
LANGUAGES = st.sampled_from(["pt-BR", "en-US", "en-GB", "es-ES", "fr-FR", "ko-KR"])


@given(DAYS, st.integers(0, 364), LANGUAGES)
def test_a_coming_day_said_back_is_the_same(today: date, ahead: int, language: str) -> None:
    day = (today + timedelta(days=ahead)).isoformat()
    assert read("date", aloud("date", day, language), language, today) == day


@given(DAYS, DAYS, LANGUAGES)
def test_any_day_said_back_with_its_year_is_the_same(today: date, day: date, language: str) -> None:
    said = aloud("date", day.isoformat(), language, today)
    assert read("date", said, language, today) == day.isoformat()


@given(DAYS, st.sampled_from(["pt", "en", "es"]))
def test_any_day_in_words_is_the_same(day: date, language: str) -> None:
    number, year = speller.spell(day.day, language), speller.spell(day.year, language)
    month = MONTHS[language].split()[day.month - 1]
    said = f"{month} {day.day}th {year}" if language == "en" else f"{number} de {month} de {year}"
    assert read("date", said, language, TODAY) == day.isoformat()


@given(DAYS, st.sampled_from(["pt", "en", "es"]), st.integers(0, 6))
def test_a_weekday_is_within_the_coming_seven_days(today: date, language: str, weekday: int) -> None:
    found = date.fromisoformat(read("date", WEEKDAYS[language].split()[weekday], language, today) or "")
    assert found.weekday() == weekday
    assert 1 <= (found - today).days <= 7


@pytest.mark.parametrize(
    ("value", "language", "said"),
    [
        ("2026-03-02", "pt-BR", "2 de março"), ("2026-03-02", "en-US", "March 2"),
        ("2026-03-02", "es-ES", "2 de marzo"), ("2026-05-01", "pt-BR", "1º de maio"),
        ("2026-03-02", "fr-FR", "2026-03-02"), ("soon", "en-US", "soon"),
    ],
)  # fmt: skip
def test_a_day_aloud(value: str, language: str, said: str) -> None:
    assert aloud("date", value, language) == said


def test_a_day_aloud_has_its_year_when_it_is_not_the_next_of_its_name() -> None:
    assert aloud("date", "1985-03-02", "pt-BR", TODAY) == "2 de março de 1985"
    assert aloud("date", "2027-03-02", "en-US", TODAY) == "March 2, 2027"
    assert aloud("date", "2026-03-02", "en-US", TODAY) == "March 2"


def test_the_end_of_the_calendar_is_no_error() -> None:
    last = date.max
    for said in (
        "tomorrow",
        "friday",
        "the first",
        "may third",
        "in 999999999 days",
        "in 9 weeks",
        "next week friday",
    ):
        assert read("date", said, "en-US", last) is None
    assert read("date", "yesterday", "en-US", date.min) is None


def test_the_last_days_of_short_months() -> None:
    assert read("date", "dia 31", "pt-BR", date(2026, 4, 1)) == "2026-05-31"
    assert read("date", "dia 30 do mês que vem", "pt-BR", date(2026, 1, 5)) is None
    assert read("date", "the 15th of next month", "en-US", date(2026, 12, 20)) == "2027-01-15"


@pytest.mark.parametrize(
    ("said", "language", "meant"),
    [
        ("first republic bank", "en-US", None), ("the first week in march", "en-US", None),
        ("the first of march", "en-US", "2027-03-01"), ("the second at noon", "en-US", "2026-03-02"),
        ("from march 22-30", "en-US", None), ("partículas de 2.5 micrones", "es-ES", None),
        ("2.5.2027", "es-ES", "2027-05-02"),
    ],
)  # fmt: skip
def test_counts_ranges_and_fractions_are_no_dates(said: str, language: str, meant: str | None) -> None:
    assert read("date", said, language, TODAY) == meant
