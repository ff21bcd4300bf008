"""`when`: at once for what the call knows, after a question for facts otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ivr.actions import FindFacts, HangUp, Say
from ivr.events import FactsFound
from tests.ivr.conftest import CALLER, Call

ENDS = {"yes": {"say": "yes"}, "no": {"say": "no"}}


def decide(condition: dict[str, Any]) -> dict[str, Any]:
    return {"if": {"when": condition, "then": "yes", "else": "no"}, **ENDS}


@pytest.mark.parametrize(
    ("condition", "way"),
    [
        ({"language": "en-US"}, "yes"),
        ({"not": {"language": "en-US"}}, "no"),
        ({"variable": "caller.number", "starts": "+55"}, "yes"),
        ({"variable": "caller.number", "starts": "+1"}, "no"),
        ({"variable": "never_set"}, "no"),
    ],
)
def test_decided_at_once(call: Callable[..., Call], condition: dict[str, Any], way: str) -> None:
    reply = call(decide(condition))
    assert reply.one(Say).text == way
    assert ("if", "then" if way == "yes" else "else") in reply.reply.exits


@pytest.mark.parametrize(
    ("condition", "question", "facts", "way"),
    [
        (
            {"queue": "billing", "waiting_over": 3},
            {"queues": ("billing",)},
            {"waiting": {"billing": 4}},
            "yes",
        ),
        (
            {"queue": "billing", "waiting_over": 3},
            {"queues": ("billing",)},
            {"waiting": {"billing": 3}},
            "no",
        ),
        ({"tier": "vip"}, {"tier": True, "number": CALLER}, {"tier": "vip"}, "yes"),
        ({"tier": "vip"}, {"tier": True, "number": CALLER}, {}, "no"),
        (
            {"any": [{"language": "pt-BR"}, {"not": {"notice": "outage"}}]},
            {"notices": ("outage",)},
            {"notices": {"outage": ""}},
            "no",
        ),
    ],
)
def test_decided_by_facts(
    call: Callable[..., Call],
    condition: dict[str, Any],
    question: dict[str, Any],
    facts: dict[str, Any],
    way: str,
) -> None:
    asked = call(decide(condition))
    assert asked.one(FindFacts) == FindFacts(1, **question)
    asked.tell(FactsFound, **facts)
    assert asked.one(Say).text == way
    assert asked.question == HangUp("done")
    assert "billing" not in asked.state.variables


def test_outside_opening_hours_the_log_says_closed(call: Callable[..., Call]) -> None:
    steps = {
        "main": {"when": {"open": "office"}, "then": "main", "else": "end"},
        "end": {"hang up": "Closed."},
    }
    closed = call(steps, hours={"office": {"mon": "00:00-00:01"}})
    assert closed.marks("closed") == [{"step": "main", "hours": "office"}]
