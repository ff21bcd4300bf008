"""The tables of days and months are whole, and a recogniser gets all of them."""

from __future__ import annotations

import pytest

from ivr.spoken.day_words import MONTH_OF, MONTHS, WEEKDAY_OF, WEEKDAYS, vocabulary


@pytest.mark.parametrize("language", ["pt", "en", "es"])
def test_twelve_months_and_seven_days(language: str) -> None:
    assert set(MONTH_OF[language].values()) == set(range(1, 13))
    assert set(WEEKDAY_OF[language].values()) == set(range(7))
    assert {*MONTHS[language].split(), *WEEKDAYS[language].split()} <= set(vocabulary(language))


def test_a_recogniser_can_hear_what_is_near() -> None:
    assert {"amanhã", "hoje", "depois", "primeiro", "feira", "três"} <= set(vocabulary("pt-BR"))
    assert {"tomorrow", "third", "twentieth", "next", "week"} <= set(vocabulary("en-US"))
    assert {"mañana", "pasado", "primero", "setiembre", "viene"} <= set(vocabulary("es-ES"))
    assert vocabulary("fr-FR") == ()
