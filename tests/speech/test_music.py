"""Our own waiting music: its length, its level, and that it is made once."""

from __future__ import annotations

import array
import threading
import wave
from pathlib import Path

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
