"""The context carries a state through unharmed, and says, asks and remembers."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ivr.actions import HangUp, Listen, Mark, Say
from ivr.context import Context, find_flow
from ivr.state import State
from tests.ivr.conftest import build

FLOW = build({"hi": {"say": "Hi."}})
NOW = datetime(2026, 1, 1, tzinfo=UTC)
FULL = State(
    call="c",
    flow="acme",
    version=3,
    language="pt-BR",
    step="hi",
    seq=4,
    attempt=2,
    phase="menu",
    choice="1",
    variables={"a": "b"},
    path=("hi", "x.y"),
    stack=(("acme", "hi"),),
    steps_walked=5,
    walked=3,
    began=1.5,
    rescued="step",
    receipt={"kind": "menu", "at": 1.5, "asked": 2},
)


def fresh(state: State = FULL) -> Context:
    return Context(FLOW, state, NOW)


def test_a_state_comes_out_as_it_went_in() -> None:
    assert fresh().state() == FULL


def test_asking_numbers_the_question() -> None:
    context = fresh()
    context.ask("menu", Listen(context.next_seq, (), True, 5))
    assert (context.state().seq, context.state().phase) == (5, "menu")


def test_ending_and_leaving() -> None:
    context = fresh()
    context.caller_left()
    assert context.actions == [Mark("caller_left", {"step": "hi", "phase": "menu"}), HangUp("caller")]
    assert context.state().ended


def test_words() -> None:
    context = fresh()
    context.say({"pt-BR": "Oi {a}."})
    assert context.actions == [Say("Oi b.", "pt-BR", "Camila")]
    context.remember({"n": "+5511988887777"})
    assert context.sentence({"*": "{n}"}).text == "5 5 1 1 9 8 8 8 8 7 7 7 7"
    assert context.written({"*": "{n}"}) == "+5511988887777"


def test_remembering_changes_no_older_state() -> None:
    context = fresh()
    context.remember({"a": 7})
    assert context.state().variables == {"a": "7"}
    assert FULL.variables == {"a": "b"}


def test_places_and_flows() -> None:
    inner = build({"hi": {"say": "Hi."}}, flow="inner", numbers=[])
    middle = build({"hi": {"say": "Hi."}}, flow="middle", numbers=[]).model_copy(
        update={"subflows": {"inner": inner}}
    )
    outer = FLOW.model_copy(update={"subflows": {"middle": middle}})
    assert find_flow(outer, "acme") is outer
    assert find_flow(outer, "inner") is inner
    assert find_flow(outer, "none") is None
    context = Context(outer, FULL, NOW)
    assert context.place == "hi"
    context.go_into("inner")
    assert context.place == "inner.hi"


@pytest.mark.parametrize(
    ("timezone", "day"),
    [("UTC", 2), ("Pacific/Kiritimati", 3), ("Pacific/Pago_Pago", 1), ("Atlantis/Capital", 2), ("../etc", 2)],
)
def test_today_is_the_main_flows_day(timezone: str, day: int) -> None:
    context = fresh()
    context.flow = FLOW.model_copy(update={"timezone": timezone})
    context.now = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
    assert context.today == date(2026, 3, day)
