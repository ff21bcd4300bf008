"""The promise itself, and whom we may call."""

from __future__ import annotations

import pytest

from ivr.actions import PromiseCallback
from ivr.callback_parts import aloud, may_call, promise, tries_again
from ivr.context import Context
from ivr.engine import start
from tests.ivr.conftest import CALLER, MONDAY_NOON, build

FLOW = build({"hi": {"say": "Hi."}}, countries=["PT"])


def context() -> Context:
    fresh = Context(FLOW, start(FLOW, "c", 1), MONDAY_NOON)
    fresh.remember({"called.number": "+12025550123"})
    return fresh


@pytest.mark.parametrize(
    ("number", "may"),
    [
        (CALLER, True),
        ("+351912345678", True),
        ("+12025550199", True),
        ("+34612345678", False),
        ("+559005550123", False),
        ("anonymous", False),
        ("", False),
    ],
)
def test_countries_of_our_numbers_and_those_that_are_written(number: str, may: bool) -> None:
    assert may_call(context(), number) is may


def test_the_same_promise_is_made_once() -> None:
    here = context()
    promise(here, "billing", CALLER)
    promise(here, "billing", CALLER, instead=CALLER)
    promise(here, "billing", CALLER, MONDAY_NOON, CALLER)
    assert here.actions == [
        PromiseCallback("billing", CALLER),
        PromiseCallback("billing", CALLER, MONDAY_NOON, CALLER),
    ]


def test_numbers_are_said_as_at_home() -> None:
    assert aloud(context(), "+12025550199") == "202,555,0199"
    assert aloud(context(), CALLER) == "55,11,98888,7777"


def test_three_tries() -> None:
    here = context()
    assert [tries_again(here) for _ in range(3)] == [True, True, False]
