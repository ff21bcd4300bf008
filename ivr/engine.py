"""One event of one call, decided purely. No clock, no query, no log, no sleep: only values in and out.

How it works: a call waits in a *phase* for the answer to one numbered question. `TRANSITIONS` says which
function handles which event in which phase; what is not in the table, and every answer to an older
question, is stale and changes nothing. A handler answers with a way out of the step, and `walk` follows
ways out, step by step, until a step asks something again or the call ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flows.flow import Flow
from ivr.actions import Action
from ivr.context import Context
from ivr.events import Event, FactsFound, HungUp, QueueKeyPressed, SpeechUnavailable
from ivr.state import State
from ivr.transitions import STEPS_IN, TRANSITIONS
from ivr.walk import missing, walk


@dataclass(frozen=True, slots=True)
class Step:
    """The state after an event and the reply to give. When `stale`: give the last reply once more.

    `exits` are the ways that were taken, as (step, label of `exits()`), for coverage.
    """

    state: State
    actions: tuple[Action, ...]
    stale: bool = False
    exits: tuple[tuple[str, str], ...] = ()


def start(flow: Flow, call: str, version: int) -> State:
    """The state of a call that has not begun: `CallStarted` with seq 0 is its first event."""
    return State(call=call, flow=flow.flow, version=version, language=flow.default_language)


def step(flow: Flow, state: State, event: Event, now: datetime) -> Step:
    """Apply one event. `now` carries a time zone. Never raises for any event or stored state.

    `flow` is the version that the call began with, sub-flows included.
    """
    transition = TRANSITIONS.get((state.phase, type(event)))
    if transition is None or (event.seq != state.seq and not isinstance(event, HungUp)):
        return Step(state, (), stale=True)
    context = Context(flow, state, now)
    # Nobody did anything for these to come, so they do not make a new beginning.
    if not isinstance(event, FactsFound | SpeechUnavailable):
        context.walked = 0
    at = context.here.steps.get(state.step) if context.here else None
    # A caller who is gone needs no step to come back to.
    if isinstance(event, HungUp) or _belongs(state, at):
        walk(context, transition.handler(context, at, event))
    elif isinstance(event, QueueKeyPressed):
        # Inside a wait nothing can be asked; the rescue comes when the wait is over.
        context.ignore()
    else:
        walk(context, missing(context))
    if context.stale:
        return Step(state, (), stale=True)
    return Step(context.state(), tuple(context.actions), exits=tuple(context.exits))


def _belongs(state: State, at: object) -> bool:
    """False when the waiting step is not, or not of this kind, in the flow: it is of another version."""
    expected = STEPS_IN.get(state.phase)
    # The last resort belongs to no step: it must work whatever the flow looks like.
    shipped = state.phase == "record" and state.rescued == "voicemail"
    return expected is None or shipped or isinstance(at, expected)
