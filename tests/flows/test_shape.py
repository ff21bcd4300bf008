"""Shape: Pydantic's complaints lead back to what the author wrote."""

from __future__ import annotations

from typing import Any

import pytest

from flows.conditions import CONDITIONS
from flows.flow import Flow
from flows.places import Places
from flows.shape import model_at, validate, written_path
from flows.steps import KINDS

DATA: dict[str, Any] = {
    "steps": {
        "main": {"menu": {"en-US": "x"}, "options": [{"key": "1"}]},
        "ask": {"when": {"all": [{"not": {"open": "x"}}]}, "then": "main"},
        "pin": {"collect": "pin", "digits": {"min": "x"}},
    }
}


@pytest.mark.parametrize(
    ("loc", "path"),
    [
        (("steps", "main", "menu", "options", 0, "key"), ("steps", "main", "options", 0, "key")),
        (("steps", "main", "menu", "menu", "en-US"), ("steps", "main", "menu", "en-US")),
        (("steps", "main", "menu", "options", 0, "next"), ("steps", "main", "options", 0, "next")),
        (
            ("steps", "ask", "when", "when", "all", "all", 0, "not", "not", "open", "open"),
            ("steps", "ask", "when", "all", 0, "not", "open"),
        ),
        (("steps", "pin", "collect", "digits", "Length", "min"), ("steps", "pin", "digits", "min")),
        (("steps", "pin", "collect", "digits", "int"), ("steps", "pin", "digits")),
        (("steps", "pin", "collect", "prompt"), ("steps", "pin", "prompt")),
        (("flow",), ()),
    ],
)
def test_written_path(loc: tuple[int | str, ...], path: tuple[int | str, ...]) -> None:
    assert written_path(loc, DATA, missing=loc[-1] in ("next", "prompt")) == path


def test_every_kind_and_condition_is_known_by_its_place() -> None:
    for kind, model in KINDS.items():
        assert model_at(("steps", "x"), {kind: "x"}) is model
    for key, condition in CONDITIONS.items():
        assert model_at(("steps", "x", "when"), {key: "x"}) is condition
    assert model_at((), {}) is Flow


@pytest.mark.parametrize("data", [None, [], "text", {}, {"steps": []}, {"steps": {"a": None}}, {1: 2}])
def test_anything_is_answered_with_findings(data: Any) -> None:
    flow, findings = validate(data, Places("f"))
    assert flow is None
    assert findings


def test_one_complaint_for_a_value_that_may_be_two_things() -> None:
    steps = {"pin": {"collect": "pin", "prompt": "x", "digits": {"min": "x"}, "next": "pin", "else": "pin"}}
    data = {"ramal": "1", "flow": "f", "title": "t", "languages": ["en"], "start": "pin", "steps": steps}
    _, findings = validate(data, Places("f"))
    assert len(findings) == 1
