"""The conversation about a callback: when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from flows.phrases import phrase
from ivr.actions import Collect, PromiseCallback
from tests.ivr.conftest import CALLER, Call

STEPS: dict[str, Any] = {
    "call": {"callback": "billing", "confirm": False, "when": "ask", "next": "after", "else": "after"},
    "after": {"say": "after"},
}
SETTLED = [phrase("callback_noted", "en-US"), "after"]
SOON = [phrase("callback_soon", "en-US"), *SETTLED]


def test_soon_or_at_a_time(call: Callable[..., Call]) -> None:
    asked = call(STEPS)
    assert asked.one(PromiseCallback) == PromiseCallback("billing", CALLER), "whatever follows"
    assert asked.spoken[-1] == phrase("callback_when", "en-US")


@pytest.mark.parametrize("answer", ["as soon as possible", "one", ""])
def test_soon(call: Callable[..., Call], answer: str) -> None:
    asked = call(STEPS)
    asked.say(answer)
    assert asked.spoken == SETTLED
    assert asked.found(PromiseCallback) == []


@pytest.mark.parametrize(
    ("answer", "is_key", "at"),
    [
        ("1530", True, datetime(2026, 3, 2, 15, 30, tzinfo=UTC)),
        ("1130", True, datetime(2026, 3, 3, 11, 30, tzinfo=UTC)),
        ("tomorrow at three", False, datetime(2026, 3, 3, 15, 0, tzinfo=UTC)),
        ("at half past four", False, datetime(2026, 3, 2, 16, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_back_and_kept(
    call: Callable[..., Call], answer: str, is_key: bool, at: datetime
) -> None:
    asked = call(STEPS)
    asked.say("choose a time")
    assert asked.one(Collect).keys_only[-1].text == phrase("callback_type_time", "en-US")
    if is_key:
        asked.press(answer)
    else:
        asked.say(answer)
    assert asked.found(PromiseCallback) == []
    asked.say("yes")
    assert asked.one(PromiseCallback) == PromiseCallback("billing", CALLER, at, CALLER)
    assert asked.spoken == SETTLED
    variables = asked.state.variables
    assert (variables["callback.day"], variables["callback.time"]) == (f"{at:%Y-%m-%d}", f"{at:%H:%M}")


def test_times_that_are_not_possible(call: Callable[..., Call]) -> None:
    asked = call(STEPS)
    asked.press("2")
    asked.press("0300")
    assert asked.spoken[0] == phrase("callback_time_refused", "en-US"), "nobody is rung at night"
    asked.press("2561")
    assert asked.spoken[0] == phrase("not_understood", "en-US")
    asked.be_silent()
    assert asked.spoken == SOON
    assert asked.found(PromiseCallback) == []


def test_a_time_that_was_heard_wrongly_is_asked_for_again(call: Callable[..., Call]) -> None:
    asked = call(STEPS)
    asked.press("2")
    asked.say("tomorrow at three")
    asked.press("2")
    assert isinstance(asked.question, Collect)
    asked.press("1600")
    for _ in range(2):
        asked.be_silent()
    assert asked.spoken == SOON
