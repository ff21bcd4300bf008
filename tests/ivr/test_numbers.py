"""Who can be called back, what can be dialled."""

from __future__ import annotations

import pytest

from ivr.numbers import allowed, callable_number, completed, country, dialable, grouped


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


@pytest.mark.parametrize(
    ("number", "found"),
    [("+551140028922", "BR"), ("+351211234567", "PT"), ("+12025550123", "US"), ("", ""), ("anonymous", "")],
)
def test_country(number: str, found: str) -> None:
    assert country(number) == found


@pytest.mark.parametrize(
    ("number", "countries", "is_allowed"),
    [
        ("+5511988887777", {"BR"}, True),
        ("+5511988887777", {"PT"}, False),
        ("+5511988887777", set(), False),
        ("+559005550123", {"BR"}, False),
        ("+551188", {"BR"}, False),
        ("+266696687", {"LS"}, False),
        ("5511988887777", {"BR"}, False),
    ],
)
def test_allowed(number: str, countries: set[str], is_allowed: bool) -> None:
    assert allowed(number, countries) is is_allowed


@pytest.mark.parametrize(
    ("digits", "home", "number"),
    [
        ("11988887777", "BR", "+5511988887777"),
        ("011988887777", "BR", "+5511988887777"),
        ("5511988887777", "BR", "+5511988887777"),
        ("00351912345678", "PT", "+351912345678"),
        ("912345678", "PT", "+351912345678"),
        ("2025550123", "US", "+12025550123"),
        ("911", "US", ""),
        ("123", "BR", ""),
        ("11988887777", "", ""),
        ("+5511988887777", "BR", ""),
        ("٣٣٣٣٣٣٣٣", "BR", ""),
        ("9" * 40, "BR", ""),
    ],
)
def test_completed(digits: str, home: str, number: str) -> None:
    assert completed(digits, home) == number


@pytest.mark.parametrize(
    ("number", "home", "said"),
    [
        ("+5511988887777", "BR", "11,98888,7777"),
        ("+5511988887777", "PT", "55,11,98888,7777"),
        ("anonymous", "BR", "anonymous"),
    ],
)
def test_grouped(number: str, home: str, said: str) -> None:
    assert grouped(number, home) == said
