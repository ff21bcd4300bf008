"""The messages that are measured have voices in them, and are as long as said."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from bench import voicemail_audio
from recordings.sound import check, process
from tests.conftest import need


def test_messages_are_as_many_seconds_as_wanted(tmp_path: Path) -> None:
    made = voicemail_audio.messages(tmp_path, 70)
    assert [check(file).seconds for file in made] == [20, 35, 15]


@pytest.mark.parametrize("program", ["espeak-ng", "no-such-program"])
def test_somebody_talks_in_them(tmp_path: Path, program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = shutil.which(program)
    if program == "espeak-ng":
        need(found, program)
    monkeypatch.setattr(shutil, "which", lambda _: found)
    (file,) = voicemail_audio.messages(tmp_path, 20)
    heard = process(file, tmp_path / "out.wav")
    assert 8 < heard.speech_s < 18
    assert heard.cut_s == pytest.approx(voicemail_audio.ENDS_S - 0.3, abs=0.3)


def test_a_call_has_two_channels(tmp_path: Path) -> None:
    found = check(voicemail_audio.call(tmp_path, 120))
    assert (found.channels, found.seconds) == (2, 120)


def test_a_line_is_never_too_loud() -> None:
    assert np.abs(voicemail_audio.message(np.ones(100, np.float32), 5, 20)).max() <= 1
