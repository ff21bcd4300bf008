"""Fixtures of the centre's tests: an empty database with one published flow."""

from __future__ import annotations

import pytest

from support.store.base import Store
from tests.support.centre import Centre


@pytest.fixture
def centre(store: Store) -> Centre:
    """A centre with one flow published and nobody in it."""
    made = Centre(store)
    made.publish()
    return made
