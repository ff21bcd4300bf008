"""Fixtures: the door with one flow published, and the same door with its database away."""

from __future__ import annotations

import pytest

from support.store.base import Store
from tests.webhooks.door import Door


@pytest.fixture
def door(store: Store) -> Door:
    made = Door(store)
    made.publish()
    return made
