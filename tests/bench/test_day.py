"""The whole benchmark, small: its figures, and what it says when the real calls are missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.day import main, replay, through_services
from tests.bench.test_day_replay import written


def test_the_figures(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    figures = main(["--days", "2", "--services", "20", "--data", str(tmp_path / "nothing")])
    said = capsys.readouterr().out
    assert "no real day is played again" in said
    assert figures["theory_service_level"] == pytest.approx(0.913, abs=0.001)
    assert figures["services_same"] == figures["services_calls"] == 20
    assert 15_000 < figures["calls"] < 25_000
    # One day differs much from another; that they meet is what the whole benchmark shows.
    assert 0.6 < figures["service_level"] <= 1
    assert 0 < figures["abandoned"] < 0.2
    json.dumps(figures)


def test_a_real_day_beside_itself(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    figures = replay(written(tmp_path), 3, 1)
    assert (figures["real_day"], figures["real_calls"]) == ("1999-08-02", 4)
    assert figures["real_abandoned"] == figures["replayed_abandoned"] == 0.25
    assert "high priority" in capsys.readouterr().out


def test_the_services_can_be_left_out() -> None:
    assert through_services(0, 1) == {}
