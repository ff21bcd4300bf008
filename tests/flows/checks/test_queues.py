"""Queues as they are declared."""

from __future__ import annotations

import pytest

from tests.flows.conftest import Lint

DECLARED = "queues: {billing: {title: Billing}}"


@pytest.mark.parametrize(
    ("queues", "expected"),
    [
        ("billing: {title: B, hours: office, limit: 9, overflow: {to: sales}}, sales: {title: S}", []),
        ("billing: {title: B, overflow: {to: sales, after: 5m}}, sales: {title: S, callbacks: {}}", []),
        ("billing: {title: B, hours: nights}", ["error unknown opening hours"]),
        ("billing: {title: B, limit: 9, overflow: {to: sales}}", ["error unknown queue"]),
        ("billing: {title: B, limit: 9, overflow: {to: billing}}", ["error overflow"]),
        (
            "billing: {title: B, limit: 9, overflow: {to: sales}}, "
            "sales: {title: S, limit: 9, overflow: {to: billing}}",
            ["error overflow", "error overflow"],
        ),
        ("billing: {title: B, overflow: {to: sales}}, sales: {title: S}", ["warning no overflow"]),
        ("billing: {title: B, callbacks: {until: '08:00'}}", ["error callback times"]),
        ("billing: {title: B, callbacks: {from: '09:00', until: '09:00'}}", ["error callback times"]),
        ("billing: {title: B, say: 'You are {queue.position}.'}", []),
        ("billing: {title: B, say: 'Dear {custmer.name}.'}", ["error unknown variable"]),
        ("billing: {title: B, say: {pt-BR: Olá, en-US: Hello}}", ["error unknown language of this flow"]),
        ("billing: {title: B, callbacks: {message: {}}}", []),
    ],
)
def test_declarations(lint: Lint, queues: str, expected: list[str]) -> None:
    hours = "hours: {office: {mon-fri: '09:00-17:00'}}\n"
    assert lint((DECLARED, f"{hours}queues: {{{queues}}}")) == expected


@pytest.mark.parametrize(("tier", "expected"), [("gold", []), ("golf", ["warning unknown tier"])])
def test_tiers_of_a_scenario(lint: Lint, tier: str, expected: list[str]) -> None:
    queues = "queues: {billing: {title: Billing, tiers: {gold: {priority: 1}}}}"
    scenario = f"scenarios: [{{name: one, tier: {tier}, ends: {{step: main}}}}]\n"
    assert lint((DECLARED, queues), more=scenario) == expected


def test_a_tier_is_any_word_where_no_queue_knows_one(lint: Lint) -> None:
    assert lint(more="scenarios: [{name: one, tier: golf, ends: {step: main}}]\n") == []


@pytest.mark.parametrize(("country", "expected"), [("PT", []), ("XX", ["error unknown country"])])
def test_countries(lint: Lint, country: str, expected: list[str]) -> None:
    assert lint((DECLARED, f"countries: [{country}]\n{DECLARED}")) == expected


@pytest.mark.parametrize("facts", ["queue_waits: {sales: 5m}", "callbacks: [sales]"])
def test_queues_of_a_scenario_exist(lint: Lint, facts: str) -> None:
    more = f"scenarios: [{{name: one, {facts}, ends: {{step: main}}}}]\n"
    assert lint(more=more) == ["error unknown queue"]
