"""What the door is given by `app.py`, and the addresses that it hands out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlencode

from flows.flow import Flow
from recordings.storage import Storage
from speech.choice import Hearing, parse
from support.observing import Observing
from support.rules.hearing import wants_ears
from support.services.flows import FlowShelf
from support.services.intents import IntentShelf
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
    secret: str = ""  # seals what we hand to the phone company and want back from it alone
    hearing: Hearing = field(default_factory=lambda: Hearing(parse("off"), Path()))
    sounds: Storage = field(default_factory=lambda: Storage(mkdtemp("ramal")))
    intents: IntentShelf = field(default_factory=IntentShelf)
    observing: Observing = field(default_factory=Observing)
    lifelines: dict[str, Lifeline] = field(default_factory=dict)  # by number called, from calls that began

    def url(self, path: str, **query: str | int) -> str:
        """Absolute address of one of our webhooks."""
        return f"{self.twilio.public_url}/twilio/{path}{'?' + urlencode(query) if query else ''}"

    def wants_ears(self, flow: Flow) -> bool:
        """Whether calls in this flow need an ear of ours."""
        return wants_ears(flow, [each for each in flow.languages if self.hears(each, flow.engine(each))])

    def hears(self, language: str, flow_wish: str = "") -> bool:
        """Whether our own ear hears it. Never waits for a model."""
        return self.hearing.engine(language, flow_wish) == "vosk"

    def notification_url(self, path: str, **query: str | int) -> str:
        return self.url(path, **query) + RETRIES
