"""One town a test; it must end without a single error in the exchange's debugger, unless the test says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.town import Town


@pytest.fixture
def town(tmp_path: Path, database_url: str, request: pytest.FixtureRequest) -> Iterator[Town]:
    built = Town(tmp_path, database_url)
    yield built
    built.stop()
    if "trouble" not in request.keywords:
        assert built.exchange.debugger == []
