"""The console's fixtures: a centre, and browsers of its people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient

from tests.console.centre import PASSWORD, START, Centre, Clock, build


@pytest.fixture(scope="session")
def password_hash() -> str:
    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)


@pytest.fixture
def centre(tmp_path: Path, password_hash: str) -> Iterator[Centre]:
    built = build(tmp_path, Clock(START), password_hash)
    yield built
    built.store.close()


@pytest.fixture
def ana(centre: Centre) -> FlaskClient:
    """An agent's browser."""
    return centre.client("ana")


@pytest.fixture
def sue(centre: Centre) -> FlaskClient:
    """A supervisor's."""
    return centre.client("sue")


@pytest.fixture
def adam(centre: Centre) -> FlaskClient:
    """An admin's."""
    return centre.client("adam")
