"""Tells a phone company on this machine which addresses of ours ring for which number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from support.services import flows
from support.store.base import Store
from webhooks.parts import RETRIES


class Office(Protocol):
    """Whoever gives out numbers."""

    def numbers(self) -> Iterable[str]: ...

    def add_number(
        self,
        number: str,
        *,
        voice_url: str,
        voice_fallback_url: str,
        status_callback: str,
        sms_url: str,
        friendly_name: str,
    ) -> object: ...


def sync(office: Office, store: Store, public_url: str) -> None:
    """We are rung for every number that a published flow answers; known ones stay as set."""
    base = public_url + "/twilio/"
    with store.reading() as session:
        lines = flows.published(session)
    known = set(office.numbers())
    for line in lines:
        for number in set(line.numbers) - known:
            office.add_number(
                number,
                voice_url=base + "voice",
                voice_fallback_url=base + "fallback",
                status_callback=base + "status" + RETRIES,
                sms_url=base + "sms" + RETRIES,
                friendly_name=line.title,
            )
