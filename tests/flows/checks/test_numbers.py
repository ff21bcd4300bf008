"""Phone numbers."""

from __future__ import annotations

import pytest

from tests.flows.conftest import Lint


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+551140028922", []),
        ("+351211234567", []),
        ("+5511", None),  # too short even for the shape
        ("+99912345678", ["error number"]),
        ("+1202555012", ["error number"]),
        ("+10005550123", ["warning number"]),
    ],
)
def test_numbers(lint: Lint, number: str, expected: list[str] | None) -> None:
    assert lint(("+12025550123", number)) == (expected if expected is not None else ["error shape"])


def test_numbers_elsewhere(lint: Lint) -> None:
    assert lint(("queues:", 'fallback: "+99912345678"\nqueues:')) == ["error number"]
    assert lint(greeting='transfer: "+99912345678"\nelse: main', more="") == ["error number"]
    assert lint(greeting='message: "Hi."\nto: nobody\nnext: main') == ["error number"]
    assert lint(greeting="callback: billing\nnumber: '12'\nnext: main\nelse: main") == ["error number"]
    assert lint(greeting='transfer: "sip:desk@example.com"\nnext: main\nelse: main') == []
