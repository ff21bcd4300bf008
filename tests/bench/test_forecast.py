"""The bench of forecasts, on the real bank's calls where they lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.forecast import FILE, main
from tests.conftest import need


def test_the_third_week_is_foreseen_better_than_by_the_second(capsys: pytest.CaptureFixture[str]) -> None:
    need(FILE.is_file(), "the bank's calls")
    figures = main(["--quick"])
    assert figures["wape"] < figures["last_week_wape"]
    assert figures["mae"] < figures["last_week_mae"]
    assert figures["rows"] == figures["imported"] + figures["odd"] + figures["ignored"] == 30138
    assert "regular" in capsys.readouterr().out


def test_a_log_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--file", str(tmp_path / "none.csv")])
    assert "name them with --map and --file" in capsys.readouterr().err
