"""`users add|list|set`: accounts, what their people serve, and what is refused."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

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


def flow(command: Command, write: Callable[..., Path]) -> None:
    assert command("flows", "publish", write()) == 0


def listed(command: Command, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    capsys.readouterr()
    assert command("users", "list") == 0
    lines = capsys.readouterr().out.splitlines()
    return {line.split()[0]: " ".join(line.split()) for line in lines}


def test_queues_with_ranks_skills_and_a_telephone(
    command: Command, write: Callable[..., Path], monkeypatch: Patch, capsys: pytest.CaptureFixture[str]
) -> None:
    flow(command, write)
    words = ("--queue", "sales:2", "--skill", "english:3", "--endpoint", "+1 202 555 0199")
    assert add(command, monkeypatch, "carla", "--name", "Carla", *words) == 0
    found = listed(command, capsys)
    assert found["carla"] == "carla Carla agent on +12025550199 sales:2 english:3"
    changes = ("--skill", "english:0", "--skill", "spanish", "--queue", "sales:1", "--endpoint", "browser")
    assert command("users", "set", "carla", "--role", "supervisor", "--off", *changes) == 0
    assert listed(command, capsys)["carla"] == "carla Carla supervisor off browser sales:1 spanish:1"


def test_what_is_not_named_stays(
    command: Command, write: Callable[..., Path], monkeypatch: Patch, capsys: pytest.CaptureFixture[str]
) -> None:
    flow(command, write)
    add(command, monkeypatch, "carla", "--queue", "sales", "--skill", "english:3")
    assert command("users", "set", "carla", "--name", "Carla Dias") == 0
    assert listed(command, capsys)["carla"] == "carla Carla Dias agent on browser sales:1 english:3"


def test_a_new_password_is_asked_for(command: Command, store: Store, monkeypatch: Patch) -> None:
    add(command, monkeypatch, "carla")
    monkeypatch.setattr("sys.stdin", io.StringIO("quite another\n"))
    assert command("users", "set", "carla", "--password") == 0
    with store.writing() as session:
        assert people.sign_in(session, "carla", "quite another", NOON)


@pytest.mark.parametrize("words", [("--endpoint", "x"), ("--skill", "english:99"), ("--queue", "sales:x")])
def test_a_profile_that_cannot_be(
    command: Command, store: Store, monkeypatch: Patch, words: tuple[str, ...]
) -> None:
    with pytest.raises(RamalError):
        add(command, monkeypatch, "carla", *words)
    with store.reading() as session:
        assert people.users(session) == []
    with pytest.raises(RamalError, match="nobody"):
        command("users", "set", "nobody")
