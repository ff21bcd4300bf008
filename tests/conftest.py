"""What every test may use: a migrated database of its own, on SQLite or on PostgreSQL.

`TEST_DATABASE_URL` names a PostgreSQL database that the tests may empty; without it they run on SQLite.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings
from sqlalchemy import text

from support.store import migrate
from support.store.base import Base, Store

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
UNDER_CI = os.environ.get("CI") == "true"


def pytest_configure(config: pytest.Config) -> None:
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()]
    )
    settings.register_profile("calm", parent=settings(), deadline=None)  # nothing is said about speed
    settings.load_profile("calm")
    config.addinivalue_line("markers", "trouble: the exchange is expected to report errors here")


def need(present: object, what: str) -> None:
    """Skip a test whose outside need is missing; under CI nothing is skipped."""
    if not present:
        if UNDER_CI:
            pytest.fail(f"{what} is missing, and CI has everything")
        pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def template_database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Migrated once: the path of an SQLite file, or the URL of a PostgreSQL database."""
    url = os.environ.get("TEST_DATABASE_URL", "")
    path = tmp_path_factory.mktemp("template") / "ramal.db"
    store = Store(url or f"sqlite:///{path}")
    migrate.upgrade(store)
    store.close()
    return url or str(path)


@pytest.fixture
def database_url(template_database: str, tmp_path: Path) -> Iterator[str]:
    """An empty database with all tables, for this test alone."""
    if "://" not in template_database:
        path = tmp_path / "ramal.db"
        shutil.copy(template_database, path)
        yield f"sqlite:///{path}"
        return
    _empty(template_database)
    yield template_database


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    found = Store(database_url)
    yield found
    found.close()


def _empty(url: str) -> None:
    store = Store(url)
    names = ", ".join(table.name for table in Base.metadata.sorted_tables)
    with store.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    store.close()
