"""Where sounds are kept: a local folder, or anything that speaks S3; sealed when there are keys.

A name is 128 random bits and a suffix, chosen here; it exists only when the whole sound is there. What comes
from outside as a name is held against the pattern of our names before anything is done with it.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import fsspec  # type: ignore[import-untyped]

from recordings import sealing
from recordings.keys import Keys
from recordings.places import BadStorage, place_of
from recordings.reaching import Remote, Unreachable, reached

__all__ = ["BadName", "BadStorage", "Kept", "Storage", "Unreachable"]

READ = 64 * 1024
_PART = 8 * 1024 * 1024  # of an upload, which is held in memory
_NAME = re.compile(r"(?P<old>recordings/)?(?P<word>[0-9a-f]{32})(?P<suffix>\.[a-z0-9]{1,5})?")
_SUFFIX = re.compile(r"(\.[a-z0-9]{1,5})?")
_HALF = ".half-"
_NO_PLACE = "the folder or bucket for sounds is not there"


class BadName(ValueError):
    """Not one of our names."""


@dataclass(frozen=True)
class Kept:
    """`size` in bytes and `sha256` are of the clear sound."""

    name: str
    size: int
    sha256: str


class Storage:
    """Threads may share one. Everything raises Unreachable, and FileNotFoundError where there is no sound."""

    def __init__(self, url: str, keys: Keys | None = None) -> None:
        self._place = place_of(url)
        self._keys = keys

    def new_name(self, suffix: str) -> str:
        """A name nobody can guess, for a row that is written before its sound. `suffix`: like .wav, or ""."""
        if not _SUFFIX.fullmatch(suffix):
            raise BadName("a suffix is like .wav")
        return secrets.token_hex(16) + suffix

    def write(self, chunks: Iterable[bytes], suffix: str = "", *, name: str = "") -> Kept:
        """Keeps a sound under `name`, or a new one; what was there is replaced at once, or not at all."""
        name = name or self.new_name(suffix)
        path = self._path(name)
        counted = _Counted(chunks)
        sealed = sealing.seal(counted, self._keys, _word(name)) if self._keys else counted
        half = self._written(sealed)
        try:
            with reached():
                self._move(half, path)
        except FileNotFoundError:
            raise Unreachable(_NO_PLACE) from None
        finally:
            half.unlink(missing_ok=True)
        return Kept(name, counted.size, counted.digest.hexdigest())

    def open(self, name: str) -> BinaryIO:
        """The clear sound, to be sought and read; only what is read is fetched. Raises sealing.Unsealable."""
        raw = self._raw(name)
        if not sealing.is_sealed(raw.read(len(sealing.MAGIC))):
            raw.seek(0)
            return raw
        try:
            opened = sealing.Opened(raw, self._keys, _word(name))
        except sealing.Unsealable:
            raw.close()
            raise
        return cast(BinaryIO, io.BufferedReader(opened, READ))

    def size(self, name: str) -> int:
        """Bytes of the clear sound."""
        with self.open(name) as sound:
            return sound.seek(0, io.SEEK_END)

    def has(self, name: str) -> bool:
        path = self._path(name)
        with reached():
            return bool(self._files.exists(path))

    def delete(self, name: str) -> None:
        """A sound that is not there is fine."""
        path = self._path(name)
        with reached(), suppress(FileNotFoundError):
            self._files.rm_file(path)

    def names(self) -> Iterator[str]:
        """Every kept sound, in no order."""
        with reached():
            found = self._files.find(self._place.root)
        for path in found:
            relative = str(path)[len(self._place.root) :].lstrip("/")
            word = relative.rpartition("/")[2]
            name = word if relative.count("/") == 2 else f"recordings/{word}"
            if _NAME.fullmatch(name) and self._path(name).endswith(relative):
                yield name

    def rotate(self, name: str) -> bool:
        """Seals a sound under the newest key; False when it was. Raises sealing.Unsealable.

        Who calls holds the sound's row: one that is deleted meanwhile would be back.
        """
        if self._keys is None or self.sealed_with(name) == self._keys.newest:
            return False
        with self.open(name) as sound:
            self.write(iter(lambda: sound.read(READ), b""), name=name)
        return True

    def sealed_with(self, name: str) -> str:
        """The id of the key it is sealed with; "" for a sound that is not sealed."""
        with self._raw(name) as raw:
            begins = raw.read(sealing.LONGEST_HEAD)
        return sealing.read_head(begins).key_id if sealing.is_sealed(begins) else ""

    def tidy(self, before: float) -> int:
        """Removes what killed writers left behind before `before` (seconds since 1970); how many."""
        removed = 0
        for half in self._halves.glob(f"{_HALF}*"):
            with suppress(FileNotFoundError):
                if half.stat().st_mtime < before:
                    half.unlink()
                    removed += 1
        return removed

    @property
    def _files(self) -> Any:
        # Asked for each time: fsspec keeps one client for each process, and a forked one needs its own.
        return fsspec.filesystem(self._place.protocol, **self._place.options)

    @property
    def _is_local(self) -> bool:
        return self._place.protocol == "file"

    @property
    def _halves(self) -> Path:
        """Where a sound is written before it has a name: on the same disk, so that it can be moved there."""
        return Path(self._place.root) if self._is_local else Path(tempfile.gettempdir())

    def _path(self, name: str) -> str:
        """Two levels of folders keep them small. Names given before there were any lie in the root."""
        found = _NAME.fullmatch(name)
        if not found:
            raise BadName("this is not the name of a sound")
        word = _word(name)
        folders = "" if found["old"] else f"{word[:2]}/{word[2:4]}/"
        return f"{self._place.root}/{folders}{word}"

    def _raw(self, name: str) -> BinaryIO:
        path = self._path(name)
        try:
            with reached():
                if self._is_local:
                    return Path(path).open("rb")
                remote = self._files.open(path, "rb", cache_type="none")
        except FileNotFoundError:
            if not self._is_there():
                raise Unreachable(_NO_PLACE) from None
            raise
        return cast(BinaryIO, io.BufferedReader(Remote(remote), READ))

    def _is_there(self) -> bool:
        """A sound is only missing where its folder or bucket is not."""
        place = self._place.root if self._is_local else self._place.root.partition("/")[0]
        with reached():
            return bool(self._files.exists(place))

    def _written(self, chunks: Iterable[bytes]) -> Path:
        self._halves.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=_HALF, dir=self._halves)
        half = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            half.unlink(missing_ok=True)
            raise
        return half

    def _move(self, half: Path, path: str) -> None:
        if not self._is_local:
            self._files.put_file(str(half), path, chunksize=_PART)
            return
        folder = Path(path).parent
        folder.mkdir(parents=True, exist_ok=True)
        half.replace(path)
        handle = os.open(folder, os.O_RDONLY)  # the name survives a loss of power too
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class _Counted:
    """Chunks that pass by, counted and hashed."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self.size = 0
        self.digest = hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self.size += len(chunk)
            self.digest.update(chunk)
            yield chunk


def _word(name: str) -> str:
    """A name without the folder that old ones have."""
    return name.rpartition("/")[2]
