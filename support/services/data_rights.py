"""Everything about a number: shown on one page, exported as a whole, erased (`erasure`). Each is audited.

What other systems keep is not ours to erase, and is said: the phone company's own records of calls and
messages, backups of the database, and what a company's own systems were told before.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, BinaryIO, Protocol

from support.errors import NotFound, Refused
from support.services import customers, holds_legal, jobs
from support.services.holds_legal import HoldLine
from support.store import agents as agent_store
from support.store import erasing, messages, personal
from support.store import flows as flow_store
from support.store.base import Session
from support.store.jobs import Job
from support.store.personal import KINDS, Subject

SHOWN = 20  # rows of each kind on the page
EXPORT, ERASE = "rights_export", "erase"
CHUNK = 64 * 1024


class Sounds(Protocol):
    """Where recordings are, and the files of jobs."""

    def open(self, name: str) -> BinaryIO: ...


@dataclass(frozen=True)
class Section:
    """Rows of one table about the number: how many, and the first of them."""

    table: str
    count: int
    rows: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Everything:
    """`scanned`: tables that are looked through only when it is exported or erased."""

    number: str
    sections: tuple[Section, ...]
    holds: tuple[HoldLine, ...]
    scanned: tuple[str, ...]
    jobs: tuple[Job, ...]
    is_calling: bool
    wants_no_messages: bool  # which stays when the number is erased


def show(session: Session, written: str) -> Everything:
    """Raises NotFound for what is no number, Refused for one of our own."""
    number = understood(session, written)
    who = Subject(number, messages.forgotten(session, number))
    found = []
    for kind in KINDS:
        if not kind.is_scan and (count := personal.count(session, kind, who)):
            rows = tuple(personal.rows(session, kind, who, SHOWN))
            found.append(Section(kind.table, count, rows))
    return Everything(
        number=number,
        sections=tuple(found),
        holds=tuple(holds_legal.of(session, "number", number)),
        scanned=tuple(kind.table for kind in KINDS if kind.is_scan),
        jobs=tuple(jobs.newest(session, (EXPORT, ERASE), 5, number)),
        is_calling=erasing.is_calling(session, who),
        wants_no_messages=erasing.wish(session, number) is not None,
    )


def understood(session: Session, written: str) -> str:
    number = customers.understood(session, written)
    if not number:
        raise NotFound("%(written)s is no telephone number", written=written.strip()[:40])
    if number in flow_store.numbers(session):
        raise Refused("this is one of our own numbers: every call is about it")
    return number


def export(session: Session, written: str, user_id: int, now: datetime) -> int:
    """The job that makes the ZIP file; it can be fetched for a day."""
    number = understood(session, written)
    audit(session, "data_exported", user_id, now, "")
    return jobs.begin(session, EXPORT, user_id, now, name="customer-data.zip", number=number)


def erase(session: Session, written: str, typed: str, user_id: int, now: datetime) -> int:
    """The job that erases. `typed`: the number once more, in any form, so that nobody does it by accident."""
    number = understood(session, written)
    if customers.understood(session, typed) != number:
        raise Refused("type the number itself to confirm: it is not the same")
    if holds := holds_legal.of(session, "number", number):
        raise Refused("this number is held: %(reason)s", reason=holds[0].reason)
    known = jobs.newest(session, (ERASE,), 1, number)
    if known and known[0].state in ("due", "working"):
        return known[0].id
    return jobs.begin(session, ERASE, user_id, now, number=number)


def audit(
    session: Session, action: str, user_id: int | None, now: datetime, digest: str, **data: Any
) -> None:
    session.add(agent_store.Audit(at=now, user_id=user_id, action=action, object=digest, data=data))


def digest(number: str, secret: str) -> str:
    """By which one can tell later whether it was this number, and by which nobody finds the number."""
    return hmac.new(secret.encode(), number.encode(), hashlib.sha256).hexdigest()[:32]


def archive(session: Session, number: str, sounds: Sounds) -> IO[bytes]:
    """The ZIP: a JSON list for each kind of data, and the sounds; a file that is gone when it is closed."""
    who = Subject(number, messages.forgotten(session, number))
    made = tempfile.TemporaryFile()  # noqa: SIM115  (the caller closes it)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        for kind in KINDS:
            rows = _scan(session, kind, who) if kind.is_scan else personal.rows(session, kind, who)
            _list(pack, f"{kind.table}.json", rows)
        missing = [each for each in personal.sounds(session, who) if not _sound(pack, *each, sounds)]
        if missing:
            _list(pack, "missing-sounds.json", ({"recording": number} for number, _ in missing))
    made.seek(0)
    return made


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    yield from iter(lambda: file.read(CHUNK), b"")


def _scan(session: Session, kind: personal.Kind, who: Subject) -> Iterator[dict[str, Any]]:
    after: int | None = 0
    while after is not None:
        ids, after = personal.scanned(session, kind, who, after)
        yield from personal.by_ids(session, kind, ids) if ids else ()


def _list(pack: zipfile.ZipFile, name: str, rows: Iterable[dict[str, Any]]) -> None:
    """One by one: a number may have called a hundred thousand times."""
    with pack.open(name, "w", force_zip64=True) as file:
        file.write(b"[")
        for index, row in enumerate(rows):
            file.write(b",\n" if index else b"\n")
            file.write(json.dumps(row, ensure_ascii=False, default=str).encode())
        file.write(b"\n]\n")


def _sound(pack: zipfile.ZipFile, recording_id: int, name: str, sounds: Sounds) -> bool:
    suffix = "." + name.rpartition(".")[2] if "." in name else ""
    try:
        with (
            sounds.open(name) as sound,
            pack.open(f"audio/{recording_id}{suffix}", "w", force_zip64=True) as to,
        ):
            shutil.copyfileobj(sound, to, CHUNK)
    except (OSError, ValueError):
        return False
    return True
