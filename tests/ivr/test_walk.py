"""The limits on walking, and what is noted on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from ivr.actions import FindFacts, HangUp, Say
from ivr.events import FactsFound
from ivr.walk import MAX_STEPS_PER_CALL, MAX_STEPS_PER_EVENT
from tests.ivr.conftest import Call

SHORT = {f"s{n}": {"say": f"{n}", "next": f"s{n + 1}"} for n in range(MAX_STEPS_PER_EVENT - 1)}


def test_as_many_steps_as_allowed_chain_in_one_reply(call: Callable[..., Call]) -> None:
    last = {f"s{MAX_STEPS_PER_EVENT - 1}": {"hang up": "Bye."}}
    reply = call({**SHORT, **last})
    assert reply.found(Say)[-1].text == "Bye."
    assert reply.question == HangUp("done")
    assert reply.state.steps_walked == MAX_STEPS_PER_EVENT


def test_one_step_more_is_too_many(call: Callable[..., Call]) -> None:
    last = {f"s{MAX_STEPS_PER_EVENT - 1}": {"say": "One more.", "next": "end"}, "end": {"hang up": True}}
    reply = call({**SHORT, **last})
    assert reply.marks("limit_reached") == [{"name": "steps_per_event", "step": "end"}]


def test_a_call_that_goes_round_for_ever_is_led_out(call: Callable[..., Call]) -> None:
    menu = {"menu": "Again?", "options": [{"key": "1", "next": "main"}]}
    reply = call({"main": menu})
    for _ in range(MAX_STEPS_PER_CALL - 1):
        reply.press("1")
        assert reply.state.phase == "menu"
    reply.press("1")
    assert reply.marks("limit_reached") == [{"name": "steps_per_call", "step": "main"}]
    assert reply.state.phase == "record"
    assert len(reply.state.path) == MAX_STEPS_PER_CALL


@pytest.mark.parametrize(("hours", "phase"), [(4, "menu"), (4.01, "record")])
def test_a_call_does_not_last_for_ever(call: Callable[..., Call], hours: float, phase: str) -> None:
    menu = {"menu": "Again?", "options": [{"key": "1", "next": "main"}]}
    reply = call({"main": menu})
    reply.now += timedelta(hours=hours)
    reply.press("1")
    assert reply.state.phase == phase
    limits = [{"name": "call_length", "step": "main"}] if phase == "record" else []
    assert reply.marks("limit_reached") == limits


def test_a_loop_that_asks_only_for_facts_ends_too(call: Callable[..., Call]) -> None:
    reply = call({"if": {"when": {"tier": "vip"}, "then": "if", "else": "if"}})
    turns = 0
    while reply.found(FindFacts):
        reply.tell(FactsFound)
        turns += 1
    assert turns == MAX_STEPS_PER_EVENT
    assert reply.state.phase == "record"


def test_steps_and_ways_are_noted(call: Callable[..., Call]) -> None:
    reply = call({"hi": {"say": "Hi.", "next": "bye"}, "bye": {"hang up": True}})
    assert reply.marks("step_entered") == [{"step": "hi", "kind": "say"}, {"step": "bye", "kind": "hang up"}]
    assert reply.reply.exits == (("hi", "next"), ("bye", ""))
    assert reply.state.path == ("hi", "bye")


def test_anything_but_facts_lets_the_walk_go_on(call: Callable[..., Call]) -> None:
    menu = {"menu": "Again?", "options": [{"key": "1", "next": "if"}]}
    reply = call({"main": menu, "if": {"when": {"tier": "vip"}, "then": "main", "else": "main"}})
    for _ in range(MAX_STEPS_PER_EVENT):
        reply.press("1")
        reply.tell(FactsFound)
        assert reply.state.phase == "menu"
    assert reply.state.walked == 2
