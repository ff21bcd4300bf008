"""Where the shared speech samples are, for the tests of sound."""

import os
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[4] / "shared" / "data" / "audio"


@pytest.fixture
def samples() -> Path:
    if not SAMPLES.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("shared speech samples are missing")
        pytest.skip("shared speech samples are not beside this checkout")
    return SAMPLES
