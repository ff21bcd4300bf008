"""The console's fixtures: a centre, and browsers of its people."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from tests.console.centre import PASSWORD, START, Centre, Clock, build, seed


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file to copy: making the tables takes longer than most tests."""
    password = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    return seed(tmp_path_factory.mktemp("seeded"), password)


@pytest.fixture
def centre(tmp_path: Path, seeded: Path) -> Iterator[Centre]:
    shutil.copy(seeded, tmp_path / seeded.name)
    built = build(tmp_path, Clock(START))
    # Each application compiles its templates anew; with this, each template is compiled once.
    built.app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(seeded.parent))
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
