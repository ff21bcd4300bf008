"""`models list|get`: what is there, what can be had, and one clear line when it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.commands import models
from speech.downloads import NetworkError, Progress
from speech.models import HOME
from tests.console.commands.conftest import Command
from tests.speech.test_models import make

Capture = pytest.CaptureFixture[str]


def test_nothing_is_installed(command: Command, capsys: Capture) -> None:
    assert command("models", "list") == 0
    out = capsys.readouterr().out
    assert "pt  none; python app.py models get pt (vosk-model-small-pt-0.3, 32 MB)" in out
    assert "en  none" in out
    assert "es  none" in out


def test_whole_and_broken_ones(command: Command, tmp_path: Path, capsys: Capture) -> None:
    make(tmp_path / HOME / "vosk-model-small-pt-0.3")
    (tmp_path / HOME / "vosk-model-small-es-0.42").mkdir()
    assert command("models", "list") == 1
    out = capsys.readouterr().out
    assert f"pt  vosk-model-small-pt-0.3, 0 MB, whole: {tmp_path / HOME}" in out
    assert "es  vosk-model-small-es-0.42, 0 MB, broken: " in out
    assert "am/final.mdl is missing" in out
    assert "models get pt" not in out
    assert "models get en" in out


def arriving(language: str, folder: Path, progress: Progress) -> Path:
    for here in range(0, 32_000_001, 400_000):
        progress(here, 32_000_000)
    return folder / HOME / f"model-{language}"


def test_lines_where_there_is_no_terminal(
    command: Command, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(models, "get", arriving)
    assert command("models", "get", "pt", "en") == 0
    out, err = capsys.readouterr()
    assert "model-pt is in " in out
    assert "used from the next start" in out
    assert "model-en is in " in out
    lines = err.splitlines()
    assert lines[0] == "pt: 0 % of 32 MB"
    assert lines[10] == "pt: 100 % of 32 MB"
    assert len(lines) == 22


def test_a_bar_on_a_terminal(command: Command, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(models, "get", arriving)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert command("models", "get", "pt") == 0
    err = capsys.readouterr().err
    assert err.endswith("\rpt [##############################] 100 % of 32 MB\n")


def test_no_network(command: Command, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def cut_off(language: str, _folder: Path, progress: Progress) -> Path:
        progress(1, 10)
        raise NetworkError(f"{language} cannot be reached")

    monkeypatch.setattr(models, "get", cut_off)
    assert command("models", "get", "pt") == 1
    assert capsys.readouterr().err.endswith("pt cannot be reached\n")


def test_a_language_without_a_model(command: Command, capsys: Capture) -> None:
    assert command("models", "get", "ja") == 1
    assert capsys.readouterr().err == "no model is known for ja; there are pt, en, es\n"
