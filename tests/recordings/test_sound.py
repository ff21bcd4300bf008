"""A fetched file becomes one that is fit to hear: loud enough, without silent ends, nothing of it lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from recordings.sound import BadSound, CutSound, Processed, process
from tests.conftest import SHARED, need
from tests.recordings.sounds import kept, keys, noise, pcm, read, silence, voice, wav


def made(folder: Path, data: bytes, **options: bool) -> tuple[Processed, np.ndarray]:
    target = folder / "kept.wav"
    return process(kept(folder, data), target, **options), read(target)


def db(line: np.ndarray) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(line**2)) + 1e-9))


@pytest.mark.parametrize("came_db", [-38.0, -30.0, -20.0, -14.0])
def test_speech_comes_out_equally_loud(tmp_path: Path, came_db: float) -> None:
    found, line = made(tmp_path, wav(pcm(voice(4, came_db))))
    assert found.loudness_db is not None
    assert found.loudness_db == pytest.approx(-20, abs=0.2)
    assert db(line) == pytest.approx(-20, abs=0.5)
    assert found.speech_s == pytest.approx(3.5, abs=1)


def test_real_people_are_found_and_made_equally_loud(tmp_path: Path) -> None:
    """Ten digits of each of six people: from -17 to -43 dBFS as they were recorded."""
    folder = SHARED / "data" / "audio" / "fsdd"
    need(folder.is_dir(), str(folder))
    for speaker in ("george", "jackson", "lucas", "nicolas", "theo", "yweweler"):
        digits = [read(folder / f"{digit}_{speaker}_3.wav")[:, 0] for digit in range(10)]
        said = np.concatenate([part for digit in digits for part in (digit, silence(0.4))])
        whole = np.concatenate([silence(3), said, silence(4)])
        found, line = made(tmp_path, wav(pcm(whole + noise(len(whole) / 8000, -70))))
        assert found.loudness_db == pytest.approx(-20, abs=0.5)
        assert found.speech_s > 0.5 * sum(map(len, digits)) / 8000
        assert len(line) / 8000 == pytest.approx(len(said) / 8000, abs=1)


def test_nothing_is_louder_than_the_limit(tmp_path: Path) -> None:
    click = silence(3)
    click[12000:12020] = 0.9
    _, line = made(tmp_path, wav(pcm(voice(3, -35) + click)))
    assert np.abs(line).max() < 10 ** (-1 / 20)


def test_the_noise_of_a_line_is_not_blown_up(tmp_path: Path) -> None:
    quiet = np.concatenate([silence(2), voice(2, -40), silence(2)])
    found, line = made(tmp_path, wav(pcm(quiet + noise(6, -55))))
    assert db(line[:2000]) == pytest.approx(-40, abs=1.5)
    assert found.gain_db[0] == pytest.approx(15, abs=1.5)


def test_silent_ends_go_and_the_middle_stays(tmp_path: Path) -> None:
    line = np.concatenate([silence(5), voice(2), silence(6), voice(2), silence(10)])
    found, _ = made(tmp_path, wav(pcm(line)))
    assert found.cut_s == pytest.approx(4.7, abs=0.1)
    assert found.seconds == pytest.approx(10.6, abs=0.5)


def test_channels_stay_in_step(tmp_path: Path) -> None:
    caller = np.concatenate([silence(2), voice(2), silence(8)])
    agent = np.concatenate([silence(7), voice(2, -35), silence(3)])
    found, line = made(tmp_path, wav(pcm(caller, agent), channels=2))
    assert found.channels == 2
    assert len(found.peaks) == 2
    assert found.cut_s == pytest.approx(1.7, abs=0.1)
    assert found.seconds == pytest.approx(7.6, abs=0.5)
    assert db(line[2400:18400, 0]) == pytest.approx(db(line[42400:58400, 1]), abs=0.5)
    assert np.abs(line[: 4 * 8000, 1]).max() == 0


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(silence(20), id="silence"),
        pytest.param(np.full(80000, 0.2), id="a constant offset"),
        pytest.param(noise(20, -45), id="a noisy line"),
        pytest.param(noise(20, -70), id="a faint line"),
        pytest.param(np.concatenate([silence(2), keys("15*0#9937"), silence(2)]), id="keys"),
        pytest.param(np.concatenate([noise(2, -50), keys("15*0#9937", 0.3)]), id="keys on a noisy line"),
        pytest.param(np.zeros(1), id="one sample"),
        pytest.param(np.zeros(0), id="no sample"),
    ],
)
def test_nobody_talks(tmp_path: Path, line: np.ndarray) -> None:
    found, out = made(tmp_path, wav(pcm(line)))
    assert found.speech_s == 0
    assert found.loudness_db is None
    assert found.gain_db == (0.0,)
    assert found.seconds == len(out) / 8000


def test_keys_are_kept_and_the_voice_behind_them_is_heard(tmp_path: Path) -> None:
    found, _ = made(tmp_path, wav(pcm(np.concatenate([silence(3), keys("123"), voice(3), silence(3)]))))
    assert found.cut_s == pytest.approx(2.7, abs=0.1)
    assert found.speech_s == pytest.approx(3, abs=0.7)


def test_an_offset_is_taken_away(tmp_path: Path) -> None:
    _, line = made(tmp_path, wav(pcm(voice(4, -25) + 0.1)))
    assert abs(line.mean()) < 0.002


def test_the_picture_is_small_and_shows_where_it_is_loud(tmp_path: Path) -> None:
    found, line = made(tmp_path, wav(pcm(np.concatenate([voice(30, -30), silence(30), voice(30, -30)]))))
    bars = found.peaks[0]
    assert len(bars) == 800
    assert all(0 <= bar <= 100 for bar in bars)
    assert max(bars[300:500]) == 0
    assert max(bars) == pytest.approx(100 * np.abs(line).max(), abs=1)


@pytest.mark.parametrize("rate", [4000, 11025, 16000, 44100, 48000])
@pytest.mark.parametrize("channels", [1, 2])
def test_other_rates_become_ours(tmp_path: Path, rate: int, channels: int) -> None:
    """25 s are three blocks: a tone has no jumps where they meet."""
    at = np.arange(25 * rate) / rate
    tone = 0.3 * np.sin(2 * np.pi * 440 * at)
    found, line = made(tmp_path, wav(pcm(*[tone] * channels), rate=rate, channels=channels))
    assert found.seconds == pytest.approx(25, abs=0.01)
    assert line.shape[1] == channels
    inside = line[8000:-8000]
    assert np.abs(np.diff(inside, axis=0)).max() < 1.1 * 2 * np.pi * 440 / 8000 * np.abs(inside).max()


def test_what_8_khz_cannot_hold_does_not_fold_back(tmp_path: Path) -> None:
    hiss = 0.3 * np.sin(2 * np.pi * 7000 * np.arange(48000 * 3) / 48000)
    _, line = made(tmp_path, wav(pcm(hiss), rate=48000))
    assert np.abs(line[100:-100]).max() < 0.003


def test_a_file_that_ends_early_is_refused_or_taken_as_it_is(tmp_path: Path) -> None:
    data = wav(pcm(voice(3)), promised=160_000)
    with pytest.raises(CutSound):
        made(tmp_path, data)
    found, _ = made(tmp_path, data, cut=True)
    assert found.speech_s > 1


def test_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSound, match="a WAV file was expected"):
        made(tmp_path, b"\0" * 4000)
    assert not (tmp_path / "kept.wav").exists()
