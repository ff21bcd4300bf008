"""The first thing that somebody who starts the program reads."""

from __future__ import annotations

from console.commands.welcome import welcome, who_hears

HEARS = [("pt-BR", "vosk", "Vosk hears it.")]


def test_it_says_where_to_go() -> None:
    text = welcome(
        "1.0", 5001, [("+551140028922", "Acme")], HEARS, [("ana", "secret", "agent")], has_exchange=True
    )
    assert "http://127.0.0.1:5001/phone" in text
    assert "call +551140028922" in text
    assert "Log in  ana / secret  (agent)" in text
    assert "Speech  pt-BR  Vosk hears it." in text


def test_without_an_exchange_there_is_no_phone() -> None:
    text = welcome("1.0", 5001, [], [], [], has_exchange=False)
    assert "/phone" not in text
    assert "/desk" in text


def test_nothing_is_heard() -> None:
    assert who_hears([]) == ""
