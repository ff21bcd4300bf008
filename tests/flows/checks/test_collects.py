"""Digits that can be typed."""

from __future__ import annotations

import pytest

from flows.checks.collects import LENGTHS
from flows.talking import Collect
from tests.flows.conftest import Lint

CHECKS = Collect.model_fields["check"].annotation


def ask(rest: str) -> str:
    return f'collect: n\nprompt: "Number?"\n{rest}\nnext: main\nelse: main'


def test_every_check_has_its_lengths() -> None:
    assert set(LENGTHS) == set(getattr(CHECKS, "__args__", ()))


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("digits: 11\ncheck: cpf", []),
        ("check: cpf", []),
        ("digits: {min: 12}\ncheck: cpf", ["error impossible check"]),
        ("digits: {max: 13}\ncheck: cnpj", ["error impossible check"]),
        ("digits: 7\ncheck: date", ["error impossible check"]),
        ("digits: 6\ncheck: date", []),
        ("digits: 1\ncheck: luhn", ["error impossible check"]),
        ("digits: {max: 7}\ncheck: phone", ["error impossible check"]),
        ("digits: 0", ["error digits"]),
        ("digits: 33", ["error digits"]),
        ("digits: {min: 5, max: 4}", ["error digits"]),
        ('finish: "0"', ["error finish key"]),
        ('finish: "*"', []),
        ('finish: ""', []),
    ],
)
def test_collect(lint: Lint, rest: str, expected: list[str]) -> None:
    assert lint(greeting=ask(rest)) == expected


@pytest.mark.parametrize(
    ("wait", "expected"), [("1h", []), ("61m", ["warning long wait"]), ("0s", ["error no time"])]
)
def test_longest_wait(lint: Lint, wait: str, expected: list[str]) -> None:
    assert lint(("    else: bye", f"    at_most: {wait}\n    else: bye")) == expected
