"""Periods are days or moments, and nothing in between."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from api.metric_shapes import FiguresOf, PeriodWanted


def read(**given: Any) -> PeriodWanted:
    return PeriodWanted.model_validate({"to": "2026-03-02", **given})


def test_a_day_and_a_moment() -> None:
    assert read(**{"from": "2026-03-01"}).from_ == date(2026, 3, 1)
    assert type(read(**{"from": "2026-03-01"}).from_) is date
    assert read(**{"from": "2026-03-01T12:00:00Z"}).from_ == datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["", "1772366400", "2026-03-01T12:00", "01/03/2026", "2026-3-1", "20260301"]
)
def test_anything_else_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        read(**{"from": written})


def test_what_is_not_known_is_refused() -> None:
    with pytest.raises(ValidationError):
        FiguresOf.model_validate({"from": "2026-03-01", "to": "2026-03-02", "queues": "a"})
