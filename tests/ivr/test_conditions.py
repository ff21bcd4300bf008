"""Every condition, true and false."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter

from flows.conditions import Condition
from ivr.actions import FindFacts
from ivr.conditions import holds, needs
from ivr.context import Context
from ivr.engine import start
from ivr.events import FactsFound
from tests.ivr.conftest import CALLER, build

ADAPTER: TypeAdapter[Condition] = TypeAdapter(Condition)
FLOW = build(
    {"hi": {"say": "Hi."}},
    hours={"office": {"mon-fri": "08:00-18:00"}},
    timezone="America/Sao_Paulo",
)
MONDAY_NINE = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # 09:00 in São Paulo
MONDAY_SEVEN = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
FACTS = FactsFound(1, {"billing": 3}, {"billing": 2}, {"outage": ""}, "vip")


def decided(condition: Any, now: datetime = MONDAY_NINE) -> bool:
    context = Context(FLOW, start(FLOW, "c", 1), now)
    context.remember({"city": "São Paulo", "age": "42", "empty": ""})
    return holds(ADAPTER.validate_python(condition), context, FACTS)


@pytest.mark.parametrize(
    ("condition", "result"),
    [
        ({"language": "en-US"}, True),
        ({"language": "pt-BR"}, False),
        ({"variable": "city"}, True),
        ({"variable": "empty"}, False),
        ({"variable": "nothing"}, False),
        ({"variable": "call.language", "is": "en-US"}, True),
        ({"variable": "city", "is": "São Paulo"}, True),
        ({"variable": "city", "is": "são paulo"}, False),
        ({"variable": "city", "in": ["Rio", "São Paulo"]}, True),
        ({"variable": "city", "in": []}, False),
        ({"variable": "city", "starts": "São"}, True),
        ({"variable": "age", "over": 41.5}, True),
        ({"variable": "age", "over": 42}, False),
        ({"variable": "age", "under": 43}, True),
        ({"variable": "age", "over": 40, "under": 42}, False),
        ({"variable": "city", "over": 0}, False),
        ({"variable": "city", "under": 0}, False),
        ({"variable": "empty", "is": ""}, True),
        ({"queue": "billing", "waiting_over": 2}, True),
        ({"queue": "billing", "waiting_over": 3}, False),
        ({"queue": "billing", "waiting_under": 4}, True),
        ({"queue": "billing", "waiting_over": 2, "agents_under": 2}, False),
        ({"queue": "empty", "waiting_under": 1, "agents_under": 1}, True),
        ({"tier": "vip"}, True),
        ({"tier": "gold"}, False),
        ({"notice": "outage"}, True),
        ({"notice": "storm"}, False),
        ({"all": [{"tier": "vip"}, {"notice": "outage"}]}, True),
        ({"all": [{"tier": "vip"}, {"notice": "storm"}]}, False),
        ({"any": [{"tier": "gold"}, {"notice": "outage"}]}, True),
        ({"any": [{"tier": "gold"}, {"notice": "storm"}]}, False),
        ({"not": {"tier": "gold"}}, True),
        ({"open": "unknown"}, False),
    ],
)
def test_condition(condition: Any, result: bool) -> None:
    assert decided(condition) is result


@pytest.mark.parametrize(("now", "result"), [(MONDAY_NINE, True), (MONDAY_SEVEN, False)])
def test_hours_are_read_in_the_flows_zone(now: datetime, result: bool) -> None:
    assert decided({"open": "office"}, now) is result


@pytest.mark.parametrize(
    ("condition", "asked"),
    [
        ({"language": "en-US"}, None),
        ({"all": [{"variable": "x"}, {"not": {"open": "office"}}]}, None),
        ({"not": {"any": [{"queue": "a"}, {"queue": "b"}]}}, FindFacts(5, ("a", "b"))),
        ({"all": [{"tier": "x"}, {"any": [{"notice": "n"}]}]}, FindFacts(5, (), ("n",), True, number=CALLER)),
    ],
)
def test_only_what_is_not_known_is_asked(condition: Any, asked: FindFacts | None) -> None:
    assert needs(ADAPTER.validate_python(condition), 5, CALLER) == asked
