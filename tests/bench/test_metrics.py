"""`bench metrics`: a short run asks every question of both sizes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench import metrics, metrics_data
from support.rules.local_days import begins
from support.store.base import Store
from tests.support.centre import Centre


def test_a_short_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    figures = metrics.main(["--quick", "--calls", "60,120", "--rounds", "1", "--without-cost"])
    assert figures["calls"] == [60, 120]
    small, large = figures["p95_ms"]["SQLite"]
    assert small.keys() == large.keys() == metrics.cases().keys()
    assert figures["worst_p95_ms"]["SQLite"] == [max(small.values()), max(large.values())]
    assert "by hour_of_day" in capsys.readouterr().out


def test_what_is_filled_once_is_asked_again(tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path / name}" for name in ("small.db", "large.db")]
    for url, size in zip(urls, ("60", "120"), strict=True):
        assert metrics.main(["--quick", "--fill", url, "--calls", size]) == {"filled": int(size)}
    asked = ["--quick", "--rounds", "1", "--without-cost", "--calls", "60,120", "--filled", *urls]
    for _ in range(2):
        assert [len(each) for each in metrics.main(asked)["p95_ms"]["SQLite"]] == [len(metrics.cases())] * 2


def test_periods_are_within_the_two_years() -> None:
    draw = random.Random(1)
    first = metrics._moment(metrics_data.FIRST)
    for _ in range(300):
        start, end = metrics.period(draw)
        assert first <= start < end
        assert begins(metrics_data.LAST, metrics_data.ZONE) >= end.timestamp() - 25 * 3600


def test_a_database_in_use_is_left_alone(store: Store, database_url: str) -> None:
    centre = Centre(store)
    centre.publish()
    centre.reach("1")
    with pytest.raises(SystemExit):
        metrics.main(["--quick", "--database", database_url, "--only", "postgresql", "--without-cost"])
