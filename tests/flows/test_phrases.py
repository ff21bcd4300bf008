"""Shipped sentences."""

from __future__ import annotations

import pytest

from flows.phrases import DEFAULT_LANGUAGE, LANGUAGES, NAMES, nearest_language, phrase, spaced


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_in_every_language(name: str, language: str) -> None:
    values = {"number": "+551199", "choice": "X", "position": 3, "minutes": 4, "key": "1", "queue": "Q"}
    said = phrase(name, language, **values)
    assert said.endswith((".", "?"))
    assert "{" not in said


@pytest.mark.parametrize(
    ("asked", "given"),
    [("pt-BR", "pt-BR"), ("pt-PT", "pt-PT"), ("pt-AO", "pt-BR"), ("pt", "pt-BR"), ("en-GB", "en-US"),
     ("es-MX", "es-ES"), ("fr-FR", DEFAULT_LANGUAGE), ("", DEFAULT_LANGUAGE)],
)  # fmt: skip
def test_nearest_language(asked: str, given: str) -> None:
    assert nearest_language(asked) == given


def test_numbers_are_read_digit_by_digit() -> None:
    assert spaced("+55 11 4002-8922") == "5 5 1 1 4 0 0 2 8 9 2 2"
    assert spaced("11,4002,8922") == "1 1, 4 0 0 2, 8 9 2 2"
    assert "1 2 3" in phrase("callback_promised", "en-US", number="+123")


def test_one_minute() -> None:
    assert phrase("queue_wait", "en-US", minutes=1) == "The wait is about one minute."
    assert phrase("queue_wait", "pt-BR", minutes=5) == "O tempo de espera é de cerca de 5 minutos."


def test_a_missing_value_is_silent_and_braces_in_values_are_not_filled() -> None:
    assert phrase("queue_position", "en-US") == "You are number  in line."
    assert "{key}" in phrase("confirm_choice", "en-US", choice="{key}", key="9")


def test_unknown_name() -> None:
    with pytest.raises(KeyError):
        phrase("no_such_phrase", "en-US")
