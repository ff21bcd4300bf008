"""Filling `{variables}` into text. Names are looked up, never evaluated: no attributes, no formats."""

from __future__ import annotations

import re
from collections.abc import Callable

from flows.phrases import spaced

MAX_VALUE = 500  # characters of one variable: `set` in a loop may not grow without end
MAX_TEXT = 3000  # characters of one spoken sentence (Polly's limit, as in flows.values.Sentence)

_VARIABLE = re.compile(r"\{([a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)*)\}")
_PHONE_NUMBER = re.compile(r"\+[0-9]{7,15}")


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


def spoken(value: str) -> str:
    """Phone numbers are read digit by digit; everything else as it stands."""
    # A voice would read +5511988887777 as one huge number.
    return spaced(value) if _PHONE_NUMBER.fullmatch(value) else value
