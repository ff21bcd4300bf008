"""What is wrong with a model's folder, said before Vosk sees it."""

from __future__ import annotations

from pathlib import Path

from speech import models


def test_a_folder_that_there_is_not(tmp_path: Path) -> None:
    assert models.problem(tmp_path / "pt") == f"{tmp_path}/pt: no such folder"


def test_an_empty_folder(tmp_path: Path) -> None:
    assert models.problem(tmp_path) == f"{tmp_path}: am/final.mdl is missing"
