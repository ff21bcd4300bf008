"""The phone company as one object: numbers, telephones, calls, texts. Wiring only; the work is elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from exchange.account import Account
from exchange.clock import Clock, SystemClock
from exchange.phones.base import Line, Phone

if TYPE_CHECKING:
    from exchange.audio.speech import Speech

__all__ = ["Account", "Exchange"]


class Exchange:
    """base_url: where its own REST and media live. prompt_speed 0: prompts last no time."""

    def __init__(
        self,
        account: Account,
        base_url: str,
        folder: Path,
        clock: Clock | None = None,
        speech: Speech | None = None,
        prompt_speed: float = 1.0,
    ) -> None:
        self.account = account
        self.base_url = base_url
        self.clock = clock or SystemClock()

    def register(self, phone: Phone) -> None:
        """Make phone.address reachable."""
        raise NotImplementedError

    def unregister(self, phone: Phone) -> None:
        raise NotImplementedError

    def dial(self, phone: Phone, to: str, parameters: Mapping[str, str] = {}, application: str = "") -> Line:
        """A phone calls. `to`: a number of ours; for clients anything, handled by a TwiML App.

        application: AP sid (a web phone takes it from its token); "" uses phone.application_sid, if
        the phone has one, else the account's first application.
        """
        raise NotImplementedError
