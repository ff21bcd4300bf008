"""What a command is given cannot be changed by it."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from console.commands.context import Context
from recordings.storage import Storage
from speech.choice import Hearing, parse
from support.store.base import Store
from tests.console.commands.conftest import NOON


def test_a_command_changes_nothing_of_it(store: Store, tmp_path: Path) -> None:
    hearing, sounds = Hearing(parse(""), tmp_path), Storage(str(tmp_path))
    context = Context(store, tmp_path, lambda: NOON, tmp_path, hearing, sounds)
    assert context.clock() == NOON
    with pytest.raises(FrozenInstanceError):
        context.folder = tmp_path / "elsewhere"  # type: ignore[misc]
