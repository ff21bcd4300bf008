"""What callers may say at any question."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.loader import load, read
from tests.flows.conftest import BASE, LIBRARY, Lint, Make

INTENTS = "intents: {bill: {en-US: [my bill]}}\n"
HEARS = (
    '    options:\n      - {key: "1", next: wait}',
    '    input: keypad and speech\n    options:\n      - {key: "1", intent: bill, next: wait}',
)
HELP = '  help:\n    transfer: "+12025550123"\n    else: bye\n'


def anywhere(written: str) -> tuple[str, str]:
    return "queues:", f"{INTENTS}anywhere: {{{written}}}\nqueues:"


def rules(make: Make, *changes: tuple[str, str]) -> list[str]:
    others = ("keypaths", "coverage", "unused intent")
    return [f.rule for f in make(*changes).findings if f.rule not in others]


def test_a_step_that_is_only_asked_for_in_words_is_reached(lint: Lint) -> None:
    assert lint(anywhere("agent: help"), HEARS, more=HELP) == []
    assert lint(anywhere("repeat: true"), HEARS, more=HELP) == ["error unreached"]
    assert lint(anywhere("agent: help"), more=HELP) == ["error unreached"], "no question hears words"


def test_an_open_question_hears_it_too(lint: Lint) -> None:
    asks = 'ask: topic\nprompt: "What?"\nnext: main\nelse: main'
    assert lint(anywhere("agent: help"), greeting=asks, more=HELP) == []


@pytest.mark.parametrize("command", ["agent", "main menu"])
def test_unknown_steps(lint: Lint, command: str) -> None:
    assert lint(anywhere(f"{command}: nowhere"), HEARS) == ["error unknown step"]
    assert lint(anywhere(f"{command}: main"), HEARS) == []


def test_a_person_who_can_be_asked_for_is_a_way_to_a_person(lint: Lint) -> None:
    alone = ("    queue: billing\n    else: bye", "    voicemail: billing\n    next: bye")
    assert lint(anywhere("repeat: true"), HEARS, alone) == ["warning no person"]
    assert lint(anywhere("agent: help"), HEARS, alone, more=HELP) == []


def test_words_are_no_way_out_where_nothing_else_is(lint: Lint) -> None:
    """Where words are not heard, callers of these two menus would go round for ever."""
    menu = '    menu: "Again?"\n    input: keypad and speech\n    options: [%s]\n    else: %s\n'.replace(
        "%s", '{key: "1", intent: bill, next: %s}', 1
    )
    more = "  one:\n" + menu % ("two", "two") + "  two:\n" + menu % ("one", "one")
    into = (HEARS[1], HEARS[1] + '\n      - {key: "2", next: one}')
    assert lint(anywhere("agent: wait"), HEARS, into, more=more) == ["error no end"] * 2


def test_hanging_up_on_request_says_goodbye(lint: Lint) -> None:
    assert lint(anywhere("agent: hang up"), HEARS) == ["warning no goodbye"]


@pytest.mark.parametrize(
    ("intent", "written", "expected"),
    [
        ("agent", "repeat: true", ["unused command"]),
        ("agent", "agent: wait", []),
        ("repeat", "repeat: true", []),
        ("repeat", "repeat: false", ["unused command"]),
        ("go_back", "agent: wait", []),
        ("main_menu", "agent: wait", ["unused command"]),
    ],
)
def test_intents_named_like_commands(make: Make, intent: str, written: str, expected: list[str]) -> None:
    named = ("queues:", f"intents: {{bill: {{en-US: [my bill]}}, {intent}: {{en-US: [hey]}}}}\n"
             f"anywhere: {{{written}}}\nqueues:")  # fmt: skip
    assert rules(make, named, HEARS) == expected


def test_without_anywhere_such_an_intent_is_an_ordinary_one(make: Make) -> None:
    named = ("queues:", "intents: {agent: {en-US: [hey]}}\nqueues:")
    assert rules(make, named) == ["unused command"]


def test_nothing_can_be_said_where_no_question_hears(make: Make) -> None:
    assert rules(make, anywhere("repeat: true")) == ["unused command"]


def test_only_the_main_flow_says_it() -> None:
    text = (LIBRARY / "identify.yaml").read_text().replace("steps:", "anywhere: {repeat: true}\nsteps:")
    loaded = read(text, "identify.yaml", folder=None)
    assert [f.rule for f in loaded.findings if f.weight == "warning"] == ["anywhere in a sub-flow"]


def test_a_question_in_a_subflow_counts(tmp_path: Path) -> None:
    folder = tmp_path
    text = BASE.replace('    say: "Hello."\n    next: main', "    flow: part\n    next: main")
    text = text.replace("queues:", "anywhere: {agent: help}\nqueues:") + HELP
    part = "ramal: 1\nflow: part\ntitle: A part\nlanguages: [en-US]\nstart: q\nsteps:\n  q:\n%s"
    (folder / "base.yaml").write_text(text)
    (folder / "part.yaml").write_text(
        part % '    ask: topic\n    prompt: "What?"\n    next: hang up\n    else: hang up\n'
    )
    loaded = load(folder / "base.yaml")
    assert loaded.publishable, [str(f) for f in loaded.findings]
    (folder / "part.yaml").write_text(part % '    say: "Hi."\n    next: hang up\n')
    assert [f.rule for f in load(folder / "base.yaml").findings if f.weight == "error"] == ["unreached"]
