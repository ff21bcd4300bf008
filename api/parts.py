"""What the door is given by `app.py`, and where its views find it. No rules, no routes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Flask, current_app

from recordings.storage import Storage
from support.store.base import Store

_KEY = "ramal-api"


@dataclass(frozen=True)
class Parts:
    """`sounds` is where recordings lie; `redis_url` (or "") counts requests for all processes together."""

    store: Store
    clock: Callable[[], datetime]
    sounds: Storage | None = None
    redis_url: str = ""
    version: str = ""


def keep(app: Flask, parts: Parts) -> None:
    app.extensions[_KEY] = parts


def parts() -> Parts:
    """The parts of the application that answers this request."""
    return cast(Parts, current_app.extensions[_KEY])
