"""The document: its version, its spans, what scenarios hold."""

from datetime import datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from flows.flow import Flow, Scenario, Span

SMALLEST = {"ramal": "1", "flow": "a", "title": "A", "languages": ["pt-BR", "en"], "start": "x",
            "steps": {"x": {"hang up": True}}}  # fmt: skip


def test_smallest_flow() -> None:
    flow = Flow.model_validate(SMALLEST)
    assert flow.ramal == 1
    assert flow.default_language == "pt-BR"


@pytest.mark.parametrize("version", ["2", 2, "one", False, None])
def test_other_versions_are_refused(version: object) -> None:
    with pytest.raises(ValidationError):
        Flow.model_validate(SMALLEST | {"ramal": version})


@pytest.mark.parametrize("span", ["8:00-18:00", "08:00", "08:00-18:60", "25:00-26:00", "08:00–18:00"])
def test_spans_that_cannot_be_read(span: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Span).validate_python(span)


def test_scenario_takes_a_time_or_its_text() -> None:
    for at in ("2026-03-02T10:00:00", datetime(2026, 3, 2, 10)):
        assert Scenario.model_validate({"name": "x", "at": at}).at == "2026-03-02T10:00:00"
