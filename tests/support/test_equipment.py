"""Settings become equipment, or one line that names the setting."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from support import equipment
from support.instruments import Instruments
from support.settings import Settings, SettingsError, read_settings
from tests.support.centre import Centre


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


def test_instruments_read_the_centre_and_count_what_it_writes(centre: Centre) -> None:
    found = equipment.instruments(centre.store, lambda: centre.now, lambda: (1, 40))
    centre.enqueue()
    centre.end()
    text = found.read().decode()
    assert 'ramal_waiting{queue="billing"} 0.0' in text
    assert re.search(r'ramal_calls_ended_total\{outcome="abandoned_queue",process="\d+"\} 1\.0', text)
    assert "ramal_database_up 1.0" in text


def test_without_its_database_a_process_still_answers(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = equipment.instruments(centre.store, lambda: centre.now, lambda: (0, 40))

    def away() -> None:
        raise TimeoutError

    monkeypatch.setattr(centre.store, "reading", away)
    assert b"ramal_database_up 0.0" in found.read()


def test_traces_are_made_where_a_collector_is_named(tmp_path: Path) -> None:
    read = Instruments()
    wishes: tuple[dict[str, str], ...] = ({}, {"RAMAL_TRACES": "http://127.0.0.1:9"})
    for more in wishes:
        found = equipment.observing(read_settings({"RAMAL_DATA": str(tmp_path), **more}), read, "0.1")
        with found.timing("routing"):
            pass
        found.stop()
