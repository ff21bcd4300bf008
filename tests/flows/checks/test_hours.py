"""Opening hours as written."""

from __future__ import annotations

import pytest

from tests.flows.conftest import Lint


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("mon-fri: '08:00-18:00'", []),
        ("mon-fri: ['08:00-12:00', '13:00-18:00'], sat: '22:00-02:00', holidays: BR-SP", []),
        ("mon: '00:00-24:00', 2026-12-24: closed, holidays: US", []),
        ("tues: '08:00-18:00'", ["error hours"]),
        ("mon_fri: '08:00-18:00'", ["error hours"]),
        ("2026-02-30: closed", ["error hours"]),
        ("mon: '8-18'", ["error hours"]),
        ("mon: ['08:00-12:00', '13:00-13:00']", ["error hours"]),
        ("holidays: BR", ["error hours"]),
        ("mon: '08:00-18:00', holidays: XX", ["error unknown country"]),
        ("mon: '08:00-18:00', holidays: BR-ZZ", ["error unknown part of BR"]),
    ],
)
def test_hours(lint: Lint, hours: str, expected: list[str]) -> None:
    assert lint(("queues:", f"hours: {{office: {{{hours}}}}}\nqueues:")) == expected


@pytest.mark.parametrize(
    ("zone", "expected"),
    [("UTC", []), ("Europe/Lisbon", []), ("Sao Paulo", ["error unknown time zone"]),
     ("../etc/passwd", ["error unknown time zone"]), ("America", ["error unknown time zone"])],
)  # fmt: skip
def test_time_zone(lint: Lint, zone: str, expected: list[str]) -> None:
    assert lint(("America/New_York", zone)) == expected
