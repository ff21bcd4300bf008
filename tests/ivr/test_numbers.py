"""Who can be called back, what can be dialled."""

from __future__ import annotations

import pytest

from ivr.numbers import callable_number, dialable


@pytest.mark.parametrize(
    ("number", "usable"),
    [
        ("+5511988887777", True),
        ("+12025550123", True),
        ("", False),
        ("anonymous", False),
        ("+266696687", False),
        ("+7378742833", False),
        ("5511988887777", False),
        ("+0511988887777", False),
        ("+123", False),
        ("+5511988887777\n", False),
        ("+٥٥١١٩٨٨٨٨", False),
    ],
)
def test_callable_number(number: str, usable: bool) -> None:
    assert callable_number(number) is usable
    assert dialable(number) is usable


@pytest.mark.parametrize(
    ("target", "usable"),
    [("sip:ana@example.org", True), ("sip:ana", False), ("sip:a b@c", False), ("client:ana", False)],
)
def test_sip_addresses_can_be_dialled(target: str, usable: bool) -> None:
    assert dialable(target) is usable
    assert not callable_number(target)
