"""What keeping figures costs: calls are really played, kept and made again."""

from __future__ import annotations

from pathlib import Path

from bench import metrics_cost


def test_a_short_run(tmp_path: Path) -> None:
    figures = metrics_cost.measured(tmp_path, quick=True)
    assert figures["webhook_cpu_ms_per_call"] > 0
    assert set(figures["keep_share"]) == set(metrics_cost.RATES)
    assert figures["rebuilt_calls"] >= 200
    assert figures["rebuilt_events"] > 5 * figures["rebuilt_calls"]
