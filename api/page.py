"""`/api`: the description as a page that people read, made by the server, with nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import render_template

Told = Mapping[str, Any]


def rendered(described: Told) -> str:
    return render_template("api/page.html", info=described["info"], groups=list(groups(described)))


def groups(described: Told) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(noun, its operations)."""
    for tag in described["tags"]:
        found = [
            {"method": method.upper(), "path": path, **operation, "fields": fields(described, operation)}
            for path, methods in described["paths"].items()
            for method, operation in methods.items()
            if tag["name"] in operation["tags"]
        ]
        yield tag["name"], found


def fields(described: Told, operation: Told) -> list[tuple[str, str, str]]:
    """(name, kind, words) of the body."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if not content:
        return []
    name = content["schema"].get("$ref", "").rpartition("/")[2]
    schema = described["components"]["schemas"].get(name, {})
    needed = set(schema.get("required", ()))
    return [
        (field + ("" if field in needed else "?"), kind(told), told.get("description", ""))
        for field, told in schema.get("properties", {}).items()
    ]


def kind(told: Told) -> str:
    """A schema in a few words."""
    if "anyOf" in told:
        return " or ".join(dict.fromkeys(kind(each) for each in told["anyOf"]))
    if "enum" in told:
        return " | ".join(str(each) for each in told["enum"])
    if "const" in told:
        return str(told["const"])
    if "$ref" in told:
        return str(told["$ref"].rpartition("/")[2])
    if told.get("type") == "array":
        return f"list of {kind(told.get('items', {}))}"
    return str(told.get("format") or told.get("type", "anything"))
