"""What a step's functions work with while one event is handled: the state being changed, the reply so far.

It lives only inside `engine.step`, so it may change freely; nothing of it is kept but the state and the
actions. It decides nothing: which step comes next is `walk.py`, what a step does is `steps/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flows.flow import Flow
from flows.parts import Exit
from flows.phrases import part, phrase, spaced
from flows.values import words_in
from ivr.actions import Action, HangUp, Mark, Question, Say
from ivr.fill import MAX_TEXT, clean, fill, spoken
from ivr.state import State

Move = Exit | None
"""What a step's function answers: the way out (label, target), or None when the reply is complete."""


SHOWN = ("ticket.number", "ticket.status")  # variables that are not said as they are kept
TICKET_STATES = ("new", "open", "pending", "solved")


class Context:
    """The call while one event changes it. Fields are those of `State`."""

    __slots__ = (
        "actions", "attempt", "began", "call", "choice", "exits", "flow", "flow_name", "here", "language",
        "now", "path", "phase", "receipt", "rescued", "seq", "stack", "stale", "step", "steps_walked",
        "variables", "version", "walked",
    )  # fmt: skip

    def __init__(self, flow: Flow, state: State, now: datetime) -> None:
        self.flow = flow
        self.now = now
        self.call = state.call
        self.version = state.version
        self.flow_name = state.flow
        # Most calls are in their main flow: no search for them.
        self.here = flow if state.flow == flow.flow else find_flow(flow, state.flow)
        self.language = state.language
        self.step = state.step
        self.seq = state.seq
        self.attempt = state.attempt
        self.phase = state.phase
        self.choice = state.choice
        self.variables: Mapping[str, str] = state.variables
        self.path = list(state.path)
        self.stack = state.stack
        self.steps_walked = state.steps_walked
        self.walked = state.walked
        self.began = state.began
        self.rescued = state.rescued
        self.receipt: Mapping[str, str | int | float] = state.receipt
        self.exits: list[Exit] = []  # (step, label) of every way taken
        self.actions: list[Action] = []
        self.stale = False

    def state(self) -> State:
        return State(
            self.call,
            self.flow_name,
            self.version,
            self.language,
            self.step,
            self.seq,
            self.attempt,
            self.phase,
            self.choice,
            self.variables,
            tuple(self.path),
            self.stack,
            self.steps_walked,
            self.walked,
            self.began,
            self.rescued,
            self.receipt,
        )

    # --- where the call is -------------------------------------------------------------------------

    @property
    def place(self) -> str:
        """The step's name, with its sub-flow's name before a dot: as in paths and marks."""
        return self.step if self.here is self.flow else f"{self.flow_name}.{self.step}"

    @property
    def today(self) -> date:
        """The day where the main flow is; in UTC when its zone is unknown."""
        try:
            return self.now.astimezone(ZoneInfo(self.flow.timezone)).date()
        except (ValueError, ZoneInfoNotFoundError):
            return self.now.astimezone(UTC).date()

    def go_into(self, flow_name: str) -> None:
        self.flow_name = flow_name
        self.here = find_flow(self.flow, flow_name)

    # --- what is asked, said and noted -------------------------------------------------------------

    @property
    def next_seq(self) -> int:
        return self.seq + 1

    def ask(self, phase: str, question: Question) -> None:
        """End the reply with a question; the phase says which answers are understood."""
        self.phase = phase
        self.seq = question.seq
        self.actions.append(question)  # type: ignore[arg-type]  # every Question we build is an Action

    def end(self, reason: str) -> None:
        self.phase = "ended"
        self.actions.append(HangUp(reason))

    def caller_left(self) -> None:
        self.mark("caller_left", step=self.place, phase=self.phase)
        self.end("caller")

    def ignore(self) -> None:
        """This event changes nothing after all: it is stale."""
        self.stale = True

    def mark(self, kind: str, /, **data: str | int | float | bool) -> None:
        self.actions.append(Mark(kind, data))

    def say(self, words: Mapping[str, str]) -> None:
        """Nothing is said when the text is empty once filled: phone companies refuse empty sentences."""
        sentence = self.sentence(words)
        # Twilio answers an empty sentence with error 13520.
        if sentence.text.strip():
            self.actions.append(sentence)

    def say_phrase(self, name: str, **values: str) -> None:
        self.actions.append(self.phrase(name, **values))

    def sentence(self, words: Mapping[str, str]) -> Say:
        return self.spoken(fill(words_in(words, self.language), self.spoken_value))

    def phrase(self, name: str, **values: str) -> Say:
        return self.spoken(phrase(name, self.language, **values))

    def spoken(self, text: str) -> Say:
        return Say(text[:MAX_TEXT], self.language, self.voice)

    @property
    def voice(self) -> str:
        return self.flow.voices.get(self.language, "")

    # --- variables -----------------------------------------------------------------------------------

    def value(self, name: str) -> str:
        """A variable's text; what is not known is empty."""
        if name == "call.language":
            return self.language
        return self.variables.get(name, "")

    def spoken_value(self, name: str) -> str:
        if name in SHOWN:
            return self.shown_value(name, aloud=True)
        return spoken(self.value(name), self.language, self.today)

    def filled(self, text: str, value: Callable[[str], str] | None = None) -> str:
        return fill(text, value or self.value)

    # An SMS is dialled from and copied from, so its numbers are not spaced.
    def written(self, words: Mapping[str, str]) -> str:
        """Words for the eye: numbers stay as they are written."""
        return fill(words_in(words, self.language), self.shown_value)[:MAX_TEXT]

    def shown_value(self, name: str, *, aloud: bool = False) -> str:
        """As people read it, or hear it: a ticket's state in words, its number digit by digit."""
        value = self.value(name)
        if name == "ticket.status":
            return part(f"ticket_{value}", self.language) if value in TICKET_STATES else ""
        return spaced(value) if aloud and value.isdecimal() else value

    def expect_ticket(self) -> None:
        """A ticket gets its number after the engine: words of this reply keep the place for it."""
        self.remember({"ticket.number": "{ticket.number}"})

    def remember(self, values: Mapping[str, object]) -> None:
        # A new mapping each time: older states keep the one they have.
        self.variables = {**self.variables, **{name: clean(value) for name, value in values.items()}}


def find_flow(flow: Flow, name: str) -> Flow | None:
    """The flow or sub-flow of that name, at any depth."""
    if flow.flow == name:
        return flow
    if name in flow.subflows:
        return flow.subflows[name]
    found = (find_flow(inner, name) for inner in flow.subflows.values())
    return next((inner for inner in found if inner is not None), None)
