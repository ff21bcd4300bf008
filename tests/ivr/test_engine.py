"""The law of the engine: one answer a question, late ones change nothing, nothing ever raises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from flows.phrases import phrase
from ivr import events
from ivr.actions import HangUp, Listen
from ivr.engine import start, step
from tests.ivr.conftest import CALLER, MONDAY_NOON, Call, build

STEPS: dict[str, Any] = {
    "main": {"menu": "Well?", "options": [{"key": "1", "next": "more"}]},
    "more": {"menu": "And?", "options": [{"key": "1", "next": "hang up"}]},
}


def test_a_call_begins_in_the_flows_first_language() -> None:
    state = start(build(STEPS), "c", 4)
    assert (state.call, state.flow, state.version, state.language) == ("c", "acme", 4, "en-US")
    assert (state.phase, state.seq) == ("new", 0)


@pytest.mark.parametrize(("wanted", "language"), [("pt-BR", "pt-BR"), ("", "en-US"), ("xx", "en-US")])
def test_the_callers_language(wanted: str, language: str) -> None:
    call = Call(build(STEPS)).begin(language=wanted)
    assert call.state.language == language


def test_what_is_known_of_the_caller_can_be_said() -> None:
    call = Call(build({"hi": {"say": "{customer.name} {caller.number}"}}))
    call.begin(CALLER, known={"customer.name": "Ana", "caller.number": "forged"})
    assert call.spoken == ["Ana 5 5 1 1 9 8 8 8 8 7 7 7 7"]


def test_an_answer_counts_once(call: Callable[..., Call]) -> None:
    asked = call(STEPS)
    asked.press("1")
    assert asked.one(Listen).seq == 2
    before = asked.state
    late = asked.tell(events.DigitsPressed, "1", seq=1)
    assert late.stale
    assert late.actions == ()
    assert asked.state == before


@pytest.mark.parametrize("seq", [-1, 0, 2, 10**9])
def test_answers_to_other_questions_are_stale(call: Callable[..., Call], seq: int) -> None:
    assert call(STEPS).tell(events.DigitsPressed, "1", seq=seq).stale


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (events.CallStarted, ("+1", "+2")),
        (events.RecordingFinished, (3,)),
        (events.QueueLeft, ("timeout",)),
        (events.QueueKeyPressed, ("1", 3)),
        (events.CalleeAnswered, ("completed",)),
        (events.FetchAnswered, (True,)),
        (events.FactsFound, ()),
    ],
)
def test_events_that_nobody_waits_for_are_stale(
    call: Callable[..., Call], kind: type[events.Event], facts: tuple[Any, ...]
) -> None:
    assert call(STEPS).tell(kind, *facts).stale


@pytest.mark.parametrize("seq", [0, 1, 99])
def test_hanging_up_is_valid_for_every_question(call: Callable[..., Call], seq: int) -> None:
    asked = call(STEPS)
    asked.tell(events.HungUp, seq=seq)
    assert asked.reply.actions[-1] == HangUp("caller")
    assert asked.marks("caller_left") == [{"step": "main", "phase": "menu"}]
    assert asked.tell(events.HungUp).stale
    assert asked.press("1").stale


@pytest.mark.parametrize(
    "change",
    [
        {"step": "gone"},
        {"step": "say"},
        {"flow": "other_flow"},
        {"phase": "collect"},
        {"phase": "queue"},
        {"phase": "record"},
    ],
)
def test_a_state_of_another_version_is_rescued(change: dict[str, Any]) -> None:
    flow = build({**STEPS, "say": {"say": "x"}})
    call = Call(flow).begin()
    state = replace(call.state, **change)
    answers = {"queue": events.QueueLeft(1, "timeout"), "record": events.RecordingFinished(1, 3)}
    reply = step(flow, state, answers.get(state.phase, events.DigitsPressed(1, "1")), MONDAY_NOON)
    assert phrase("apology", "en-US") in str(reply.actions)
    assert reply.state.phase == "record"


def test_a_key_in_a_queue_of_another_version_waits_for_the_end_of_the_wait() -> None:
    call = Call(build(STEPS)).begin()
    state = replace(call.state, phase="queue")
    assert step(call.flow, state, events.QueueKeyPressed(1, "1", 5), MONDAY_NOON).stale
    left = step(call.flow, state, events.QueueLeft(1, "timeout"), MONDAY_NOON)
    assert left.state.phase == "record"


def test_a_confirmation_of_an_option_that_is_gone_asks_again() -> None:
    call = Call(build(STEPS)).begin()
    for choice in ("9", "", "x"):
        state = replace(call.state, phase="confirm", choice=choice)
        reply = step(call.flow, state, events.DigitsPressed(1, "1"), MONDAY_NOON)
        assert reply.state.phase == "menu"


def test_an_unknown_phase_is_stale() -> None:
    call = Call(build(STEPS)).begin()
    state = replace(call.state, phase="gone")
    assert step(call.flow, state, events.DigitsPressed(1, "1"), MONDAY_NOON).stale


def test_two_deaf_questions_that_lead_to_each_other_are_soon_left(call: Callable[..., Call]) -> None:
    """Nobody answered anything, so the limit on steps counts on: no caller goes round for minutes."""
    heard = {"input": "speech", "options": [{"words": {"en-US": ["one"]}, "next": "hang up"}]}
    deaf = call(
        {
            "main": {"menu": "Well?", **heard, "else": "more"},
            "more": {"menu": "And?", **heard, "else": "main"},
        }
    )
    rounds = 0
    while isinstance(deaf.question, Listen) and rounds < 100:
        deaf.tell(events.SpeechUnavailable)
        rounds += 1
    assert rounds <= 40
