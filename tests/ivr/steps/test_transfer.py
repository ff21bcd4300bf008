"""`transfer`: the conversation or its absence decides the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ivr.actions import Dial, Say
from ivr.events import CalleeAnswered
from tests.ivr.conftest import Call


def steps(to: str) -> dict[str, Any]:
    return {
        "out": {"transfer": to, "timeout": "20s", "next": "after", "else": "failed"},
        "after": {"say": "after"},
        "failed": {"say": "failed"},
    }


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ("completed", "after"),
        ("busy", "failed"),
        ("no-answer", "failed"),
        ("failed", "failed"),
        ("canceled", "failed"),
    ],
)
def test_results(call: Callable[..., Call], result: str, said: str) -> None:
    dialled = call(steps("+12025550123"))
    assert dialled.question == Dial(1, "+12025550123", 20)
    dialled.tell(CalleeAnswered, result)
    assert dialled.one(Say).text == said


@pytest.mark.parametrize(
    ("to", "caller", "number"),
    [
        ("{caller.number}", "+12025550199", "+12025550199"),
        ("sip:desk@example.org", "", "sip:desk@example.org"),
        ("{caller.number}", "", None),
        ("{unknown}", "+12025550199", None),
    ],
)
def test_targets(call: Callable[..., Call], to: str, caller: str, number: str | None) -> None:
    reply = call(steps(to), caller)
    assert [dial.number for dial in reply.found(Dial)] == ([number] if number else [])
    if number is None:
        assert reply.spoken == ["failed"]
