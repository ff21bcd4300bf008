"""`notice`: said while it is on, in the supervisor's words when there are some."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ivr.actions import FindFacts, HangUp
from ivr.events import FactsFound
from tests.ivr.conftest import Call

STEPS = {"outage": {"notice": "outage", "say": "There is an outage."}}


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ({}, []),
        ({"storm": "x"}, []),
        ({"outage": ""}, ["There is an outage."]),
        ({"outage": "Soon."}, ["Soon."]),
    ],
)
def test_notice(call: Callable[..., Call], on: dict[str, str], said: list[str]) -> None:
    asked = call(STEPS)
    assert asked.one(FindFacts) == FindFacts(1, notices=("outage",))
    assert asked.state.phase == "facts"
    asked.tell(FactsFound, notices=on)
    assert asked.spoken == said
    assert asked.question == HangUp("done")
