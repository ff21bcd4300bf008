"""One town a test; it must end without a single error in the exchange's debugger, unless the test says so."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import UNDER_CI
from tests.journeys.town import Town

# CI runs them in its second round, which names PostgreSQL; in the first they would only be skipped.
collect_ignore = ["test_many_machines.py"] if UNDER_CI and not os.environ.get("TEST_DATABASE_URL") else []


@pytest.fixture
def town(tmp_path: Path, database_url: str, request: pytest.FixtureRequest) -> Iterator[Town]:
    built = Town(tmp_path, database_url)
    yield built
    built.stop()
    if "trouble" not in request.keywords:
        assert built.exchange.debugger == []
