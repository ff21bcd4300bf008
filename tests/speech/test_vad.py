"""The gate: voices open it, in noise too; hiss, clicks, coughs and keys do not."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from speech import mulaw
from speech.frames import SILENT
from speech.vad import Floor, Gate, is_key_tone
from tests.conftest import SHARED, need
from tests.speech import sounds
from tests.speech.sounds import noise, silence, tones, voice


def speaking(*parts: sounds.Sound) -> list[bool]:
    gate, found = Gate(), []
    for frame, _ in sounds.frames(sounds.joined(*parts)):
        gate.hear(frame)
        found.append(gate.speaking)
    return found


@pytest.mark.parametrize("dbfs", [-70, -60, -50, -40, -30])
def test_hiss_of_a_line_stays_outside(dbfs: float) -> None:
    assert not any(speaking(noise(20_000, dbfs)))


def test_hiss_that_grows_is_learned_within_seconds() -> None:
    found = speaking(noise(2000, -60), noise(10_000, -35))
    assert not any(found[-250:])


def test_silence_and_muted_lines_stay_outside() -> None:
    assert not any(speaking(silence(5000), noise(2000, -55), silence(2000)))


@pytest.mark.parametrize("length", [20, 60, 100])
def test_a_cough_does_not_open(length: int) -> None:
    cough = noise(length, -18, seed=3) * np.hanning(length * 8)
    assert not any(speaking(noise(2000), *[cough, noise(1500)] * 5))


def test_clicks_do_not_open() -> None:
    click = np.array([30_000.0, -30_000.0] * 8)
    assert not any(speaking(noise(2000), *[click, noise(98)] * 20))


@pytest.mark.parametrize("low", [697, 770, 852, 941])
@pytest.mark.parametrize("high", [1209, 1336, 1477, 1633])
def test_a_key_is_not_a_voice(low: float, high: float) -> None:
    assert not any(speaking(noise(1000), tones(400, low, high), noise(1000)))


def test_a_vowel_is_not_a_key() -> None:
    sound = sounds.joined(voice(3000))
    assert not any(is_key_tone(mulaw.decode(frame)) for frame, _ in sounds.frames(sound))
    assert not is_key_tone(mulaw.decode(SILENT))


@pytest.mark.parametrize("hiss", [-60, -45, -35])
def test_a_voice_opens_and_its_end_closes(hiss: float) -> None:
    found = speaking(noise(2000, hiss), voice(1500) + noise(1500, hiss), noise(2000, hiss))
    assert not any(found[:100])
    assert any(found[100:115])
    assert not any(found[190:])


def test_the_lead_reaches_back_to_the_first_voice() -> None:
    gate, moment = Gate(), 0
    for frame, at in sounds.frames(sounds.joined(noise(1000), voice(500))):
        gate.hear(frame)
        if gate.speaking:
            moment = at + 20 - gate.lead_ms
            break
    assert 980 <= moment <= 1080


def test_a_lone_frame_is_no_voice() -> None:
    gate, voiced = Gate(), []
    for frame, _ in sounds.frames(sounds.joined(noise(1000), voice(20), noise(500))):
        gate.hear(frame)
        voiced.append(gate.voiced)
    assert not any(voiced)


def test_the_floor_forgets_what_is_long_ago() -> None:
    floor = Floor()
    for level in [5.0] * 25 + [40.0] * 200:
        floor.add(level)
    assert floor.level == 40.0


@pytest.mark.parametrize("snr", [30, 20, 10])
def test_people_saying_digits_are_noticed(snr: int) -> None:
    folder = SHARED / "data" / "audio" / "fsdd"
    need(folder.is_dir(), "the shared recordings")
    paths = sorted(folder.glob("*.wav"))
    noticed = 0
    for path in paths:
        said = sounds.recording(path)
        said *= sounds.amplitude(-26) / np.sqrt((said**2).mean())
        room = sounds.hiss_for(said, -26 - snr)
        noticed += any(speaking(noise(1000, -26 - snr), said + room, noise(500, -26 - snr)))
    assert noticed / len(paths) >= (0.85 if snr == 10 else 0.95)


@pytest.mark.parametrize("text", ["sim", "não", "segunda via do boleto", "atendente"])
@pytest.mark.parametrize("hiss", [-60, -40, -34])
def test_short_answers_are_noticed(text: str, hiss: float, tmp_path: Path) -> None:
    need(shutil.which("espeak-ng"), "espeak-ng")
    said = sounds.spoken(text, "pt-br", tmp_path)
    loud = np.abs(said) > 500
    said *= sounds.amplitude(-24) / np.sqrt((said[loud] ** 2).mean())
    found = speaking(noise(1000, hiss), said + sounds.hiss_for(said, hiss), noise(500, hiss))
    assert any(found)
