"""Menus and offers."""

from __future__ import annotations

import pytest

from tests.flows.conftest import Lint

OPTION = '      - {key: "1", next: wait}\n'
INTENTS = "intents: {bill: {en-US: [my bill]}, cash: {en-US: [my money]}}\nqueues:"


def options(*lines: str) -> tuple[str, str]:
    return OPTION, "".join(f"      - {{{line}, next: wait}}\n" for line in lines)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (('key: "1"', 'key: "2"'), []),
        (('key: "1"', 'key: "1"'), ["error duplicate key"]),
        (('key: "1", intent: bill', 'key: "2", intent: bill'), ["error duplicate intent"]),
        (('key: "*"', 'key: "#"', 'key: "0"'), []),
        (("intent: bill",), ["error no choice"]),
        (tuple(f'key: "{i}"' for i in range(5)), []),
        (tuple(f'key: "{i}"' for i in range(6)), ["warning many options"]),
    ],
)
def test_keypad_menu(lint: Lint, lines: tuple[str, ...], expected: list[str]) -> None:
    assert lint(("queues:", INTENTS), options(*lines)) == expected


@pytest.mark.parametrize(
    ("way", "line", "expected"),
    [
        ("speech", "intent: bill", ["warning no keys"]),
        ("speech", 'key: "1"', ["error no choice"]),
        ("keypad and speech", 'key: "1"', ["warning no words"]),
        ("keypad and speech", 'key: "1", intent: bill', []),
        ("keypad and speech", "words: {en-US: [bill]}", ["warning no keys"]),
    ],
)
def test_other_menus(lint: Lint, way: str, line: str, expected: list[str]) -> None:
    assert (
        lint(("queues:", INTENTS), options(line), ("    options:", f"    input: {way}\n    options:"))
        == expected
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("pay my bill", "my bill, pay", ["warning intent collision"]),
        ("My bill!", "my bill", ["warning intent collision"]),
        ("a médica", "A medica", ["warning intent collision"]),
        ("my bill is wrong", "talk to a person", []),
    ],
)
def test_intents_that_sound_alike(lint: Lint, one: str, other: str, expected: list[str]) -> None:
    intents = f'intents: {{a: {{en-US: ["{one}"]}}, b: {{en-US: ["{other}"]}}}}\nqueues:'
    assert lint(("queues:", intents)) == expected


def test_many_examples_are_compared_only_for_being_equal(lint: Lint) -> None:
    first = ", ".join(f"wish number {i}" for i in range(700))
    intents = f"intents: {{a: {{en-US: [{first}]}}, b: {{en-US: [Wish number 5]}}}}\nqueues:"
    assert lint(("queues:", intents)) == ["warning intent collision"]


@pytest.mark.parametrize(
    ("offers", "expected"),
    [
        ("{callback: {key: '1'}, voicemail: {key: '2'}}", []),
        ("{callback: {key: '1'}, voicemail: {key: '1'}}", ["error duplicate key"]),
        ("{callback: {key: '1', after: 15m}}", ["warning late offer"]),
    ],
)
def test_offers(lint: Lint, offers: str, expected: list[str]) -> None:
    assert lint(("    else: bye", f"    waiting: {{offers: {offers}}}\n    else: bye")) == expected
