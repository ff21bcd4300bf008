"""Sounds are kept whole or not at all, on a disk or in S3, sealed or not; names cannot be forged."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from recordings.keys import Keys
from recordings.sealing import CHUNK, MAGIC, Unsealable
from recordings.storage import BadName, Storage, Unreachable
from tests.conftest import ROOT, need

Made = Callable[..., Storage]
SOUND = os.urandom(3 * CHUNK + 100)


def keys(*names: str) -> Keys:
    secret = {name: base64.b64encode(hashlib.sha256(name.encode()).digest()).decode() for name in names}
    found = Keys.parse(",".join(f"{name}:{text}" for name, text in secret.items()))
    assert found is not None
    return found


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    need(importlib.util.find_spec("moto"), "moto")
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["disk", "s3"])
def made(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """Makes the same storage again and again, with other keys."""
    if request.param == "disk":
        return lambda held=None: Storage(str(tmp_path / "sounds"), held)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    endpoint = request.getfixturevalue("s3")
    bucket = f"sounds-{time.monotonic_ns()}"
    import s3fs  # type: ignore[import-untyped]

    s3fs.S3FileSystem(endpoint_url=endpoint).mkdir(bucket)
    url = f"s3://{bucket}/centre/one?endpoint={endpoint}&region=us-east-1"
    return lambda held=None: Storage(url, held)


def whole(storage: Storage, name: str) -> bytes:
    with storage.open(name) as sound:
        return sound.read()


@pytest.mark.parametrize("held", [None, keys("a")], ids=["clear", "sealed"])
def test_what_is_kept_is_found_again(made: Made, held: Keys | None) -> None:
    storage = made(held)
    kept = storage.write([SOUND[:1000], SOUND[1000:]], ".wav")
    assert (kept.size, kept.sha256) == (len(SOUND), hashlib.sha256(SOUND).hexdigest())
    assert re.fullmatch(r"[0-9a-f]{32}\.wav", kept.name)
    assert whole(storage, kept.name) == SOUND
    assert storage.size(kept.name) == len(SOUND)
    assert storage.has(kept.name)
    assert list(storage.names()) == [kept.name]
    with storage.open(kept.name) as sound:
        for begins, length in ((CHUNK - 5, 10), (0, 4), (len(SOUND) - 3, 50), (2 * CHUNK, CHUNK)):
            sound.seek(begins)
            assert sound.read(length) == SOUND[begins : begins + length]


def test_a_long_call_is_kept_in_parts_and_read_in_ranges(made: Made) -> None:
    """More than an upload of one piece may be, held in memory only a part at a time."""
    storage = made(keys("a"))
    piece = os.urandom(1 << 20)
    kept = storage.write((piece for _ in range(20)), ".wav")
    assert kept.size == storage.size(kept.name) == 20 << 20
    with storage.open(kept.name) as sound:
        sound.seek((17 << 20) + 5)
        assert sound.read(1000) == piece[5:1005]


def test_what_is_deleted_is_gone_and_may_be_deleted_again(made: Made) -> None:
    storage = made()
    name = storage.write([b"words"], ".ogg").name
    storage.delete(name)
    storage.delete(name)
    assert not storage.has(name)
    assert list(storage.names()) == []
    with pytest.raises(FileNotFoundError):
        storage.open(name)
    with pytest.raises(FileNotFoundError):
        storage.size(name)


def test_a_name_can_be_chosen_before_its_sound_is_there(made: Made) -> None:
    """So a killed worker that begins again leaves one sound and not two."""
    storage = made(keys("a"))
    name = storage.new_name(".wav")
    for data in (b"half", SOUND):
        assert storage.write([data], name=name).name == name
    assert whole(storage, name) == SOUND
    assert list(storage.names()) == [name]


def test_keys_change_and_all_sounds_are_still_heard(made: Made) -> None:
    clear = made().write([b"before there were keys"], ".wav").name
    old = made(keys("old")).write([SOUND], ".wav").name
    now = made(keys("new", "old"))
    assert (whole(now, clear), whole(now, old)) == (b"before there were keys", SOUND)
    assert [now.sealed_with(name) for name in (clear, old)] == ["", "old"]
    assert [now.rotate(name) for name in (clear, old, old)] == [True, True, False]
    assert [now.sealed_with(name) for name in (clear, old)] == ["new", "new"]
    later = made(keys("new"))
    assert (whole(later, clear), whole(later, old)) == (b"before there were keys", SOUND)
    assert sorted(later.names()) == sorted([clear, old])


def test_a_missing_key_is_named(made: Made) -> None:
    name = made(keys("old")).write([SOUND], ".wav").name
    for held in (None, keys("new")):
        with pytest.raises(Unsealable, match="the key old, which is not in the settings"):
            made(held).open(name)


def test_without_keys_nothing_is_rotated(made: Made) -> None:
    storage = made()
    assert not storage.rotate(storage.write([b"words"]).name)


def test_a_source_that_breaks_off_leaves_nothing(made: Made, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield SOUND
        raise ConnectionResetError("the phone company hung up")

    storage = made(keys("a"))
    with pytest.raises(ConnectionResetError):
        storage.write(broken(), ".wav")
    assert list(storage.names()) == []
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_source_that_breaks_off_leaves_what_was_there(made: Made) -> None:
    def broken() -> Iterator[bytes]:
        yield b"other"
        raise ConnectionResetError

    storage = made()
    name = storage.write([b"words"], ".wav").name
    with pytest.raises(ConnectionResetError):
        storage.write(broken(), name=name)
    assert whole(storage, name) == b"words"


@pytest.mark.parametrize(
    "name",
    ["", "..", "../../etc/passwd", "/etc/passwd", "a" * 32 + "/../x", "a" * 31, "A" * 32, "a" * 32 + ".WAV",
     "a" * 32 + ".wav\n", "a" * 32 + "\0", "recordings/../" + "a" * 32, "other/" + "a" * 32 + ".wav"],
)  # fmt: skip
def test_names_that_are_not_ours_reach_nothing(tmp_path: Path, name: str) -> None:
    storage = Storage(str(tmp_path / "sounds"), keys("a"))
    for use in (storage.open, storage.size, storage.delete, storage.has, storage.rotate, storage.sealed_with):
        with pytest.raises(BadName):
            use(name)
    if name:
        with pytest.raises(BadName):
            storage.write([b"words"], name=name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", ["/../x", ".wav/..", "wav", ".WAV", ".toolong"])
def test_suffixes_are_of_our_kind(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(BadName):
        Storage(str(tmp_path)).write([b""], suffix)


def test_sounds_of_before_lie_in_one_folder_and_are_found(tmp_path: Path) -> None:
    name = "recordings/" + "ab" * 16 + ".wav"
    (tmp_path / ("ab" * 16 + ".wav")).write_bytes(b"RIFFold")
    storage = Storage(str(tmp_path), keys("a"))
    assert whole(storage, name) == b"RIFFold"
    assert list(storage.names()) == [name]
    assert storage.rotate(name)
    assert whole(storage, name) == b"RIFFold"
    assert (tmp_path / ("ab" * 16 + ".wav")).read_bytes().startswith(MAGIC)
    storage.delete(name)
    assert list(storage.names()) == []


def test_what_lies_around_is_no_sound(tmp_path: Path) -> None:
    storage = Storage(str(tmp_path))
    assert list(storage.names()) == []
    name = storage.write([b"words"], ".wav").name
    (tmp_path / ".half-abc").write_bytes(b"")
    (tmp_path / "README").write_bytes(b"")
    (tmp_path / name[:2] / "note.txt").write_bytes(b"")
    assert list(storage.names()) == [name]


def test_folders_stay_small(tmp_path: Path) -> None:
    storage = Storage(str(tmp_path))
    name = storage.write([b"words"], ".wav").name
    assert (tmp_path / name[:2] / name[2:4] / name).is_file()


def test_sealed_sounds_say_nothing_where_they_lie(tmp_path: Path) -> None:
    Storage(str(tmp_path), keys("a")).write([b"my number is four two" * 50], ".wav")
    (file,) = (path for path in tmp_path.rglob("*.wav"))
    assert b"number" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


KILLED = """
import sys
from recordings.storage import Storage
def sound():
    while True:
        yield b"x" * 100_000
        print("more", flush=True)
