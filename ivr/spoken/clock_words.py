"""The words for times of day. Tables, and the words a recogniser needs of them: no rules."""

from __future__ import annotations

from ivr.spoken import numbers
from ivr.spoken.lexicon import LANGUAGES
from ivr.spoken.text import base, split, word_set

PARTS = {
    "pt": {
        "am": "manhã|da manhã|de manhã|pela manhã", "dawn": "madrugada|da madrugada|de madrugada",
        "pm": "tarde|da tarde|à tarde|de tarde|pela tarde", "night": "noite|da noite|à noite|de noite",
    },
    "en": {
        "am": "in the morning|this morning|morning", "dawn": "am|a m",
        "pm": "pm|p m|in the afternoon|this afternoon|afternoon",
        "night": "in the evening|this evening|evening|at night|tonight|night",
    },
    "es": {
        "am": "de la mañana|por la mañana|en la mañana", "dawn": "am|a m|madrugada|de la madrugada",
        "pm": "pm|p m|tarde|de la tarde|por la tarde|en la tarde",
        "night": "noche|de la noche|por la noche|en la noche",
    },
}  # fmt: skip
FIXED = {
    "pt": {"meio-dia": 12, "meiodia": 12, "meia-noite": 0, "meianoite": 0},
    "en": {"noon": 12, "midday": 12, "midnight": 0},
    "es": {"mediodía": 12, "medio día": 12, "medianoche": 0, "media noche": 0},
}
HALVES = {
    "pt": {"meia": 30, "um quarto": 15, "quarto": 15},
    "es": {"media": 30, "cuarto": 15, "un cuarto": 15},
}
QUARTERS = {
    "pt": {"um quarto": 15, "quarto": 15},
    "en": {"a quarter": 15, "quarter": 15, "half": 30},
    "es": {"un cuarto": 15, "cuarto": 15},
}
BEFORE = {
    "pt": ("para as", "para a", "para o", "para", "pras", "pra as", "pra", "pro"),
    "en": ("to", "of", "till", "before"),
    "es": ("para las", "para la", "para el"),
}
PAST = {"pt": (), "en": ("past", "after"), "es": ()}
HOURS = {"pt": ("horas", "hora", "h", "hs"), "en": ("oclock", "hours"), "es": ("horas", "hora", "h", "hs")}
MINUTES = ("minutos", "minuto", "minutes", "minute", "min", "m")
SHARP = ("em ponto", "en punto", "sharp", "exactly", "on the dot", "certas")
AND = {"pt": ("e",), "en": ("and",), "es": ("y", "con")}
LESS = {"pt": ("menos",), "en": (), "es": ("menos",)}
# Said in front of a time; a lone number behind one of these is an hour.
MARKS = {
    "pt": "às as pelas pela até",
    "en": "at around about",
    "es": "las la",
}
# Further words for a recogniser.
SPOKEN = {
    "pt": ("horas hora minutos minuto em ponto",),
    "en": ("o'clock hours minutes sharp oh past",),
    "es": ("horas hora minutos minuto en punto",),
}
RANGE = word_set("between entre from desde das after before")
LENGTH = word_set("in em en daqui dentro durante por for ha hace cada every de of para to")
OR = word_set("or ou o u to and until ate hasta")
GREETING = word_set("bom boa good buena buenas bonne mais mas")


def _table(of: dict[str, int]) -> dict[str, int]:
    return {" ".join(split(phrase)): value for phrase, value in of.items()}


# Longest first: "da tarde" holds "tarde".
PART_OF = {
    key: sorted(
        ((" ".join(split(phrase)), part) for part, said in parts.items() for phrase in said.split("|")),
        key=lambda each: -len(each[0]),
    )
    for key, parts in PARTS.items()
}
FIXED_OF = {key: _table(names) for key, names in FIXED.items()}
MARK_OF = {key: frozenset(split(marks)) for key, marks in MARKS.items()}


def vocabulary(language: str) -> tuple[str, ...]:
    key = base(language)
    if key not in LANGUAGES:
        return ()
    phrases = (
        *(phrase for part in PARTS[key].values() for phrase in part.split("|")),
        *FIXED[key], *HALVES.get(key, ()), *QUARTERS[key], *BEFORE[key], *PAST[key], *AND[key], *LESS[key],
        *SPOKEN[key], MARKS[key],
    )  # fmt: skip
    return (
        *(word for phrase in phrases for word in phrase.replace("-", " ").split()),
        *numbers.vocabulary(key),
    )
