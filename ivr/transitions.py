"""The table of the call engine: who handles which event in which phase, and where that may lead.

A pair that is missing is a stale event. The diagram in docs/engine.svg and the table in docs/engine.md are
drawn from here, and a property test holds every walk to `leads_to`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flows import steps as kinds
from ivr import events
from ivr.context import Context, Move
from ivr.steps import collect, fetch, menu, notice, queue, survey, transfer, voicemail, when

PHASES = (
    "new", "menu", "confirm", "collect", "survey", "queue", "record", "dial", "fetch", "facts", "ended",
)  # fmt: skip

WALK = "walk"
"""Not a phase: the call goes on from step to step, into whatever asks next."""

AFTER_WALK = frozenset(PHASES) - {"new", "confirm"}
"""Where a walk can stop: `confirm` is only asked from inside a menu."""


@dataclass(frozen=True, slots=True)
class Transition:
    """`handler` gets the context, the step that asked (None when it is gone) and the event."""

    handler: Callable[[Context, Any, Any], Move]
    leads_to: tuple[str, ...]


def started(context: Context, _step: None, event: events.CallStarted) -> Move:
    """The call's first facts become variables; an unknown language is the flow's first."""
    if event.language in context.flow.languages:
        context.language = event.language
    context.began = context.now.timestamp()
    # What was known beforehand may not change who really calls.
    first = {**event.known, "caller.number": event.caller, "called.number": event.called}
    context.remember(first)
    return "", context.flow.start


def facts_found(context: Context, step: kinds.When | kinds.Notice, event: events.FactsFound) -> Move:
    if isinstance(step, kinds.When):
        return when.decided(context, step, event)
    return notice.found(context, step, event)


def hung_up(context: Context, _step: object, _event: events.HungUp) -> Move:
    context.caller_left()
    return None


STEPS_IN: Mapping[str, tuple[type, ...]] = {
    "menu": (kinds.Menu,),
    "confirm": (kinds.Menu,),
    "collect": (kinds.Collect,),
    "survey": (kinds.Survey,),
    "queue": (kinds.Queue,),
    "record": (kinds.Voicemail, kinds.Queue),
    "dial": (kinds.Transfer,),
    "fetch": (kinds.Fetch,),
    "facts": (kinds.When, kinds.Notice),
}
"""The kinds of step that ask in each phase. Another kind there is a call of another version."""

TRANSITIONS: Mapping[tuple[str, type[events.Event]], Transition] = {
    ("new", events.CallStarted): Transition(started, (WALK,)),
    ("menu", events.DigitsPressed): Transition(menu.pressed, ("menu", WALK)),
    ("menu", events.SpeechHeard): Transition(menu.heard, ("menu", "confirm", WALK)),
    ("menu", events.NothingHeard): Transition(menu.silent, ("menu", WALK)),
    ("confirm", events.DigitsPressed): Transition(menu.confirm_pressed, ("menu", "confirm", WALK)),
    ("confirm", events.SpeechHeard): Transition(menu.confirm_heard, ("menu", "confirm", WALK)),
    ("confirm", events.NothingHeard): Transition(menu.confirm_silent, ("confirm", WALK)),
    ("collect", events.DigitsPressed): Transition(collect.pressed, ("collect", WALK)),
    ("collect", events.NothingHeard): Transition(collect.silent, ("collect", WALK)),
    ("survey", events.DigitsPressed): Transition(survey.pressed, ("survey", WALK)),
    ("survey", events.NothingHeard): Transition(survey.silent, ("survey", WALK)),
    ("queue", events.QueueKeyPressed): Transition(queue.pressed, ("queue",)),
    ("queue", events.QueueLeft): Transition(queue.left, ("record", "ended", WALK)),
    ("record", events.RecordingFinished): Transition(voicemail.recorded, ("ended", WALK)),
    ("dial", events.CalleeAnswered): Transition(transfer.over, (WALK,)),
    ("fetch", events.FetchAnswered): Transition(fetch.answered, (WALK,)),
    ("facts", events.FactsFound): Transition(facts_found, (WALK,)),
    # Callers hang up whenever they like.
    **{(phase, events.HungUp): Transition(hung_up, ("ended",)) for phase in PHASES if phase != "ended"},
}
