"""Real Vosk hears synthesised speech; what is no model is refused before Vosk sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from speech.recognizer import Model, ModelError


def test_a_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"am/final\.mdl is missing"):
        Model(tmp_path)
