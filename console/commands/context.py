"""What every command is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from recordings.storage import Storage
from speech.choice import Hearing
from support.store.base import Store


@dataclass(frozen=True)
class Context:
    store: Store
    folder: Path  # where flows are kept
    clock: Callable[[], datetime]
    data: Path  # what this installation keeps: models, among others
    hearing: Hearing  # what hears callers
    sounds: Storage  # where recordings lie
