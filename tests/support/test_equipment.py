"""Settings become equipment, or one line that names the setting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from support import equipment
from support.settings import Settings, SettingsError, read_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"RAMAL_DATA": str(tmp_path)})


def test_a_place_for_sounds(settings: Settings, tmp_path: Path) -> None:
    kept = equipment.sounds(settings).write([b"sound"], ".wav")
    assert kept.size == 5
    assert list((tmp_path / "recordings").rglob("*.wav"))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"recordings": "s3://"}, "RAMAL_RECORDINGS: "),
        ({"recording_keys": "a:short"}, "RAMAL_RECORDING_KEYS: .* a "),
        ({"speech": "pt=vsk"}, "RAMAL_SPEECH: "),
    ],
)
def test_what_is_wrong_is_named(settings: Settings, changes: dict[str, Any], named: str) -> None:
    changed = replace(settings, **changes)
    make = equipment.hearing if "speech" in changes else equipment.sounds
    with pytest.raises(SettingsError, match=named):
        make(changed)


def test_a_demonstration_takes_typed_words(settings: Settings) -> None:
    assert equipment.hearing(settings).engine("pt-BR", "") in ("twilio", "vosk")
    assert equipment.hearing(replace(settings, speech="off")).engine("pt-BR", "") == "off"
