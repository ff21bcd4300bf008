"""Large flows are of the asked length and have no error in them."""

from __future__ import annotations

import json

import pytest

from bench.synthetic import big_flow
from flows.loader import read


@pytest.mark.parametrize("steps", [4, 10, 100])
def test_flow_is_publishable(steps: int) -> None:
    loaded = read(json.dumps(big_flow(steps), indent=1), "big.yaml", folder=None)
    assert [str(f) for f in loaded.findings if f.weight != "note"] == []
    assert loaded.flow is not None
    assert len(loaded.flow.steps) == steps
