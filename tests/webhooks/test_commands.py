"""What the commands ask of an account, without one. Journeys try them against the exchange."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.webhooks.door import BASE, SETTINGS
from webhooks.commands import _owned, settings_of_number, webhooks


def test_every_address_is_ours() -> None:
    found = webhooks(SETTINGS)
    assert {url.split("#")[0] for url in found.values()} == {
        f"{BASE}/twilio/{path}" for path in ("voice", "fallback", "status", "sms")
    }


def test_what_nobody_answers_twice_is_told_again() -> None:
    """A status or a text that we cannot take is lost unless it is sent again; a call has its fallback."""
    found = webhooks(SETTINGS)
    again = {name for name, url in found.items() if "#rc=" in url}
    assert again == {"status_callback", "sms_url"}


def test_nothing_stands_before_our_addresses() -> None:
    found = settings_of_number(SETTINGS)
    assert found["voice_application_sid"] == found["sms_application_sid"] == ""
    assert {value for name, value in found.items() if name.endswith("_method")} == {"POST"}


@dataclass
class Number:
    phone_number: str


@dataclass
class Account:
    """Finds numbers as Twilio does: by any part of them."""

    numbers: list[Number] = field(default_factory=list)

    @property
    def incoming_phone_numbers(self) -> Any:
        return self

    def list(self, phone_number: str, limit: int) -> list[Number]:
        return [each for each in self.numbers if phone_number in each.phone_number][:limit]


def test_a_longer_number_is_another_number() -> None:
    """The webhooks of a stranger's number would have been set."""
    longer, ours = Number("+12025550123456"), Number("+12025550123")
    account: Any = Account([longer, ours])
    stranger: Any = Account([longer])
    assert list(_owned(account, ["+12025550123"])) == [("+12025550123", ours)]
    assert list(_owned(stranger, ["+12025550123"])) == [("+12025550123", None)]
