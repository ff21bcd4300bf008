"""From Pydantic's complaints about a policies file to sentences with a place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic_core import ErrorDetails

from flows.findings import Finding, short
from flows.places import Path, Places


def translated(errors: Iterable[ErrorDetails], data: Any, places: Places) -> list[Finding]:
    """One finding for each place."""
    found = []
    for error in errors:
        path: Path = tuple(error["loc"])
        found.append(
            Finding("error", short(error["msg"], 200), places.file, *places.value(path), rule="shape")
        )
    return found
