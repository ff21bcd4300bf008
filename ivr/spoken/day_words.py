"""The words for days and months. Tables, and the words a recogniser needs of them: no rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ivr.spoken import numbers
from ivr.spoken.lexicon import LANGUAGES, ORDINALS, every_word
from ivr.spoken.text import base, split, table, word_set

MONTHS = {
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "en": "january february march april may june july august september october november december",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
WEEKDAYS = {
    "pt": "segunda terça quarta quinta sexta sábado domingo",
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
}
# Longest first: "depois de amanhã" holds "amanhã".
NEAR = {
    "pt": {"depois de amanhã": 2, "amanhã": 1, "hoje": 0, "anteontem": -2, "ontem": -1},
    "en": {
        "day after tomorrow": 2, "tomorrow": 1, "today": 0, "tonight": 0, "day before yesterday": -2,
        "yesterday": -1,
    },
    "es": {"pasado mañana": 2, "mañana": 1, "hoy": 0, "antes de ayer": -2, "anteayer": -2, "ayer": -1},
}  # fmt: skip
# "mañana" as a part of the day.
NOT_NEAR: dict[str, tuple[str, ...]] = {
    "es": ("de la mañana", "por la mañana", "en la mañana", "esta mañana")
}
IN = {"pt": ("daqui a", "daqui", "em", "dentro de"), "en": ("in",), "es": ("en", "dentro de")}
SPANS = {
    "pt": {1: "dia dias", 7: "semana semanas"},
    "en": {1: "day days", 7: "week weeks"},
    "es": {1: "día días", 7: "semana semanas"},
}
NEXT_WEEK = {
    "pt": ("semana que vem", "próxima semana", "semana seguinte"),
    "en": ("next week", "following week"),
    "es": ("próxima semana", "semana que viene", "semana próxima", "semana siguiente"),
}
NEXT_MONTH = {
    "pt": ("próximo mês", "mês que vem", "mês seguinte"),
    "en": ("next month", "following month"),
    "es": ("próximo mes", "mes que viene", "mes próximo", "mes siguiente"),
}
AROUND = {
    "pt": "dia feira do da de que vem próximo próxima passado passada",
    "en": "the of on next this last day coming",
    "es": "día el de del próximo que viene pasado este setiembre",
}
PAST = word_set("last passada passado pasado")
BEHIND_A_DAY = word_set("at in on of around for if please or and next this then thanks") | {""}
NOT_A_WEEKDAY = word_set("via vez opcao linha")

# Countries that say the month first, in figures.
MONTH_FIRST = word_set("en en-us en-ph es-us ko ko-kr ja ja-jp zh zh-cn")
SIGNS = word_set("/ - . barra slash dash traco")


def _names(of: dict[str, str], first: int) -> dict[str, dict[str, int]]:
    return {key: table(dict(enumerate(names.split(), first))) for key, names in of.items()}


def _phrases(of: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Phrases of each language as `split` leaves them."""
    return {key: tuple(" ".join(split(phrase)) for phrase in phrases) for key, phrases in of.items()}


MONTH_OF = _names(MONTHS, 1)
MONTH_OF["es"]["setiembre"] = 9
WEEKDAY_OF = _names(WEEKDAYS, 0)
ORDINAL_OF = {key: table(words) for key, words in ORDINALS.items()}
NEAR_OF = {key: tuple(zip(_phrases(NEAR)[key], days.values(), strict=True)) for key, days in NEAR.items()}
NOT_NEAR_OF, NEXT_WEEK_OF, NEXT_MONTH_OF = _phrases(NOT_NEAR), _phrases(NEXT_WEEK), _phrases(NEXT_MONTH)
SPAN_OF = {key: table(words) for key, words in SPANS.items()}


def vocabulary(language: str) -> tuple[str, ...]:
    key = base(language)
    if key not in LANGUAGES:
        return ()
    phrases = (*NEAR[key], *IN[key], *NEXT_WEEK[key], *NEXT_MONTH[key])
    return (
        *MONTHS[key].split(), *WEEKDAYS[key].split(), *every_word(ORDINALS[key], SPANS[key]),
        *(word for phrase in phrases for word in phrase.split()), *AROUND[key].split(),
        *numbers.vocabulary(key),
    )  # fmt: skip
