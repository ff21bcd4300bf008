"""`set`: templates into variables, all from what was there before the step."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ivr.actions import HangUp
from tests.ivr.conftest import CALLER, Call


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("gold", "gold"),
        ("{caller.number}", CALLER),
        ("{kind}-{nothing}", "old-"),
        ("{kind!r} {kind.__class__}", "{kind!r} {kind.__class__}"),
    ],
)
def test_a_template(call: Callable[..., Call], template: str, value: str) -> None:
    steps = {"first": {"set": {"kind": "old"}, "next": "then"}, "then": {"set": {"kind": template}}}
    reply = call(steps)
    assert reply.state.variables["kind"] == value
    assert reply.question == HangUp("done")


def test_a_variable_that_doubles_itself_stays_bounded(call: Callable[..., Call]) -> None:
    steps = {"first": {"set": {"x": "ab"}, "next": "more"}, "more": {"set": {"x": "{x}{x}"}, "next": "more"}}
    assert len(call(steps).state.variables["x"]) == 500


def test_variables_of_one_step_are_set_at_once(call: Callable[..., Call]) -> None:
    steps = {"a": {"set": {"x": "1", "y": "2"}, "next": "b"}, "b": {"set": {"x": "{y}", "y": "{x}"}}}
    variables = call(steps).state.variables
    assert (variables["x"], variables["y"]) == ("2", "1")
