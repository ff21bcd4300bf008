"""Our own waiting music: its length, its level, and that it is made once."""

from __future__ import annotations

import array
import os
import threading
import wave
from pathlib import Path

import numpy as np
import pytest

from speech.music import LONGEST_S, NAMES, RATE, SHORTEST_S, music


def samples(path: Path) -> array.array[int]:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        return array.array("h", file.readframes(file.getnframes()))


@pytest.mark.parametrize("seconds", [SHORTEST_S, 23])
def test_it_is_as_long_as_was_asked(tmp_path: Path, seconds: int) -> None:
    assert len(samples(music("calm", seconds, tmp_path))) == seconds * RATE


def test_it_is_quiet_and_begins_and_ends_in_silence(tmp_path: Path) -> None:
    found = samples(music("calm", 10, tmp_path))
    assert 500 < max(map(abs, found)) < 4000, "people talk over it"
    assert max(map(abs, found[:80])) < 50
    assert max(map(abs, found[-80:])) < 50


def test_it_is_never_silent_for_long(tmp_path: Path) -> None:
    """A caller who hears nothing for two seconds believes to be cut off."""
    found = samples(music("calm", 20, tmp_path))
    windows = [found[start : start + 2 * RATE] for start in range(0, len(found) - 2 * RATE, RATE)]
    assert all(max(map(abs, window)) > 200 for window in windows)


def test_tunes_differ_and_both_go_on(tmp_path: Path) -> None:
    bright = samples(music("bright", 20, tmp_path))
    assert bright != samples(music("calm", 20, tmp_path))
    windows = [bright[start : start + RATE] for start in range(RATE, len(bright) - 2 * RATE, RATE)]
    assert all(200 < max(map(abs, window)) < 4000 for window in windows)


def own(folder: Path, seconds: float, rate: int = 44100, channels: int = 2, width: int = 2) -> None:
    path = folder / "music" / "own" / "jingle.wav"
    path.parent.mkdir(parents=True, exist_ok=True)
    moments = np.arange(int(rate * seconds)) / rate
    tone = np.repeat((8000 * np.sin(2 * np.pi * 400 * moments)).astype("<i2"), channels)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(tone.tobytes() if width == 2 else bytes(len(tone)))


@pytest.mark.parametrize(("rate", "channels"), [(44100, 2), (8000, 1), (11025, 1)])
def test_an_own_file_is_played_at_our_rate_and_begins_again(tmp_path: Path, rate: int, channels: int) -> None:
    own(tmp_path, 3, rate, channels)
    found = np.array(samples(music("jingle", 10, tmp_path)))
    assert len(found) == 10 * RATE
    spectrum = np.abs(np.fft.rfft(found[RATE : 2 * RATE]))
    assert abs(int(spectrum.argmax()) - 400) <= 2, "the pitch is kept"
    assert 5000 < np.abs(found[7 * RATE : 8 * RATE]).max() < 9000


def test_a_changed_own_file_is_taken_anew(tmp_path: Path) -> None:
    own(tmp_path, 3)
    first = samples(music("jingle", 10, tmp_path))
    own(tmp_path, 0.5)
    later = (tmp_path / "music" / "own" / "jingle.wav").stat().st_mtime + 5
    os.utime(tmp_path / "music" / "own" / "jingle.wav", (later, later))
    assert samples(music("jingle", 10, tmp_path)) != first


def test_an_own_file_that_is_no_sound_is_refused(tmp_path: Path) -> None:
    own(tmp_path, 1, width=1)
    with pytest.raises(KeyError, match="16-bit"):
        music("jingle", 10, tmp_path)
    (tmp_path / "music" / "own" / "jingle.wav").write_bytes(b"not a wave")
    with pytest.raises(KeyError, match="no WAV"):
        music("jingle", 10, tmp_path)


def test_none_is_silence(tmp_path: Path) -> None:
    assert not any(samples(music("none", 10, tmp_path)))


def test_it_is_made_once(tmp_path: Path) -> None:
    first = music("calm", 10, tmp_path)
    made_at = first.stat().st_mtime_ns
    assert music("calm", 10, tmp_path) == first
    assert first.stat().st_mtime_ns == made_at


def test_two_callers_at_once_get_a_whole_file(tmp_path: Path) -> None:
    failures: list[Exception] = []

    def ask() -> None:
        try:
            assert len(samples(music("none", 10, tmp_path))) == 10 * RATE
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [path.name for path in (tmp_path / "music").iterdir()] == ["none-10.wav"]


@pytest.mark.parametrize(
    ("name", "seconds"),
    [
        ("calm", SHORTEST_S - 1),
        ("calm", LONGEST_S + 1),
        ("calm", -10),
        ("jazz", 30),
        ("../calm", 30),
        ("", 30),
    ],
)
def test_what_there_is_not(tmp_path: Path, name: str, seconds: int) -> None:
    with pytest.raises(KeyError):
        music(name, seconds, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_names() -> None:
    assert NAMES[0] == "calm", "what is played when a flow names music that there is not"
