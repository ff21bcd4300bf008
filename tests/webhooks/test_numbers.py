"""Every number of a published flow rings us, by addresses of ours; what is known stays as it is."""

from __future__ import annotations

from tests.webhooks.door import BASE, CALLED, Door
from webhooks import numbers


class Office:
    def __init__(self, *known: str) -> None:
        self.known = {number: {"voice_url": "as it was"} for number in known}

    def numbers(self) -> list[str]:
        return list(self.known)

    def add_number(self, number: str, **addresses: str) -> None:
        assert number not in self.known
        self.known[number] = addresses


def test_new_numbers_ring_us(door: Door) -> None:
    office = Office()
    numbers.sync(office, door.store, BASE)
    assert office.known[CALLED]["voice_url"] == f"{BASE}/twilio/voice"
    assert office.known[CALLED]["sms_url"].startswith(f"{BASE}/twilio/sms")
    numbers.sync(office, door.store, BASE)


def test_a_known_number_is_left_alone(door: Door) -> None:
    office = Office(CALLED)
    numbers.sync(office, door.store, BASE)
    assert office.known[CALLED] == {"voice_url": "as it was"}