Storage(sys.argv[1]).write(sound(), ".wav")
"""


def test_a_killed_writer_leaves_no_half_sound_under_a_name(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        for _ in range(20):
            assert writer.stdout.readline() == b"more\n"
        writer.send_signal(signal.SIGKILL)
    storage = Storage(str(tmp_path))
    assert list(storage.names()) == []
    (half,) = tmp_path.iterdir()
    touched = half.stat().st_mtime
    assert storage.tidy(touched - 1) == 0
    assert storage.tidy(touched + 1) == 1
    assert list(tmp_path.iterdir()) == []


def test_who_reads_while_it_is_replaced_hears_one_or_the_other(tmp_path: Path) -> None:
    storage = Storage(str(tmp_path), keys("a"))
    sounds = [bytes([number]) * (2 * CHUNK) for number in (1, 2)]
    name = storage.write([sounds[0]], ".wav").name
    heard: list[bytes] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            heard.append(whole(storage, name))

    reader = threading.Thread(target=read)
    reader.start()
    for round_ in range(40):
        storage.write([sounds[round_ % 2]], name=name)
    done.set()
    reader.join()
    assert heard
    assert set(heard) <= set(sounds)


def test_a_storage_that_does_not_answer_is_said_without_its_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDSECRET")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "SECRETSECRET")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    storage = Storage("s3://bucket/x?endpoint=http://127.0.0.1:1&region=us-east-1")
    with pytest.raises(Unreachable) as raised:
        storage.has(storage.new_name(".wav"))
    assert "SECRET" not in str(raised.value)


def test_a_bucket_that_is_not_there_is_no_missing_sound(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for it to come back tries again; a sound that is gone is given up."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    storage = Storage(f"s3://no-such-bucket/x?endpoint={s3}&region=us-east-1")
    with pytest.raises(Unreachable, match="bucket for sounds is not there"):
        storage.write([b"words"], ".wav")
    with pytest.raises(Unreachable, match="bucket for sounds is not there"):
        storage.open(storage.new_name(".wav"))


def test_a_folder_that_is_not_there_is_no_missing_sound(tmp_path: Path) -> None:
    storage = Storage(str(tmp_path / "not-mounted"))
    with pytest.raises(Unreachable, match="folder or bucket"):
        storage.open(storage.new_name(".wav"))


def test_a_disk_that_cannot_be_written_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "sounds").write_bytes(b"a file where the folder should be")
    storage = Storage(str(tmp_path / "sounds"))
    with pytest.raises(OSError, match=r"sounds"):
        storage.write([b"words"], ".wav")
