"""Sentences for complaints about values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel
from pydantic_core import ErrorDetails

from flows.flow import Flow
from flows.policies import Policies
from flows.shape_words import sentence


def complaint(kind: str, value: Any, **ctx: Any) -> ErrorDetails:
    return {"type": kind, "loc": ("x",), "msg": "the library's own words", "input": value, "ctx": ctx}


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (complaint("int_parsing", "x"), "'x' is not a whole number"),
        (complaint("less_than_equal", "99", le=10), "'99' is too large; the most is 10"),
        (complaint("string_type", ["a"]), "a list is not a text"),
        (
            complaint("list_type", {"a": 1}),
            "a group of keys is not a list; each line of a list begins with a dash",
        ),
        (complaint("value_error", "x", error=ValueError("say it so")), "say it so"),
        (complaint("never_heard_of", "x"), "'x' does not fit here (the library's own words)"),
    ],
)
def test_sentence(error: ErrorDetails, expected: str) -> None:
    assert sentence(("title",), error) == (expected, "")


@pytest.mark.parametrize("model", [Flow, Policies])
def test_every_pattern_is_said_in_words(model: type[BaseModel]) -> None:
    """Those of values that are read by a function of ours are for editors only."""
    written = {each for each in _patterns(model.model_json_schema()) if each not in FOR_EDITORS}
    for pattern in written:
        said, _ = sentence(("x",), complaint("string_pattern_mismatch", "!", pattern=pattern))
        assert said != "'!' is not written as it must be", pattern


FOR_EDITORS = (
    r"^\d{1,5}\s*[smhd]$",
    r"^\d{1,5}\s*[smh]$",
    r"^(\d{1,5}\s*ms|\d{1,2}(\.\d{1,3})?\s*s)$",
    r"^([01]\d|2[0-4]):[0-5]\d-([01]\d|2[0-4]):[0-5]\d$",
)


def _patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        schema = list(schema.values())
    if isinstance(schema, list):
        for each in schema:
            yield from _patterns(each)


def test_choices_suggest_the_nearest() -> None:
    error = complaint("literal_error", "keybad", expected="'keypad', 'speech' or 'keypad and speech'")
    said, guess = sentence(("input",), error)
    assert said == "'keybad' is not keypad or speech or keypad and speech"
    assert guess == "keypad"


def test_a_template_in_the_value_is_not_filled_in() -> None:
    assert sentence(("title",), complaint("int_parsing", "{le}")) == ("'{le}' is not a whole number", "")
