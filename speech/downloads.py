"""Vosk's official small models: what can be had, and how one is fetched, checked and put in place."""

from __future__ import annotations

import hashlib
import shutil
import stat
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import requests

from speech.models import HOME, base, problem

BASE_URL = "https://alphacephei.com/vosk/models/"
Progress = Callable[[int, int], None]  # bytes here, bytes in all
_PATIENCE = (10, 30)  # seconds to connect, seconds between two pieces
_PIECE = 1 << 16
_UNPACKED = 12  # times the archive's size at most; the real ones take less than 3
_MOST_FILES = 1000
_NO_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)  # the last: encrypted, or a strange method


class FetchError(Exception):
    """One line for whoever asked for the model."""


class NetworkError(FetchError):
    """Nothing is wrong with the model; trying again may help."""


@dataclass(frozen=True)
class Offer:
    """A model of https://alphacephei.com/vosk/models, Apache-2.0. Size in bytes, of the archive."""

    language: str
    name: str
    size: int
    sha256: str

    @property
    def url(self) -> str:
        return f"{BASE_URL}{self.name}.zip"


OFFERS: Mapping[str, Offer] = {
    offer.language: offer
    for offer in (
        Offer(
            "pt",
            "vosk-model-small-pt-0.3",
            32_453_112,
            "6e1ce909032e1afa7a88e68a3d628ecafff302bdf195befab308826c395e93b7",
        ),
        Offer(
            "en",
            "vosk-model-small-en-us-0.15",
            41_205_931,
            "30f26242c4eb449f948e42cb302dd7a686cb29a3423a8367f99ff41780942498",
        ),
        Offer(
            "es",
            "vosk-model-small-es-0.42",
            39_817_833,
            "09b239888f633ef2f0b4e09736e3d9936acfd810bc65d53fad45261762c6511f",
        ),
    )
}


def get(
    language: str,
    folder: Path,
    progress: Progress,
    base_url: str = BASE_URL,
    offers: Mapping[str, Offer] = OFFERS,
) -> Path:
    """The model's folder under `folder/models`, fetched unless it is there and whole. Raises FetchError.

    What arrived before a cut is kept and continued next time. Whatever goes wrong, a model that was
    there before stays.
    """
    offer = offers.get(base(language))
    if offer is None:
        raise FetchError(f"no model is known for {language}; there are {', '.join(offers)}")
    target = folder / HOME / offer.name
    if not problem(target):
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.parent / f"{offer.name}.zip.part"
        _download(f"{base_url}{offer.name}.zip", part, offer.size, progress, target.parent)
        _check_sum(part, offer)
        _unpack(part, target, offer)
        part.unlink()
    except OSError as error:
        raise FetchError(f"{target.parent}: {error.strerror or error}") from error
    return target


def _download(url: str, part: Path, size: int, progress: Progress, home: Path) -> None:
    here = _kept(part, size)
    if here == size:
        return
    try:
        _receive(url, part, here, size, progress)
    except requests.RequestException as error:
        if not part.exists() or part.stat().st_size <= here:
            raise NetworkError(
                f"{url} cannot be reached ({_why(error)}): try again, or unpack it into {home} by hand"
            ) from error
    arrived = part.stat().st_size
    if arrived < size:
        raise NetworkError(f"cut off after {arrived} of {size} bytes; the same command continues from there")


def _kept(part: Path, size: int) -> int:
    """Bytes of an earlier try; what is too long was something else."""
    here = part.stat().st_size if part.exists() else 0
    if here <= size:
        return here
    part.unlink()
    return 0


def _receive(url: str, part: Path, here: int, size: int, progress: Progress) -> None:
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={here}-"} if here else {})
    with requests.get(url, headers=headers, stream=True, timeout=_PATIENCE) as answer:
        if answer.status_code not in (200, 206):
            raise NetworkError(f"{url} answered {answer.status_code} {answer.reason}")
        if answer.status_code == 200 or not _continues(answer, here):
            here = 0
        with part.open("ab" if here else "wb") as file:
            here = _write(answer, file, here, size, progress)
    if here > size:
        part.unlink()
        raise FetchError(f"{url} is larger than the {size} bytes it should have; nothing was kept")


def _write(answer: requests.Response, file: BinaryIO, here: int, size: int, progress: Progress) -> int:
    for piece in answer.iter_content(_PIECE):
        here += len(piece)
        if here > size:
            break
        file.write(piece)
        progress(here, size)
    return here


def _continues(answer: requests.Response, here: int) -> bool:
    return answer.headers.get("Content-Range", "").startswith(f"bytes {here}-")


def _why(error: requests.RequestException) -> str:
    """The kind of failure only: the rest of the message is a chain of objects."""
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the connection broke"
    return "no connection" if isinstance(error, requests.ConnectionError) else type(error).__name__


def _check_sum(part: Path, offer: Offer) -> None:
    with part.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != offer.sha256:
        part.unlink()
        raise FetchError(f"{offer.name}.zip is not the official one (its SHA-256 differs); nothing was kept")


def _unpack(part: Path, target: Path, offer: Offer) -> None:
    """Beside its place first, then moved there at once."""
    aside = target.parent / f".{offer.name}.unpacking"
    shutil.rmtree(aside, ignore_errors=True)
    try:
        with zipfile.ZipFile(part) as archive:
            _refuse_unsafe(archive, offer.size * _UNPACKED)
            archive.extractall(aside)
        inside = aside / offer.name if (aside / offer.name).is_dir() else aside
        wrong = problem(inside)
        if wrong:
            raise FetchError(f"{offer.name}.zip holds no whole model: {wrong.partition(': ')[2]}")
        if target.exists():
            shutil.rmtree(target)
        inside.rename(target)
    except FetchError:
        part.unlink()
        raise
    except _NO_ZIP as error:
        part.unlink()
        raise FetchError(f"{offer.name}.zip is broken ({error}); nothing was kept") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _refuse_unsafe(archive: zipfile.ZipFile, most: int) -> None:
    """The sizes declared are those that zipfile reads at most, so a bomb shows here."""
    entries = archive.infolist()
    if len(entries) > _MOST_FILES or sum(entry.file_size for entry in entries) > most:
        raise FetchError("the archive is far larger than a model; nothing was kept")
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        link = stat.S_ISLNK(entry.external_attr >> 16)
        if path.is_absolute() or ".." in path.parts or ":" in entry.filename or link:
            raise FetchError(
                f"the archive would write outside its folder ({entry.filename}); nothing was kept"
            )
