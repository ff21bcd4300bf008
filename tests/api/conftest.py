"""The API's fixtures: an application with this door alone, over a database of its own, and tokens."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.store.base import Store
from tests.api.door import Door


@pytest.fixture
def door(store: Store, tmp_path: Path) -> Door:
    return Door(store, tmp_path)
