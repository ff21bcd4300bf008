"""Variables and secrets."""

from __future__ import annotations

import pytest

from flows.checks.variables import KNOWN
from tests.flows.conftest import Lint


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_what_every_call_knows(lint: Lint, name: str) -> None:
    assert lint(greeting=f'say: "Hello {{{name}}}."\nnext: main') == []


@pytest.mark.parametrize(
    ("greeting", "text", "expected"),
    [
        ('collect: n\nprompt: "N?"\nnext: main\nelse: main', "{n}", []),
        ("set: {n: x}\nnext: main", "{n} { n }", []),
        ("set: {n: '{m}'}\nnext: main", "x", ["error unknown variable"]),
        ('survey: nps\nprompt: "N?"\nnext: main', "{score}", []),
        ('survey: nps\nprompt: "N?"\nstore: n\nnext: main', "{score}", ["error unknown variable"]),
        ("set: {n: x}\nnext: main", "{n.__class__}", ["error unknown variable"]),
        ("set: {n: x}\nnext: main", "{}", ["error unknown variable"]),
        ("set: {n: x}\nnext: main", "{ and }} and {", ["error unknown variable"]),
        ('collect: n\nprompt: "N?"\nsecret: true\nnext: main\nelse: main', "{n}", ["warning secret used"]),
        ('transfer: "{nobody}"\nnext: main\nelse: main', "x", ["error unknown variable"]),
        ("callback: billing\nnumber: '{nobody}'\nnext: main\nelse: main", "x", ["error unknown variable"]),
    ],
)
def test_use(lint: Lint, greeting: str, text: str, expected: list[str]) -> None:
    assert lint(("For billing, press 1.", f"Press 1. {text}"), greeting=greeting) == expected


def test_a_secret_may_be_asked_for(lint: Lint) -> None:
    greeting = 'collect: n\nprompt: "N?"\nsecret: true\nnext: known\nelse: main'
    known = "  known:\n    when: {variable: n}\n    then: main\n    else: main\n"
    assert lint(greeting=greeting, more=known) == ["warning secret used"]
