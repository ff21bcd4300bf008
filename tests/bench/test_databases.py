"""A benchmark's database: filled, measured, and left as it was found."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import databases
from bench.routing_line import has_calls
from support.store.base import Store
from tests.support.centre import Centre


def test_which_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    assert [name for name, _ in databases.urls("", tmp_path)] == ["SQLite"]
    assert dict(databases.urls("postgresql://x/y", tmp_path))["PostgreSQL"] == "postgresql://x/y"
    monkeypatch.setenv("TEST_DATABASE_URL", "postgresql://x/z")
    assert dict(databases.urls("", tmp_path))["PostgreSQL"] == "postgresql://x/z"


def test_a_file_is_filled_and_goes(tmp_path: Path) -> None:
    url = dict(databases.urls("", tmp_path))["SQLite"]
    filled: list[Store] = []
    with databases.filled(url, filled.append, is_somebodys=True) as store:
        assert filled == [store]
        assert store.answers()
        assert not has_calls(store)
    assert list(tmp_path.iterdir()) == []


def test_all_is_forgotten(store: Store) -> None:
    centre = Centre(store)
    centre.publish()
    centre.reach("1")
    assert has_calls(store)
    databases.empty_quickly(store)
    assert not has_calls(store)
