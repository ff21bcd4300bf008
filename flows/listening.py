"""How a question listens to words: when an utterance is over, what may interrupt a prompt, when to ask back.

Shared by the steps that hear callers. Which machine hears them is decided elsewhere (`Engine` is a wish).
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from flows.parts import Part

Engine = Literal["vosk", "twilio", "off"]
BargeIn = Literal["off", "on any speech", "on a match"]
SlotKind = Literal["digits", "number", "date", "time", "yes_no"]

SHORTEST, LONGEST = 100, 5000  # milliseconds

_MILLISECONDS = re.compile(r"^(\d{1,5})\s*ms$")
_SECONDS = re.compile(r"^(\d{1,2}(?:\.\d{1,3})?)\s*s$")


def parse_pause(value: Any) -> int:
    """Read `300ms` or `0.7s` as whole milliseconds."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value  # already milliseconds: a stored document is read again
    text = str(value).strip()
    if match := _MILLISECONDS.match(text):
        length = int(match[1])
    elif match := _SECONDS.match(text):
        length = round(float(match[1]) * 1000)
    else:
        raise ValueError(f"{value!r} is not a short pause; write it like 300ms or 0.7s")
    if not SHORTEST <= length <= LONGEST:
        raise ValueError(f"{value!r} is no pause that callers make; write {SHORTEST}ms to {LONGEST // 1000}s")
    return length


def parse_below(value: Any) -> Any:
    """Read `below 0.75` as 0.75."""
    if not isinstance(value, str):
        return value
    head, _, number = value.strip().partition(" ")
    try:
        if head == "below" and 0 < float(number) <= 1:
            return float(number)
    except ValueError:
        pass
    raise ValueError("write confirm as `below 0.75`")


_Pause = Annotated[
    str, Field(pattern=r"^(\d{1,5}\s*ms|\d{1,2}(\.\d{1,3})?\s*s)$", examples=["300ms", "0.7s"])
]
Milliseconds = Annotated[
    int, BeforeValidator(parse_pause, json_schema_input_type=_Pause), Field(ge=SHORTEST, le=LONGEST)
]
Below = Annotated[float | None, BeforeValidator(parse_below, json_schema_input_type=str | float | None)]


class Pause(Part):
    """The silence that ends what a caller says."""

    complete: Milliseconds = 300
    """After words that are a whole answer: `300ms`, `0.7s`."""
    otherwise: Milliseconds = 700
    """After any other words."""
