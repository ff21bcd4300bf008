"""Small values that flow authors write: words in several languages, durations, targets, digits.

Only types and their parsing live here. A value that cannot be read raises ValueError with a sentence
for the author; the loader adds file, line and column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

HANG_UP = "hang up"
ANY_LANGUAGE = "*"

_UNITS = {"s": 1, "m": 60, "h": 3600}
_DURATION = re.compile(r"^(\d{1,5})\s*([smh])$")


def parse_duration(value: Any) -> int:
    """Read `5s`, `2m` or `1h` as whole seconds."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value  # already seconds: a stored document is read again
    match = _DURATION.match(str(value).strip())
    if not match:
        raise ValueError(f"{value!r} is not a length of time; write it like 5s, 2m or 1h")
    return int(match[1]) * _UNITS[match[2]]


def parse_words(value: Any) -> Any:
    """Plain text counts for every language; a mapping has one text a language."""
    if isinstance(value, str):
        return {ANY_LANGUAGE: value}
    if isinstance(value, Mapping):
        return dict(value)
    raise ValueError("write a text, or one text a language, like {pt-BR: ..., en-US: ...}")


def parse_digits(value: Any) -> str:
    """Digits are always text: 012 and *9 stay as typed."""
    text = str(value)
    if not re.fullmatch(r"[0-9*#]+", text):
        raise ValueError(f"{value!r} is not a key; keys are 0 to 9, * and #")
    return text


_Duration = Annotated[str, Field(pattern=r"^\d{1,5}\s*[smh]$", examples=["5s", "2m"])]  # as editors see it
Seconds = Annotated[
    int, BeforeValidator(parse_duration, json_schema_input_type=_Duration), Field(ge=0, le=86_400)
]
Sentence = Annotated[str, Field(min_length=1, max_length=3000)]  # Polly voices take 3000 characters
Words = Annotated[
    dict[str, Sentence],
    BeforeValidator(parse_words, json_schema_input_type=Sentence | dict[str, Sentence]),
]
_Keys = BeforeValidator(parse_digits, json_schema_input_type=str | int)
Digits = Annotated[str, _Keys, Field(min_length=1, max_length=32)]
Key = Annotated[str, _Keys, Field(min_length=1, max_length=1)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
Target = Annotated[str, Field(min_length=1, max_length=64)]  # a step's name, or `hang up`
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
PhoneNumber = Annotated[str, Field(pattern=r"^\+[1-9]\d{6,14}$")]


def words_in(words: Mapping[str, str], language: str) -> str:
    """The text for a language; else for a near one (`en` and `en-US`), for all, or the first there is."""
    if language in words:
        return words[language]
    near = (text for other, text in words.items() if other.partition("-")[0] == language.partition("-")[0])
    return next(near, "") or words.get(ANY_LANGUAGE) or next(iter(words.values()), "")
