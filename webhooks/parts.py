"""What the door is given by `app.py`, and the addresses that it hands out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from support.services.flows import FlowShelf
from support.settings import TwilioSettings as TwilioSettings
from support.store.base import Store

# Notifications are sent again when we cannot take them; instructions are not: the fallback answers sooner.
RETRIES = "#rc=3&rp=5xx,ct,rt"


@dataclass(frozen=True)
class Lifeline:
    """How to help the callers of a number when the database is away. `number`: somebody's phone, or ""."""

    language: str
    number: str = ""


@dataclass(frozen=True)
class Parts:
    store: Store
    shelf: FlowShelf
    clock: Callable[[], datetime]
    twilio: TwilioSettings
    language: str = "en-US"  # of sentences said when not even the flow can be read
    lifelines: dict[str, Lifeline] = field(default_factory=dict)  # by number called, from calls that began

    def url(self, path: str, **query: str | int) -> str:
        """Absolute address of one of our webhooks."""
        return f"{self.twilio.public_url}/twilio/{path}{'?' + urlencode(query) if query else ''}"

    def notification_url(self, path: str, **query: str | int) -> str:
        return self.url(path, **query) + RETRIES
