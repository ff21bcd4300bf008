"""A small copy where the program is there, and a sentence where it is not or fails."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from recordings.copies import copy
from tests.conftest import need
from tests.recordings.sounds import kept, pcm, voice, wav


def program(folder: Path, text: str) -> str:
    """A stand-in for ffmpeg that does what `text` says; its last argument is file:TARGET."""
    path = folder / "encoder"
    path.write_text(f'#!/bin/sh\nfor last; do :; done\nout="${{last#file:}}"\n{text}\n')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_a_copy_is_small(tmp_path: Path) -> None:
    need(shutil.which("ffmpeg"), "ffmpeg")
    source = kept(tmp_path, wav(pcm(voice(20), voice(20)), channels=2))
    found = copy(source, tmp_path, tell=pytest.fail)
    assert found is not None
    assert found.suffix == ".ogg"
    assert found.read_bytes()[:4] == b"OggS"
    assert found.stat().st_size < source.stat().st_size / 5


def test_without_the_program_there_is_none(tmp_path: Path) -> None:
    told: list[str] = []
    assert copy(kept(tmp_path, wav(b"")), tmp_path, program="no-such-ffmpeg", tell=told.append) is None
    assert told == ["no-such-ffmpeg is not installed"]


def test_mp3_where_there_is_no_opus(tmp_path: Path) -> None:
    only_mp3 = program(tmp_path, 'case "$out" in *.ogg) exit 1;; esac\necho sound > "$out"')
    told: list[str] = []
    found = copy(kept(tmp_path, wav(b"")), tmp_path, program=only_mp3, tell=told.append)
    assert found == tmp_path / "came.mp3"
    assert told == ["no copy as ogg: it fails (1)"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('echo half > "$out"; exit 3', "it fails (3)"),
        ("exit 0", "it wrote nothing"),
        ('echo half > "$out"; exec sleep 60', "it was not ready after 0.3 s"),
    ],
)
def test_failures_are_said_and_leave_nothing(tmp_path: Path, text: str, why: str) -> None:
    told: list[str] = []
    target = tmp_path / "copies"
    target.mkdir()
    broken = program(tmp_path, text)
    source = kept(tmp_path, wav(b""))
    assert copy(source, target, program=broken, within_s=0.3, tell=told.append) is None
    assert told == [f"no copy as ogg: {why}", f"no copy as mp3: {why}"]
    assert list(target.iterdir()) == []


def test_a_list_of_addresses_disguised_as_a_sound_fetches_nothing(tmp_path: Path) -> None:
    need(shutil.which("ffmpeg"), "ffmpeg")
    told: list[str] = []
    source = kept(tmp_path, b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nhttp://127.0.0.1:1/secret\n")
    assert copy(source, tmp_path, tell=told.append) is None
    assert len(told) == 2


def test_a_name_that_begins_like_an_option_is_a_name(tmp_path: Path) -> None:
    need(shutil.which("ffmpeg"), "ffmpeg")
    source = kept(tmp_path, wav(pcm(voice(1))), "-version.wav")
    assert copy(source, tmp_path) == tmp_path / "-version.ogg"
