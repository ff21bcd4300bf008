"""Values that callers say: digits, numbers, dates, times, yes and no. One file a kind, tables and rules only.

`read` finds the value in a sentence, `vocabulary` names the words a recogniser has to know, and `aloud` says
it back.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

from ivr.spoken import clock_words, dates, day_words, digits, numbers, times, yes_no
from ivr.spoken.text import Words, after_correction, split

Kind = Literal["digits", "number", "date", "time", "yes_no"]
KINDS: tuple[str, ...] = get_args(Kind)

_VOCABULARY = {
    "digits": digits.vocabulary,
    "number": numbers.vocabulary,
    "date": day_words.vocabulary,
    "time": clock_words.vocabulary,
    "yes_no": yes_no.vocabulary,
}


def read(kind: str, text: str, language: str, today: date) -> str | None:
    """The value that was said, in its one written form; None when there is none, or more than one.

    digits "0258", number "23", date "2026-03-02", time "14:30", yes_no "yes" or "no". What follows a
    correction counts: "three, no, four" is 4. Languages other than pt, en and es are understood in figures.
    No text raises; a kind that is not in KINDS does (ValueError).
    """
    if kind == "yes_no":
        return yes_no.read(text, language)
    words = split(text)
    corrected = after_correction(words, language)
    value = _read(kind, corrected, language, today) if corrected else None
    return value or _read(kind, words, language, today)


def _read(kind: str, words: Words, language: str, today: date) -> str | None:
    match kind:
        case "digits":
            return digits.read(words, language)
        case "number":
            return numbers.read(words, language)
        case "date":
            return dates.read(words, language, today)
        case "time":
            return times.read(words, language)
    raise ValueError(f"no kind of spoken value: {kind}")


def vocabulary(kind: str, language: str) -> tuple[str, ...]:
    """Every word that such a value can be made of, as a dictionary spells it; () for other languages."""
    return tuple(dict.fromkeys(_VOCABULARY[kind](language)))


def aloud(kind: str, value: str, language: str, today: date | None = None) -> str:
    """A value of `read` as it is said back: "2 5 8", "2 de março", "2:30 p.m.", "sim".

    A date is said with its year when `today` is given and the date is not the next of its name.
    Anything that is no value of the kind comes back unchanged.
    """
    match kind:
        case "digits":
            return digits.aloud(value)
        case "date":
            return dates.aloud(value, language, today)
        case "time":
            return times.aloud(value, language)
        case "yes_no":
            return yes_no.aloud(value, language)
    return value
