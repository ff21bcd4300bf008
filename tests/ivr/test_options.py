"""What can be chosen: hints take turns, own words and examples belong to the call's language."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from flows.flow import Flow
from flows.steps import Ask, Menu
from ivr.context import Context
from ivr.engine import start
from ivr.options import MAX_HINT, MAX_HINTS, hints, label, of_ask, of_menu
from tests.ivr.conftest import build

INTENTS = {
    "billing": {"en-US": [f"bill {n}" for n in range(150)], "pt-BR": ["fatura"]},
    "talk_to_us": {"en-US": ["a person", "x" * 150]},
}
MENU: dict[str, Any] = {
    "menu": "What?",
    "input": "speech",
    "options": [
        {"key": "1", "intent": "billing", "next": "hang up"},
        {"intent": "talk_to_us", "words": {"en-US": ["agent"]}, "next": "hang up"},
        {"words": {"pt-BR": ["sair"]}, "next": "hang up"},
    ],
}
ASK = {"ask": "wish", "prompt": "What?", "intents": {"talk_to_us": "main", "billing": "hang up"}}
FLOW = build({"main": MENU, "wish": ASK}, intents=INTENTS)


def at(language: str, flow: Flow = FLOW) -> tuple[Context, Menu]:
    context = Context(flow, start(flow, "c", 1), datetime(2026, 1, 1, tzinfo=UTC))
    context.language = language
    menu = flow.steps["main"]
    assert isinstance(menu, Menu)
    return context, menu


def test_hints_take_turns_and_are_bounded() -> None:
    found = hints(of_menu(*at("en-US")))
    assert found[:4] == ("bill 0", "agent", "bill 1", "a person")
    assert len(found) == MAX_HINTS
    assert max(map(len, found)) == MAX_HINT


@pytest.mark.parametrize(
    ("language", "option", "expected"),
    [
        ("pt-BR", 0, ("fatura", "billing")),
        ("en-US", 1, ("agent", "a person", "x" * 150, "talk to us")),
        ("pt-BR", 1, ("talk to us",)),
        ("en-US", 2, ()),
    ],
)
def test_phrases(language: str, option: int, expected: tuple[str, ...]) -> None:
    assert of_menu(*at(language))[option].phrases == expected


def test_names() -> None:
    context, menu = at("en-US")
    assert [label(option) for option in menu.options] == ["1", "talk_to_us", "words"]
    assert [candidate.name for candidate in of_menu(context, menu)] == ["bill 0", "agent", ""]
    assert [exit_label for exit_label, _ in menu.exits()][:-1] == [label(option) for option in menu.options]


def test_a_sub_flow_has_intents_of_its_own() -> None:
    inner = build({"main": MENU}, flow="inner", intents={"billing": {"en-US": ["own"]}}, numbers=[])
    outer = FLOW.model_copy(update={"subflows": {"inner": inner}})
    context, menu = at("en-US", outer)
    context.go_into("inner")
    found = of_menu(context, menu)
    assert found[0].phrases == ("own", "billing")
    assert found[1].phrases[1] == "a person"


def test_an_open_questions_intents_are_its_candidates() -> None:
    context, _ = at("en-US")
    step = FLOW.steps["wish"]
    assert isinstance(step, Ask)
    found = of_ask(context, step)
    assert [(each.label, each.target, each.name) for each in found] == [
        ("talk_to_us", "main", "a person"),
        ("billing", "hang up", "bill 0"),
    ]
