"""`doctor`: what is missing is named with what to do about it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.console.commands.conftest import Command


def test_an_empty_installation(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("doctor") == 1
    out = capsys.readouterr().out
    assert "ok  the database answers" in out
    assert "NO  no flow is published: python app.py flows publish FILE" in out
    assert "NO  nobody can sign in: python app.py users add" in out


def test_one_in_order(
    command: Command,
    write: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command("flows", "publish", write())
    monkeypatch.setattr("sys.stdin", io.StringIO("a long password\n"))
    command("users", "add", "carla")
    capsys.readouterr()
    assert command("doctor") == 0
    out = capsys.readouterr().out
    assert "1 numbers are answered" in out
    assert "NO " not in out


def test_without_a_voice_the_browser_speaks(
    command: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    command("doctor")
    assert "espeak-ng is not installed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("hears", "code", "line"),
    [
        ("", 1, "NO  fr-FR: keys only: no model for fr"),
        ("twilio", 0, "ok  fr-FR: Twilio hears"),
        ("off", 0, "ok  fr-FR: keys only: switched off by RAMAL_SPEECH"),
    ],
)
def test_who_hears_each_language(
    command: Command,
    write: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    code: int,
    line: str,
) -> None:
    words = ('key: "1",', 'key: "1", words: {fr-FR: [ventes]},')
    hears = ("    options:", "    input: keypad and speech\n    options:")
    command("flows", "publish", write(("en-US", "fr-FR"), hears, words))
    monkeypatch.setattr("sys.stdin", io.StringIO("a long password\n"))
    command("users", "add", "carla")
    capsys.readouterr()
    assert command("doctor") == code
    assert line in capsys.readouterr().out
