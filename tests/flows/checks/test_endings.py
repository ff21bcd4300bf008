"""Goodbyes."""

from __future__ import annotations

import pytest

from tests.flows.conftest import Lint

KEEP = ("start: greeting", "start: greeting\nrescue: bye")


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ('hang up: "Goodbye."', []),
        ("hang up: true", ["warning no goodbye"]),
        ('say: "Goodbye."\n    next: hang up', []),
        ("set: {a: b}\n    next: hang up", ["warning no goodbye"]),
        ("when: {tier: vip}\n    then: hang up\n    else: main", ["warning no goodbye"]),
        ("voicemail: billing\n    next: hang up", []),
        ("callback: billing\n    next: hang up\n    else: hang up", ["warning no goodbye"]),
        ("split: {hang up: 50, main: 50}", ["warning no goodbye"]),
    ],
)
def test_endings(lint: Lint, last: str, expected: list[str]) -> None:
    assert lint(KEEP, ('hang up: "Goodbye."', last)) == expected


def test_in_a_subflow_hanging_up_means_going_back(lint: Lint) -> None:
    assert lint(('numbers: ["+12025550123"]\n', ""), ("    else: bye", "    else: hang up"), KEEP) == []
