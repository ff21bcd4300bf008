"""Filling `{variables}` into text. Names are looked up, never evaluated: no attributes, no formats."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from flows.phrases import spaced
from ivr.spoken import aloud

MAX_VALUE = 500  # characters of one variable: `set` in a loop may not grow without end
MAX_TEXT = 3000  # characters of one spoken sentence (Polly's limit, as in flows.values.Sentence)

_VARIABLE = re.compile(r"\{([a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)*)\}")
_PHONE_NUMBER = re.compile(r"\+[0-9]{7,15}")
_SHAPES = {"date": re.compile(r"\d{4}-\d\d-\d\d"), "time": re.compile(r"\d\d:\d\d")}


def fill(text: str, value: Callable[[str], str]) -> str:
    """Every `{name}` becomes `value(name)`, once: braces inside a value stay as they are."""
    if "{" not in text:
        return text
    return _VARIABLE.sub(lambda match: value(match[1]), text)


def clean(value: object) -> str:
    """A value that is safe to keep and to speak: one line, printable, bounded."""
    # A line break could smuggle a header into a request; a control character breaks TwiML.
    text = str(value)[:MAX_VALUE]
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def spoken(value: str, language: str, today: date) -> str:
    """Phone numbers are read digit by digit, dates and times as people say them; all else as it stands."""
    # A voice would read +5511988887777 as one huge number, and 2026-03-02 as a sum.
    if _PHONE_NUMBER.fullmatch(value):
        return spaced(value)
    kind = next((kind for kind, shape in _SHAPES.items() if shape.fullmatch(value)), "")
    return aloud(kind, value, language, today) if kind else value
