"""Questions that hear words."""

from __future__ import annotations

import pytest

from tests.flows.conftest import Lint, Make

TEN_SECONDS = "billing, " * 18
INTENTS = "intents: {bill: {en-US: [my bill, what i owe, this invoice]}}\n"
OPTION = '{key: "1", next: wait}'
HEARS = ("    options:", "    input: keypad and speech\n    options:")
BILL = (OPTION, '{key: "1", intent: bill, next: wait}')
ASK = 'ask: topic\nprompt: "What may we do?"\n'


def notes(make: Make, *changes: tuple[str, str], greeting: str = "") -> list[str]:
    found = make(*changes, greeting=greeting).findings
    return [f.rule for f in found if f.weight == "note" and f.rule not in ("keypaths", "coverage")]


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("For billing, press 1.", []),
        ("For billing, say billing.", ["warning promised speech"]),
        ("Say billing!", ["warning promised speech"]),
        ("I saw an essay.", []),
        ("Diga a palavra.", []),  # not in the flow's language: perhaps a name
    ],
)
def test_prompts_that_ask_for_words(lint: Lint, prompt: str, expected: list[str]) -> None:
    assert lint(("For billing, press 1.", prompt)) == expected
    assert lint(("queues:", INTENTS + "queues:"), ("For billing, press 1.", prompt), HEARS, BILL) == []


@pytest.mark.parametrize("tongue", ["pt-BR", "pt-PT", "es-ES"])
def test_promises_in_other_languages(lint: Lint, tongue: str) -> None:
    change = (("[en-US]", f"[{tongue}]"), ("For billing, press 1.", "Diga algo."))
    assert lint(*change) == ["warning promised speech"]


def test_a_collect_that_only_hears_keys_promises_nothing(lint: Lint) -> None:
    collect = 'collect: order\nprompt: "Say your number."\nnext: main\nelse: main\n'
    assert lint(greeting=collect) == ["warning promised speech"]
    assert lint(greeting=collect + "input: keypad and speech") == []
    assert lint(greeting=collect + 'input: keypad and speech\nkeys_only: "Say it."') == [
        "warning promised speech"
    ]


@pytest.mark.parametrize(
    ("barge_in", "text", "expected"),
    [
        ("off", TEN_SECONDS, ["warning no barge-in"]),
        ("on a match", TEN_SECONDS, []),
        ("off", "Billing?", []),
    ],
)
def test_long_prompts_can_be_interrupted(lint: Lint, barge_in: str, text: str, expected: list[str]) -> None:
    hears = ("    options:", f"    barge_in: {barge_in}\n    input: keypad and speech\n    options:")
    assert lint(("queues:", INTENTS + "queues:"), ("For billing, press 1.", text), hears, BILL) == expected
    keys = ("    options:", f"    barge_in: {barge_in}\n    options:")
    assert lint(("For billing, press 1.", text), keys) == []  # a key interrupts everything


def test_only_questions_without_keys_suffer_where_speech_is_off(lint: Lint) -> None:
    off = ("queues:", INTENTS + "speech: {en-US: off}\nqueues:")
    assert lint(off, HEARS, BILL) == []
    assert lint(off, greeting=ASK + "intents: {bill: main}\nelse: main") == ["warning speech off"]


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("next: main\nelse: main", []),
        ("intents: {bill: main}\nelse: main", []),
        ("else: main", ["error no exit"]),
        ("next: main", ["error no exit"]),
        ("intents: {bill: main}", ["error no exit"]),
        ("intents: {bill: main}\nnext: main\nelse: main", ["warning unused next"]),
        ("intents: {cash: main}\nelse: main", ["error unknown intent"]),
        ("slots: {day: date, topic: number}\nnext: main\nelse: main", ["error duplicate variable"]),
        ("next: hang up\nelse: main", ["warning no goodbye"]),
    ],
)
def test_open_questions(lint: Lint, rest: str, expected: list[str]) -> None:
    assert lint(("queues:", INTENTS + "queues:"), greeting=ASK + rest) == expected


def test_open_questions_keep_what_was_said(lint: Lint) -> None:
    asks = ASK + "slots: {day: date}\nnext: main\nelse: main"
    said = ("For billing, press 1.", "{topic} on {day}: press 1.")
    assert lint(said, greeting=asks) == []
    assert lint(said) == ["error unknown variable"] * 2


def test_an_open_question_wants_many_examples_and_a_confirmation(make: Make) -> None:
    asks = ASK + "intents: {bill: main}\nelse: main"
    assert notes(make, ("queues:", INTENTS + "queues:"), greeting=asks) == ["no confirm"]
    assert notes(make, ("queues:", INTENTS + "queues:"), greeting=asks + "\nconfirm: below 0.7") == []
    few = INTENTS.replace(", this invoice", "")
    found = notes(make, ("queues:", few + "queues:"), greeting=asks + "\nconfirm: below 0.7")
    assert found == ["few examples"]


def test_intents_that_lead_nowhere(make: Make) -> None:
    found = make(("queues:", INTENTS + "queues:")).findings
    [note] = [f for f in found if f.rule == "unused intent"]
    assert (note.weight, note.line) == ("note", 8)
    assert notes(make, ("queues:", INTENTS + "queues:"), HEARS, BILL) == []


def test_an_open_question_waits_for_the_caller(lint: Lint) -> None:
    again = ASK + "intents: {bill: greeting}\nelse: main"
    assert lint(("queues:", INTENTS + "queues:"), greeting=again) == []
