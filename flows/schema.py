"""The JSON Schema that editors use while a flow is written. `python -m flows.schema` writes it anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flows.flow import Flow

FILE = Path(__file__).parent / "schema.json"


def schema() -> dict[str, Any]:
    """The schema of a flow's file, made from the models."""
    parts = Flow.model_json_schema(by_alias=True)["$defs"]
    flow = parts.pop("Flow")
    flow["properties"].pop("subflows")  # filled in by the loader, never written
    # Draft 2020-12 is what editors' YAML servers and Pydantic both speak.
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A Ramal flow"}
    return head | dict(_without_titles({**flow, "$defs": parts}))


def text() -> str:
    return json.dumps(schema(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _without_titles(node: Any, *, names: bool = False) -> Any:
    """Drops Pydantic's made-up titles, which only repeat the keys. In `names` the keys are the author's."""
    if isinstance(node, list):
        return [_without_titles(part) for part in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _without_titles(value, names=key in ("properties", "$defs") and not names)
        for key, value in node.items()
        if names or key != "title"
    }


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
