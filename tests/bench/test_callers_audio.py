"""Tapes: half a minute, two answers that end with a frame, and a line that is silent or noisy."""

from __future__ import annotations

import shutil
from base64 import b64decode

import numpy as np
import pytest

from bench import callers_audio
from bench.callers_audio import FRAME, RATE, TAPE_S, tape
from exchange.audio import mulaw
from tests.conftest import need


def voice(seconds: float) -> bytes:
    turns = np.arange(int(seconds * RATE)) * 2 * np.pi * 300 / RATE
    return (np.cos(turns) * 8000).astype("<i2").tobytes()


def sound_of(made: callers_audio.Tape) -> np.ndarray:
    ulaw = b"".join(b64decode(frame) for frame in made.frames)
    return np.frombuffer(mulaw.decode(ulaw), "<i2").astype(float)


@pytest.mark.parametrize("noisy", [False, True])
def test_speech_ends_with_the_frames_that_a_tape_names(noisy: bool) -> None:
    made = tape(voice(1.03), voice(2.5), noisy=noisy)
    sound = sound_of(made)
    assert len(sound) == TAPE_S * RATE
    assert made.spoken_s == pytest.approx((1.03 + 2.5) / 2, abs=0.001)
    assert len(made.ends) == 2
    for end in made.ends:
        after = (end + 1) * FRAME
        assert abs(sound[after - 10 : after]).max() > 4000
        assert abs(sound[after : after + RATE]).max() < 1000


def test_half_of_the_lines_are_noisy_at_minus_50_dbfs() -> None:
    quiet = sound_of(tape(voice(1), voice(1), noisy=False))[: 3 * RATE]
    noisy = sound_of(tape(voice(1), voice(1), noisy=True))[: 3 * RATE]
    assert abs(quiet).max() == 0
    assert 20 * np.log10(noisy.std() / 32768) == pytest.approx(callers_audio.NOISE_DBFS, abs=1)


def test_answers_take_about_two_and_a_half_seconds() -> None:
    need(shutil.which("espeak-ng"), "espeak-ng")
    made = callers_audio.tapes()
    assert len(made) == len(callers_audio.ANSWERS) * (len(callers_audio.ANSWERS) - 1) * 2
    assert all(2.3 < each.spoken_s < 2.7 for each in made)


def test_a_missing_voice_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(callers_audio.NoVoice, match="espeak-ng"):
        callers_audio.tapes()
