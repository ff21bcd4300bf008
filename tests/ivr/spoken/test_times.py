"""Times of day in words and figures."""

from __future__ import annotations

from datetime import date

import pytest

from ivr.spoken import aloud, read
from tests.ivr.spoken import speller

TODAY = date(2026, 3, 2)  # a Monday


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("três e meia da tarde", "15:30"), ("15h30", "15:30"), ("às 15:30", "15:30"),
        ("três da manhã", "03:00"), ("às três", "15:00"), ("três", "15:00"), ("meio-dia", "12:00"),
        ("meio dia e meia", "12:30"), ("meia-noite", "00:00"), ("quinze para as quatro", "15:45"),
        ("quinze pras oito", "07:45"), ("às nove", "09:00"), ("às dez e quinze", "10:15"),
        ("quinze horas", "15:00"), ("quinze horas e trinta minutos", "15:30"),
        ("amanhã de tarde às oito", "20:00"), ("oito da noite", "20:00"), ("daqui a duas horas", None),
        ("em duas horas", None), ("às três ou às quatro", None), ("entre três e cinco", None),
        ("duas e vinte e cinco", "14:25"), ("às vinte e duas horas", "22:00"),
        ("três menos um quarto", "14:45"), ("boa tarde, às dez da manhã", "10:00"),
        ("um quarto para as cinco", "16:45"), ("às 9", "09:00"), ("duas pessoas", None), ("25h", None),
        ("15h da manhã", None), ("à uma", "13:00"), ("uma e meia", "13:30"), ("03:00", "03:00"),
        ("3h da tarde", "15:00"), ("três em ponto", "15:00"), ("não às três, às quatro", None),
        ("14h05", "14:05"), ("vinte e uma e dez", "21:10"), ("1430", "14:30"), ("", None),
        ("às oito horas da manhã", "08:00"), ("das três às cinco", None),
    ],
)  # fmt: skip
def test_portuguese(said: str, meant: str | None) -> None:
    assert read("time", said, "pt-BR", TODAY) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("half past three", "15:30"), ("quarter to five", "16:45"), ("noon", "12:00"),
        ("3 pm", "15:00"), ("3 p.m.", "15:00"), ("3:30 AM", "03:30"), ("ten past four", "16:10"),
        ("twenty five to six", "17:35"), ("three thirty", "15:30"), ("three o'clock", "15:00"),
        ("three oh five", "15:05"), ("fifteen hundred hours", "15:00"),
        ("seven thirty in the evening", "19:30"), ("at nine", "09:00"),
        ("I am coming at three", "15:00"), ("in three hours", None), ("midnight", "00:00"),
        ("twelve am", "00:00"), ("quarter to one pm", "12:45"), ("tomorrow morning at ten", "10:00"),
        ("between three and five", None), ("nine to five", None), ("half three", "15:30"),
        ("about four", "16:00"), ("12 am", "00:00"), ("12:30 am", "00:30"), ("12 pm", "12:00"),
        ("two fifteen p m", "14:15"), ("three or four", None),
        ("a quarter past seven in the morning", "07:15"),
    ],
)  # fmt: skip
def test_english(said: str, meant: str | None) -> None:
    assert read("time", said, "en-US", TODAY) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("a las tres y cuarto", "15:15"), ("mediodía", "12:00"), ("cinco menos cuarto", "16:45"),
        ("las tres y media", "15:30"), ("a la una", "13:00"), ("cuarto para las cinco", "16:45"),
        ("a las ocho de la noche", "20:00"), ("las diez de la mañana", "10:00"),
        ("tres de la madrugada", "03:00"), ("15:30", "15:30"), ("quince treinta", "15:30"),
        ("diez menos diez", "09:50"), ("mañana a las tres", "15:00"),
        ("a las doce de la noche", "00:00"), ("dentro de dos horas", None),
        ("a las tres en punto", "15:00"), ("dos personas", None),
    ],
)  # fmt: skip
def test_spanish(said: str, meant: str | None) -> None:
    assert read("time", said, "es-ES", TODAY) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("15:30", "15:30"), ("03:00", "03:00"),
    ],
)  # fmt: skip
def test_korean(said: str, meant: str | None) -> None:
    assert read("time", said, "ko-KR", TODAY) == meant


@pytest.mark.parametrize("language", ["pt-BR", "pt-PT", "en-US", "en-GB", "es-ES", "fr-FR", "ko-KR"])
def test_every_minute_said_back_is_the_same(language: str) -> None:
    for minute in range(24 * 60):
        value = f"{minute // 60:02}:{minute % 60:02}"
        assert read("time", aloud("time", value, language), language, TODAY) == value


@pytest.mark.parametrize(("language", "joint"), [("pt", "e"), ("en", ""), ("es", "y")])
def test_every_hour_and_minute_in_words(language: str, joint: str) -> None:
    for hour in range(7, 24):
        for minute in (10, 15, 20, 30, 45, 59):
            said = f"{speller.spell(hour, language)} {joint} {speller.spell(minute, language)}"
            assert read("time", said, language, TODAY) == f"{hour:02}:{minute:02}"


@pytest.mark.parametrize(
    ("value", "language", "said"),
    [
        ("14:30", "pt-BR", "14h30"), ("03:00", "pt-BR", "3h da manhã"), ("12:00", "pt-BR", "meio-dia"),
        ("14:30", "en-US", "2:30 p.m."), ("00:05", "en-US", "12:05 a.m."), ("00:00", "en-US", "midnight"),
        ("14:30", "es-ES", "14:30"), ("03:05", "es-ES", "3:05 de la mañana"), ("14:30", "ko-KR", "14:30"),
        ("25:00", "en-US", "25:00"), ("later", "pt-BR", "later"),
    ],
)  # fmt: skip
def test_a_time_aloud(value: str, language: str, said: str) -> None:
    assert aloud("time", value, language) == said


@pytest.mark.parametrize(
    ("said", "language", "meant"),
    [
        ("um pagamento a uma conta", "pt-PT", None), ("uma conta a dois", "pt-PT", None),
        ("pode ser à uma", "pt-BR", "13:00"), ("temporizador de uma hora", "pt-BR", None),
        ("temporizador de 3 horas e um minuto", "pt-BR", None), ("en una hora 30 minutos", "es-ES", None),
        ("up to four thousand", "en-US", None), ("what is 750 divided by 5", "en-US", None),
    ],
)  # fmt: skip
def test_sums_lengths_and_articles_are_no_times(said: str, language: str, meant: str | None) -> None:
    assert read("time", said, language, TODAY) == meant
