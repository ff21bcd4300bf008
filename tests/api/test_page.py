"""`/api` as people read it."""

from __future__ import annotations

import re

import pytest

from api import page
from api.shell import routes
from tests.api.door import Door


def test_it_names_every_operation_and_loads_nothing_from_elsewhere(door: Door) -> None:
    text = door.ask("GET", "/api", token="").text
    for route in routes():
        assert route.summary in text
        assert route.path in text
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text)
    assert "<script" not in text
    assert door.ask("GET", "/api/static/page.css", token="").status_code == 200


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, "string"), ({"type": "string", "format": "date-time"}, "date-time"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "integer or null"),
        ({"enum": ["a", "b"]}, "a | b"), ({"const": "a"}, "a"),
        ({"$ref": "#/components/schemas/Line"}, "Line"),
        ({"type": "array", "items": {"type": "string"}}, "list of string"), ({}, "anything"),
    ],
)  # fmt: skip
def test_a_schema_in_words(schema: dict[str, object], words: str) -> None:
    assert page.kind(schema) == words
