"""`users add`: a new account, and what is refused."""

from __future__ import annotations

import io

import pytest

from support.errors import RamalError
from support.services import people
from support.store.base import Store
from tests.console.commands.conftest import NOON, Command

Patch = pytest.MonkeyPatch


def add(command: Command, patch: Patch, *words: str, password: str = "a long password\n") -> int:
    patch.setattr("sys.stdin", io.StringIO(password))
    return command("users", "add", *words)


def test_somebody_new_signs_in(
    command: Command, store: Store, monkeypatch: Patch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(command, monkeypatch, "carla", "--name", "Carla Dias", "--role", "admin") == 0
    out, err = capsys.readouterr()
    assert out == "added carla (admin)\n"
    assert "a long password" not in out + err
    with store.writing() as session:
        user = people.sign_in(session, "carla", "a long password", NOON)
        assert user
        assert (user.name, user.role) == ("Carla Dias", "admin")
        assert people.sign_in(session, "carla", "another password", NOON) is None


@pytest.mark.parametrize("password", ["", "\n", "short\n"])
def test_a_short_password(command: Command, store: Store, monkeypatch: Patch, password: str) -> None:
    with pytest.raises(RamalError, match=str(people.MIN_PASSWORD)):
        add(command, monkeypatch, "carla", password=password)
    with store.reading() as session:
        assert people.users(session) == []


def test_a_login_that_is_taken(command: Command, store: Store, monkeypatch: Patch) -> None:
    add(command, monkeypatch, "carla")
    with pytest.raises(RamalError, match="carla"):
        add(command, monkeypatch, "carla")
    with store.reading() as session:
        assert len(people.users(session)) == 1


def test_a_role_that_there_is_not(
    command: Command, monkeypatch: Patch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(command, monkeypatch, "carla", "--role", "boss") == 2
    assert "supervisor" in capsys.readouterr().err


def test_a_queue_that_there_is_not(command: Command, store: Store, monkeypatch: Patch) -> None:
    with pytest.raises(RamalError, match="nowhere"):
        add(command, monkeypatch, "carla", "--queue", "nowhere")
    with store.reading() as session:
        assert people.users(session) == []
