"""A call for tests: a flow from a few steps, events told one by one, what came back readable."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest

from flows.flow import Flow
from ivr import actions, events
from ivr.engine import Step, start, step
from ivr.state import State

MONDAY_NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CALLER = "+5511988887777"
Wanted = TypeVar("Wanted")

HEAD: dict[str, Any] = {
    "ramal": 1,
    "flow": "acme",
    "title": "Acme",
    "numbers": ["+551140028922"],
    "languages": ["en-US", "pt-BR"],
    "voices": {"en-US": "Joanna", "pt-BR": "Camila"},
}


class Call:
    """One call on one flow. Every event answers the open question unless a `seq` is given."""

    def __init__(self, flow: Flow, now: datetime = MONDAY_NOON, call_id: str = "call-1") -> None:
        self.flow = flow
        self.now = now
        self.line: events.LineNow | None = None  # what every line is like, told when the engine asks
        self.tell_line = True
        self.state: State = start(flow, call_id, 7)
        self.reply = Step(self.state, ())

    def begin(self, caller: str = CALLER, **facts: Any) -> Call:
        self.tell(events.CallStarted, caller, "+551140028922", **facts)
        return self

    def tell(self, kind: type[events.Event], *facts: Any, seq: int | None = None, **more: Any) -> Step:
        event = kind(self.state.seq if seq is None else seq, *facts, **more)
        self.reply = step(self.flow, self.state, event, self.now)
        self.state = State.from_json(json.loads(json.dumps(self.reply.state.to_json())))
        assert self.state == self.reply.state
        asked = self.question if self.reply.actions else None
        if self.tell_line and isinstance(asked, actions.FindFacts) and asked.line:
            before = self.reply
            after = self.tell(events.FactsFound, line=self.line)
            self.reply = replace(
                after, actions=(*before.actions[:-1], *after.actions), exits=(*before.exits, *after.exits)
            )
        return self.reply

    def press(self, digits: str) -> Step:
        return self.tell(events.DigitsPressed, digits)

    def say(self, text: str, confidence: float = 1.0) -> Step:
        return self.tell(events.SpeechHeard, text, confidence)

    def be_silent(self) -> Step:
        return self.tell(events.NothingHeard)

    def found(self, kind: type[Wanted]) -> list[Wanted]:
        """The actions of a kind in the last reply."""
        return [action for action in self.reply.actions if isinstance(action, kind)]

    def one(self, kind: type[Wanted]) -> Wanted:
        (action,) = self.found(kind)
        return action

    @property
    def question(self) -> actions.Action:
        return self.reply.actions[-1]

    @property
    def spoken(self) -> list[str]:
        """Everything the caller hears of the last reply, in order."""
        texts: list[str] = []
        for action in self.reply.actions:
            if isinstance(action, actions.Say):
                texts.append(action.text)
            if isinstance(action, actions.Listen | actions.Collect | actions.Record):
                texts += [prompt.text for prompt in action.prompts]
        return texts

    def marks(self, kind: str) -> list[dict[str, Any]]:
        return [dict(mark.data) for mark in self.found(actions.Mark) if mark.kind == kind]


def build(steps: dict[str, Any], **more: Any) -> Flow:
    """A flow from its steps; the first one starts."""
    subflows = more.pop("subflows", {})
    flow = Flow.model_validate({**HEAD, "start": next(iter(steps)), "steps": steps, **more})
    return flow.model_copy(update={"subflows": subflows})


@pytest.fixture(scope="session")
def make_flow() -> Callable[..., Flow]:
    return build


@pytest.fixture
def call() -> Callable[..., Call]:
    """`call(steps, caller=..., **flow)`: a call that has begun."""

    def begin(
        steps: dict[str, Any],
        caller: str = CALLER,
        *,
        line: events.LineNow | None = None,
        now: datetime = MONDAY_NOON,
        **more: Any,
    ) -> Call:
        fresh = Call(build(steps, **more), now)
        fresh.line = line
        return fresh.begin(caller)

    return begin
