"""Fixtures: a command line over a database of its own, with flows as files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.commands import run
from recordings.keys import Keys
from recordings.storage import Storage
from speech.choice import Hearing, parse
from support.store.base import Store

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SOUND = """ramal: 1
flow: shop
title: A shop
numbers: ["+12025550123"]
languages: [en-US]
timezone: America/New_York
start: main
queues: {sales: {title: Sales}}
steps:
  main:
    menu: "For sales, press 1."
    options:
      - {key: "1", next: sales}
    else: goodbye
  sales: {queue: sales, at_most: 5m, else: message}
  message: {voicemail: sales, next: goodbye}
  goodbye: {hang up: Goodbye.}
scenarios:
  - name: sales by key
    script:
      - hears: press 1
      - presses: "1"
    ends: {queue: sales}
"""
Command = Callable[..., int]


@pytest.fixture
def hears() -> str:
    """What RAMAL_SPEECH says."""
    return ""


@pytest.fixture
def keys() -> str:
    """What RAMAL_RECORDING_KEYS says."""
    return ""


@pytest.fixture
def command(store: Store, tmp_path: Path, hears: str, keys: str) -> Command:
    """`command("flows", "lint", path)`: its exit code."""
    return lambda *words: run(
        str(words[0]), [str(word) for word in words[1:]], store, tmp_path, lambda: NOON, tmp_path,
        Hearing(parse(hears), tmp_path), Storage(str(tmp_path / "sounds"), Keys.parse(keys)),
    )  # fmt: skip


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """A flow's file: SOUND with replacements."""

    def make(*changes: tuple[str, str], name: str = "shop.yaml") -> Path:
        text = SOUND
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return make
