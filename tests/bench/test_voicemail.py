"""`bench voicemail` prints a table and answers with its figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.report import names
from bench.voicemail import HOUR_S, measure


def test_the_figures(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    figures = measure(tmp_path, 40, 60, 6)
    assert json.loads(json.dumps(figures)) == figures
    assert figures["files"] == 2
    assert 0 < figures["audio_hour_s"] < HOUR_S
    assert 0 < figures["peak_mb"] < 200
    assert {"baseline_hour_s", "baseline_peak_mb", "transcribe_hour_s"} <= set(figures)
    assert {"short_peak_mb", "hour_cpu_s"} <= set(figures)
    assert "one call, two channels" in capfd.readouterr().out


def test_it_is_found_by_name() -> None:
    assert "voicemail" in names()
    assert "voicemail_work" not in names()
