"""`recordings rotate`: all is under the newest key, what cannot be read is named."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from recordings.keys import Keys
from recordings.storage import Storage
from support.store.base import Store
from support.store.recordings import Recording
from tests.console.commands.conftest import Command

OLD = "a:" + base64.b64encode(bytes(32)).decode()
NEW = "b:" + base64.b64encode(b"b" * 32).decode()
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def keys() -> str:
    return f"{NEW},{OLD}"


def storage(folder: Path, keys: str) -> Storage:
    return Storage(str(folder / "sounds"), Keys.parse(keys))


def keep(store: Store, *paths: str) -> None:
    with store.writing() as session:
        session.execute(
            text(
                "INSERT INTO flow_versions (id, flow, version, title, source, document, published_at,"
                " published_by) VALUES (1, 'f', 1, 'F', '', '{}', :at, 'x')"
            ),
            {"at": NOON.replace(tzinfo=None)},
        )
        session.execute(
            text(
                "INSERT INTO calls (id, sid, caller, called, version_id, language, queue, state, reply,"
                " started_at, updated_at, ears, asked)"
                " VALUES (1, 'CA1', '', '', 1, '', '', '{}', '[]', :at, :at, '', 0)"
            ),
            {"at": NOON.replace(tzinfo=None)},
        )
        for number, path in enumerate(paths):
            session.add(Recording(call_id=1, seq=number, state="filed", path=path, created_at=NOON))


def test_all_of_them_and_then_none(
    command: Command, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, clear = storage(tmp_path, OLD), storage(tmp_path, "")
    names = [old.write([b"sound"], ".wav").name, clear.write([b"clear"], ".wav").name]
    keep(store, *names)
    assert command("recordings", "rotate") == 0
    assert "2 sealed under the newest key, 0 were, 0 could not be" in capsys.readouterr().out
    new = storage(tmp_path, NEW)
    assert [new.open(name).read() for name in names] == [b"sound", b"clear"]
    assert [new.sealed_with(name) for name in names] == ["b", "b"]
    assert command("recordings", "rotate") == 0
    assert "0 sealed under the newest key, 2 were" in capsys.readouterr().out


def test_what_cannot_be_is_named(
    command: Command, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = storage(tmp_path, "z:" + base64.b64encode(b"z" * 32).decode()).write([b"sound"], ".wav")
    keep(store, lost.name, "0" * 32 + ".wav")
    assert command("recordings", "rotate") == 1
    said = capsys.readouterr()
    assert "0 sealed under the newest key, 0 were, 2 could not be" in said.out
    assert "recording 1:" in said.err
    assert "z" in said.err
