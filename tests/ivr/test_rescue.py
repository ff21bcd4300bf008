"""A call that cannot go on: an apology, the author's rescue step, and in the end always a voicemail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.phrases import phrase
from ivr.actions import HangUp, OpenTicket, Record
from ivr.events import HungUp, RecordingFinished
from tests.ivr.conftest import Call

APOLOGY = phrase("apology", "en-US")
LOOP: dict[str, Any] = {"a": {"say": "a", "next": "b"}, "b": {"set": {"x": "1"}, "next": "a"}}


def test_the_flows_own_rescue_step(call: Callable[..., Call]) -> None:
    steps = {**LOOP, "help": {"queue": "general"}}
    rescued = call(steps, rescue="help")
    assert rescued.marks("limit_reached") == [{"name": "steps_per_event", "step": "a"}]
    assert rescued.spoken[-1] == APOLOGY
    assert rescued.state.phase == "queue"
    assert rescued.state.rescued == "step"


@pytest.mark.parametrize(
    ("queues", "queue"),
    [({}, "general"), ({"sales": {"title": "Sales"}, "billing": {"title": "Billing"}}, "sales")],
)
def test_the_shipped_voicemail(call: Callable[..., Call], queues: dict[str, Any], queue: str) -> None:
    rescued = call(LOOP, queues=queues)
    assert rescued.one(OpenTicket) == OpenTicket("voicemail", queue)
    assert rescued.one(Record).queue == queue
    assert rescued.spoken[-2:] == [APOLOGY, phrase("voicemail_prompt", "en-US")]
    rescued.tell(RecordingFinished, 7)
    assert rescued.spoken == [phrase("voicemail_thanks", "en-US"), phrase("goodbye", "en-US")]
    assert rescued.question == HangUp("limit")


def test_hanging_up_on_the_shipped_voicemail(call: Callable[..., Call]) -> None:
    rescued = call(LOOP)
    rescued.tell(HungUp)
    assert rescued.question == HangUp("caller")


def test_a_rescue_that_loops_too_ends_in_the_voicemail(call: Callable[..., Call]) -> None:
    rescued = call(LOOP, rescue="a")
    assert len(rescued.marks("limit_reached")) == 2
    assert rescued.spoken.count(APOLOGY) == 1
    assert rescued.state.phase == "record"
    assert rescued.state.rescued == "voicemail"
    assert rescued.state.steps_walked == 80


def test_a_rescue_that_is_not_there_ends_in_the_voicemail(call: Callable[..., Call]) -> None:
    rescued = call(LOOP, rescue="gone")
    assert rescued.marks("step_missing") == [{"step": "gone"}]
    assert rescued.state.phase == "record"


def test_a_rescue_that_hangs_up(call: Callable[..., Call]) -> None:
    rescued = call(LOOP, rescue="hang up")
    assert rescued.spoken[-1] == APOLOGY
    assert rescued.question == HangUp("limit")
