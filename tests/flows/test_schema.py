"""The schema for editors is the one that the models make."""

from __future__ import annotations

from typing import Any

from flows.schema import FILE, schema, text
from flows.steps import KINDS


def test_committed_file_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == text(), "run `python -m flows.schema`"


def test_every_kind_of_step_can_be_written() -> None:
    made = schema()
    names = {model.__name__ for model in KINDS.values()}
    [step] = made["properties"]["steps"]["patternProperties"].values()
    assert {part["$ref"].rsplit("/", 1)[-1] for part in step["oneOf"]} == names
    assert "subflows" not in made["properties"]


def keys_of(node: Any) -> list[tuple[str, dict[str, Any]]]:
    if not isinstance(node, dict):
        return []
    own = list(node.get("properties", {}).items())
    return own + [found for part in node.get("$defs", {}).values() for found in keys_of(part)]


def test_every_key_is_described() -> None:
    assert [name for name, part in keys_of(schema()) if not part.get("description")] == []


def test_what_authors_write_is_allowed() -> None:
    parts = schema()["$defs"]
    assert {"string"} <= {option.get("type") for option in parts["Say"]["properties"]["say"]["anyOf"]}
    assert parts["Silence"]["properties"]["after"]["type"] == "string"
