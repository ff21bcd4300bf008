"""What the console is given from outside, and where its views find it. No rules, no routes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from flask import Flask, current_app

from recordings.storage import Storage
from support.live import Live
from support.store.base import Store

_KEY = "ramal-console"


@dataclass(frozen=True)
class ConsoleSettings:
    """`voice_sdk_url` and its integrity hash are used when there is no exchange.

    `demo_logins` are (login, password, role), shown on the sign-in page of a demonstration only.
    """

    timezone: str
    has_exchange: bool
    voice_sdk_url: str
    voice_sdk_integrity: str
    data_folder: Path
    demo_logins: tuple[tuple[str, str, str], ...] = ()
    version: str = ""
    hooks_inside: bool = False  # may addresses of our own network be told of events?
    sends_mail: bool = False  # is there a mail server?


@dataclass(frozen=True)
class Parts:
    """`voice_token` makes a browser phone's token for an agent's identity.

    `hearing_report` says what hears the languages of the published flows: (language, engine, sentence).
    """

    store: Store
    clock: Callable[[], datetime]
    live: Live
    sounds: Storage
    settings: ConsoleSettings
    voice_token: Callable[[str], str]
    hearing_report: Callable[[], Sequence[tuple[str, str, str]]] = lambda: ()


def keep(app: Flask, parts: Parts) -> None:
    app.extensions[_KEY] = parts


def parts() -> Parts:
    """The parts of the application that answers this request."""
    return cast(Parts, current_app.extensions[_KEY])
