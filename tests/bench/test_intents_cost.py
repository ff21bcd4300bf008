"""The cost is measured, and where another process measures it its figures come back."""

from __future__ import annotations

import pytest

from bench.intents_cost import apart, measure, memory_mb


def test_memory_is_told_where_the_system_tells() -> None:
    assert memory_mb() >= 0


@pytest.mark.parametrize("measured", [measure, apart])
def test_the_figures(measured: object) -> None:
    assert callable(measured)
    figures = measured(False)
    assert set(figures) == {
        "load_s", "train_s", "ms_per_text", "ms_p95", "memory_mb", "memory_after_training_mb",
    }  # fmt: skip
    assert figures["ms_p95"] >= figures["ms_per_text"] > 0
    assert figures["train_s"] > 0
