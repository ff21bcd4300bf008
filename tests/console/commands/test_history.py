"""`metrics import|forget`: what a person sees of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.errors import NotFound, Refused
from tests.console.commands.conftest import Command

Output = pytest.CaptureFixture[str]
MAP = """ramal history: 1
source: old
queue: line
agent: who
arrived: {at: when}
answered: {after: arrived, seconds: wait}
ended: {after: answered, seconds: talk}
outcome: {column: how, names: {A: answered, L: abandoned, X: ignore}}
"""
LOG = """when,line,who,wait,talk,how
2026-02-27 09:00:00,sales,ana,10,120,A
2026-02-27 09:05:00,sales,,,,L
2026-02-27 09:06:00,sales,,,,X
2026-02-27 09:07:00,sales,bob,soon,60,A
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    log, written = tmp_path / "log.csv", tmp_path / "map.yaml"
    log.write_text(LOG)
    written.write_text(MAP)
    return log, written


def test_a_log_is_imported_and_forgotten(command: Command, files: tuple[Path, Path], capsys: Output) -> None:
    log, written = files
    assert command("metrics", "import", log, "--map", written) == 0
    out = capsys.readouterr().out
    assert "4 rows = 2 imported + 1 odd + 1 ignored" in out
    assert "log.csv:5: wait is no number: 'soon'" in out
    assert command("metrics", "forget") == 0
    assert "old: 2 calls of log.csv, imported 2026-03-02T12:00" in capsys.readouterr().out
    assert command("metrics", "import", log, "--map", written) == 0
    assert "in place of 2 calls of old that were imported before" in capsys.readouterr().out
    assert command("metrics", "forget", "old") == 0
    assert "2 calls of old are gone from the figures" in capsys.readouterr().out
    assert command("metrics", "forget") == 0
    assert "nothing was imported" in capsys.readouterr().out
    with pytest.raises(NotFound):
        command("metrics", "forget", "old")


def test_odd_rows_to_a_file(
    command: Command, files: tuple[Path, Path], tmp_path: Path, capsys: Output
) -> None:
    odd = tmp_path / "odd.csv"
    assert command("metrics", "import", files[0], "--map", files[1], "--odd", odd) == 0
    assert odd.read_text().splitlines() == [
        "line,reason,row",
        "5,wait is no number: 'soon',2026-02-27 09:07:00,sales,bob,soon,60,A",
    ]
    assert f"the odd rows are in {odd}" in capsys.readouterr().out


def test_many_odd_rows_are_not_all_printed(
    command: Command, files: tuple[Path, Path], capsys: Output
) -> None:
    files[0].write_text(LOG + "x,sales,,,,A\n" * 20)
    assert command("metrics", "import", files[0], "--map", files[1]) == 0
    out = capsys.readouterr().out
    assert "… and 11 more: --odd FILE writes them all" in out


def test_a_map_with_a_mistake(command: Command, files: tuple[Path, Path], capsys: Output) -> None:
    files[1].write_text(MAP + "agnet: x\n")
    assert command("metrics", "import", files[0], "--map", files[1]) == 1
    said = capsys.readouterr()
    assert "map.yaml:9:1: error: no key is called 'agnet'" in said.out
    assert "not imported: correct the map first" in said.err


def test_files_that_are_not_there(command: Command, files: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        command("metrics", "import", tmp_path / "none.csv", "--map", files[1])
    with pytest.raises(Refused, match="cannot write"):
        command("metrics", "import", files[0], "--map", files[1], "--odd", tmp_path / "no" / "odd.csv")
