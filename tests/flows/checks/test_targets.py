"""Targets: known, written, met, ending."""

from __future__ import annotations

import pytest

from tests.flows.conftest import Lint

COLLECT = 'collect: order\nprompt: "Your order?"\n'


def test_the_base_flow_has_no_fault(lint: Lint) -> None:
    assert lint() == []


@pytest.mark.parametrize(
    ("greeting", "expected"),
    [
        ('say: "Hi."', ["error no exit"]),
        (COLLECT + "next: main", ["error no exit"]),
        (COLLECT, ["error no exit", "error no exit"]),
        (COLLECT + "next: main\nelse: nowhere", ["error unknown step"]),
        ("split: {main: 50, nowhere: 50}", ["error unknown step"]),
        ("set: {a: b}", ["error no exit"]),
        ("fetch: {url: 'https://a.example'}\nnext: main", ["error no exit", "error fetch host"]),
        ("when: {tier: vip}\nthen: main", ["error no exit"]),
        ("queue: billing\nelse: main", []),
        ('transfer: "+12025550123"\nelse: main', []),
        ("callback: billing\nnext: main", ["error no exit"]),
    ],
)
def test_ways_out(lint: Lint, greeting: str, expected: list[str]) -> None:
    assert lint(greeting=greeting) == expected


def test_offers_lead_to_steps_too(lint: Lint) -> None:
    offers = "    waiting: {offers: {voicemail: {key: '1', next: nowhere}}}\n    else: bye"
    assert lint(("    else: bye", offers)) == ["error unknown step"]


def test_rescue_counts_as_a_way_in(lint: Lint) -> None:
    more = '  sorry:\n    say: "Sorry."\n    next: bye\n'
    assert lint(more=more) == ["error unreached"]
    assert lint(("start: greeting", "start: greeting\nrescue: sorry"), more=more) == []


def test_steps_that_only_lead_to_each_other(lint: Lint) -> None:
    menu = '    menu: "Again?"\n    options: [{key: "1", next: %s}]\n    else: %s\n'
    more = "  one:\n" + menu % ("two", "two") + "  two:\n" + menu % ("one", "one")
    option = '      - {key: "1", next: wait}'
    assert lint((option, option + '\n      - {key: "2", next: one}'), more=more) == ["error no end"] * 2
