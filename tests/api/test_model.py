"""Values that several shapes share."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from api.model import Id, Line, Moment, Number


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        (Number, "5511"), (Number, "+0511988887777"), (Number, "+55 11 98888"), (Number, "+5511988887777x"),
        (Id, 0), (Id, 2**31), (Line, "a\0b"), (Line, "x" * 201), (Moment, 7), (Moment, "7"), (Moment, True),
        (Moment, "2026-03-02"), (Moment, "2026-03-02T12:00:00"), (Moment, "2026-13-02T12:00:00Z"),
    ],
)  # fmt: skip
def test_what_is_refused(shape: Any, value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(shape).validate_python(value)


@pytest.mark.parametrize(
    ("shape", "value"),
    [(Number, "+5511988887777"), (Id, 1), (Line, ""), (Moment, "2026-03-02T12:00:00-03:00")],
)
def test_what_is_taken(shape: Any, value: object) -> None:
    TypeAdapter(shape).validate_python(value)
