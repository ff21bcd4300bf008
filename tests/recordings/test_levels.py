"""What is speech, what is a key, what is noise."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from bench import voicemail_audio
from recordings.levels import FRAME_S, QUIET_DB, Levels, measure
from tests.conftest import need
from tests.recordings.sounds import keys, noise, pcm, silence, to, voice


def levels(line: np.ndarray) -> Levels:
    samples = np.frombuffer(pcm(line), "<i2").reshape(-1, 1)
    found, count = measure([samples[:777], samples[777:]], 1)
    assert count == len(line)
    return found[0]


def seconds(flags: np.ndarray) -> float:
    return float(flags.sum()) * FRAME_S


@pytest.mark.parametrize("key", "1234567890*#")
@pytest.mark.parametrize("noise_db", [-70, -40])
def test_every_key_is_a_tone_and_no_voice(key: str, noise_db: float) -> None:
    line = np.concatenate([silence(1), keys(key, 0.4), silence(1)])
    found = levels(line + noise(len(line) / 8000, noise_db))
    assert seconds(found.tones) == pytest.approx(0.4, abs=0.04)
    assert seconds(found.speech()) == 0
    assert seconds(found.loud()) == pytest.approx(0.4, abs=0.04)


@pytest.mark.parametrize("language", ["pt-br", "en", "es", "ko"])
def test_hardly_anything_of_a_voice_is_a_tone(language: str) -> None:
    need(shutil.which("espeak-ng"), "espeak-ng")
    said = voicemail_audio.voice(language).astype(np.float64)
    found = levels(said)
    assert seconds(found.tones) < 0.03 * len(said) / 8000


def test_a_voice_is_no_key() -> None:
    assert seconds(levels(voice(20)).tones) < 0.2


@pytest.mark.parametrize("voice_db", [-10, -25, -40])
def test_a_voice_is_speech_however_loud(voice_db: float) -> None:
    line = np.concatenate([silence(3), voice(4, voice_db), silence(3)])
    found = levels(line + noise(10, voice_db - 25))
    assert seconds(found.speech()) == pytest.approx(3.7, abs=0.3)
    assert found.mean_db(found.speech()) == pytest.approx(voice_db, abs=0.6)
    assert found.noise_db == pytest.approx(voice_db - 25, abs=1)


@pytest.mark.parametrize("hertz", [425, 440, 1100, 2100])
def test_a_busy_line_and_a_fax_are_no_voice(hertz: int) -> None:
    at = np.arange(4000) / 8000
    tone = 0.2 * np.sin(2 * np.pi * hertz * at)
    line = np.concatenate([part for _ in range(10) for part in (tone, silence(0.5))])
    assert seconds(levels(line + noise(10, -50)).speech()) == 0


def test_a_click_is_nothing() -> None:
    line = silence(4)
    line[16000:16040] = 0.8
    assert not levels(line).loud().any()


def test_a_line_that_sends_nothing_in_pauses_does_not_make_its_noise_speech() -> None:
    """Mobile networks do so: noise in between is the line's, not a voice."""
    line = np.concatenate([part for _ in range(20) for part in (noise(0.3, -50), silence(0.7))])
    assert seconds(levels(line).speech()) == 0


def test_an_offset_is_no_level() -> None:
    found = levels(np.full(8000, 0.25))
    assert found.offset == pytest.approx(0.25 * 32767, abs=1)
    assert found.db.max() == QUIET_DB


def test_a_full_square_wave_is_0_db() -> None:
    assert levels(np.tile([1.0, -1.0], 4000)).db.mean() == pytest.approx(0, abs=0.01)
    assert levels(to(noise(1, -20), -20)).db.mean() == pytest.approx(-20, abs=0.2)


def test_the_farthest_sample_keeps_its_side() -> None:
    line = silence(0.02)
    line[7], line[90] = 0.25, -1
    assert levels(line).peaks.tolist() == [-32767]
