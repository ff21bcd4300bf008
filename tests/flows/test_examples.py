"""The examples of the reference page load without an error."""

from __future__ import annotations

import pytest

from flows.examples import CONDITIONS, STEPS, whole, with_condition
from flows.loader import read
from tests.flows.conftest import LIBRARY


@pytest.mark.parametrize("kind", STEPS)
def test_step(kind: str) -> None:
    loaded = read(whole(STEPS[kind]), "example.yaml", folder=LIBRARY)
    assert loaded.publishable, [str(f) for f in loaded.findings]
    assert loaded.flow is not None
    assert kind in STEPS[kind]


@pytest.mark.parametrize("key", CONDITIONS)
def test_condition(key: str) -> None:
    loaded = read(with_condition(CONDITIONS[key]), "example.yaml", folder=None)
    assert loaded.publishable, [str(f) for f in loaded.findings]
