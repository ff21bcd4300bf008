"""Spoken prompts with espeak-ng where it is installed, and at a believable pace where it is not."""

import os
import shutil
from pathlib import Path

import pytest

from exchange.audio import mulaw
from exchange.audio.speech import KEPT, Speech, voices


@pytest.fixture
def spoken() -> Speech:
    if not shutil.which("espeak-ng") and os.environ.get("CI") != "true":
        pytest.skip("espeak-ng is not installed")
    return Speech()


def test_without_a_voice_lengths_are_estimated() -> None:
    quiet = Speech(use_espeak=False, rate_chars_s=10)
    assert not quiet.available
    assert quiet.render("Bom dia", "pt-BR") == b""
    assert quiet.duration_s("a" * 50, "pt-BR") == 5.0
    assert quiet.duration_s("  a \n b ", "pt-BR") == 0.3
    assert quiet.duration_s("", "pt-BR") == 0.0


@pytest.mark.parametrize("language", ["pt-BR", "en-US", "es-ES", "es-MX", "xx-YY", ""])
def test_words_become_sound_in_any_language(spoken: Speech, language: str) -> None:
    sound = spoken.render("1 2 3", language)
    assert spoken.available
    assert 0.4 < mulaw.seconds(sound) < 4
    assert mulaw.loudness(sound) > 500
    assert spoken.duration_s("1 2 3", language) == mulaw.seconds(sound)


def test_more_words_take_longer(spoken: Speech) -> None:
    text = "Para faturas, tecle um. "
    assert len(spoken.render(text * 3, "pt-BR")) > 2 * len(spoken.render(text, "pt-BR"))


def test_languages_sound_different(spoken: Speech) -> None:
    assert spoken.render("original", "pt-BR") != spoken.render("original", "en-US")


def test_same_words_are_rendered_once(spoken: Speech) -> None:
    first = spoken.render("Bom dia", "pt-BR")
    assert spoken.render(" Bom   dia\n", "pt-br") is first


def test_words_are_never_read_as_options(spoken: Speech) -> None:
    assert mulaw.seconds(spoken.render("--help", "en-US")) < 3
    assert spoken.render("hello", "-f/etc/hostname") == spoken.render("hello", "en")


def test_a_program_that_fails_leaves_silence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "espeak-ng"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    broken = Speech(rate_chars_s=5)
    assert broken.available
    assert broken.render("hello", "en-US") == b""
    assert broken.duration_s("hello", "en-US") == 1.0


def test_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "espeak-ng"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    broken = Speech()
    for number in range(KEPT + 5):
        broken.render(str(number), "en")
    assert len(broken._kept) == KEPT


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("pt-BR", ["pt-br", "pt", "en"]),
        ("es-MX", ["es-419", "es", "en"]),
        ("en-US", ["en-us", "en"]),
        ("", ["en-us", "en"]),
        ("-f/etc/hostname", ["en"]),
    ],
)
def test_voices_to_try(language: str, expected: list[str]) -> None:
    assert voices(language) == expected
