"""Every word in every language."""

from __future__ import annotations

import pytest

from flows.checks.languages import seconds
from tests.flows.conftest import Lint

TWO = ("[en-US]", "[en-US, es-ES]")
REST = (
    ("title: Billing", "title: {en-US: Billing, es-ES: Facturas}"),
    ('menu: "For billing, press 1."', "menu: {en-US: Press 1., es-ES: Pulse 1.}"),
    ('hang up: "Goodbye."', "hang up: {en-US: Goodbye., es-ES: Adiós.}"),
)


@pytest.mark.parametrize(
    ("greeting", "expected"),
    [
        ("say: {en-US: Hello., es-ES: Hola.}\nnext: main", []),
        ("say: {en-US: Hello.}\nnext: main", ["error missing language"]),
        ("say: Hello.\nnext: main", ["error missing language"]),
        ("say: {en-US: a, es-ES: b, pt-BR: c}\nnext: main", ["error unknown language of this flow"]),
        ("message: {en-US: Hello.}\nnext: main", ["error missing language"]),
        ("queue: billing\nwaiting: {say: {es-ES: Hola.}}\nelse: main", ["error missing language"]),
        ("voicemail: billing\nnext: main", []),
    ],
)
def test_texts(lint: Lint, greeting: str, expected: list[str]) -> None:
    assert lint(TWO, *REST, greeting=greeting) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r'"  "', ["error empty text"]),
        (r'"\x01"', ["error odd character"]),
        (r'"\x1b[31m"', ["error odd character"]),
        (r'"\ud83d"', ["error shape"]),
        (r'"two\nlines, a\ttab, 👩‍💻, \xa0"', []),
    ],
)
def test_texts_can_be_said(lint: Lint, text: str, expected: list[str]) -> None:
    assert lint(greeting=f"say: {text}\nnext: main") == expected


def test_queue_titles_and_words_of_options(lint: Lint) -> None:
    assert lint(TWO, *REST[1:], greeting="say: {en-US: a, es-ES: b}\nnext: main") == [
        "error missing language"
    ]
    words = ('{key: "1", next: wait}', '{key: "1", words: {en-US: [bill]}, next: wait}')
    assert lint(TWO, *REST, words, greeting="say: {en-US: a, es-ES: b}\nnext: main") == [
        "error missing language"
    ]


@pytest.mark.parametrize(("length", "expected"), [(300, []), (301, ["warning long prompt"])])
def test_long_prompts(lint: Lint, length: int, expected: list[str]) -> None:
    assert lint(greeting=f"say: {'x' * length}\nnext: main") == expected


def test_a_long_message_is_read_and_not_heard(lint: Lint) -> None:
    assert lint(greeting=f"message: {'x' * 400}\nnext: main") == []


@pytest.mark.parametrize(
    ("tongue", "expected"), [("en-GB", []), ("pt-AO", []), ("es", []), ("fr-FR", ["warning no phrases"])]
)
def test_a_tongue_without_shipped_sentences(lint: Lint, tongue: str, expected: list[str]) -> None:
    assert lint(("[en-US]", f"[{tongue}]")) == expected


def test_fifteen_characters_a_second() -> None:
    assert seconds("x" * 30) == 2.0
