"""The table of the call engine: who handles which event in which phase, and where that may lead.

A pair that is missing is a stale event. The diagram in docs/engine.svg and the table in docs/engine.md are
drawn from here, and a property test holds every walk to `leads_to`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flows import steps as kinds
from ivr import consent, events, receipts
from ivr.context import Context, Move
from ivr.picking import Answer
from ivr.steps import callback, fetch, notice, queue, survey, transfer, voicemail, when
from ivr.steps.ask import ASK
from ivr.steps.callback import CALLBACK
from ivr.steps.collect import COLLECT
from ivr.steps.menu import MENU
from ivr.steps.queue import INSTEAD

PHASES = (
    "new", "menu", "confirm", "which", "ask", "ask_confirm", "ask_which", "collect", "collect_confirm",
    "survey", "comment", "callback_open", "callback_over", "callback_number", "callback_digits",
    "callback_digits_right", "callback_when", "callback_time", "callback_time_right", "recording_consent",
    "queue", "record", "dial", "fetch", "facts", "ended",
)  # fmt: skip

WALK = "walk"
"""Not a phase: the call goes on from step to step, into whatever asks next."""

_INSIDE = {
    "comment", "confirm", "which", "ask_confirm", "ask_which", "collect_confirm",
    "callback_open", "callback_over", "callback_number", "callback_digits_right", "callback_when",
    "callback_time", "callback_time_right", "recording_consent",
}  # fmt: skip
AFTER_WALK = frozenset(PHASES) - {"new"} - _INSIDE
"""Where a walk can stop: questions about an answer are only asked from inside a step."""


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


def facts_found(
    context: Context,
    step: kinds.When | kinds.Notice | kinds.Queue | kinds.Callback,
    event: events.FactsFound,
) -> Move:
    match step:
        case kinds.When():
            return when.decided(context, step, event)
        case kinds.Notice():
            return notice.found(context, step, event)
        case kinds.Queue():
            return queue.found(context, step, event)
    return callback.found(context, step, event)


def called_back(context: Context, step: kinds.Queue | kinds.Callback, event: Answer) -> Move:
    if isinstance(step, kinds.Queue):
        return INSTEAD.answered(context, step, event)
    return CALLBACK.answered(context, step, event)


def hung_up(context: Context, _step: object, _event: events.HungUp) -> Move:
    receipts.close(context, "abandoned")
    context.caller_left()
    return None


STEPS_IN: Mapping[str, tuple[type, ...]] = {
    "menu": (kinds.Menu,),
    "confirm": (kinds.Menu,),
    "which": (kinds.Menu,),
    "ask": (kinds.Ask,),
    "ask_confirm": (kinds.Ask,),
    "ask_which": (kinds.Ask,),
    "collect": (kinds.Collect,),
    "collect_confirm": (kinds.Collect,),
    "survey": (kinds.Survey,),
    "comment": (kinds.Survey,),
    "callback_open": (kinds.Queue, kinds.Callback),
    "callback_over": (kinds.Queue,),
    "callback_number": (kinds.Queue, kinds.Callback),
    "callback_digits": (kinds.Queue, kinds.Callback),
    "callback_digits_right": (kinds.Queue, kinds.Callback),
    "callback_when": (kinds.Queue, kinds.Callback),
    "callback_time": (kinds.Queue, kinds.Callback),
    "callback_time_right": (kinds.Queue, kinds.Callback),
    "recording_consent": (kinds.Queue,),
    "queue": (kinds.Queue,),
    "record": (kinds.Voicemail, kinds.Queue),
    "dial": (kinds.Transfer,),
    "fetch": (kinds.Fetch,),
    "facts": (kinds.When, kinds.Notice, kinds.Queue, kinds.Callback),
}
"""The kinds of step that ask in each phase. Another kind there is a call of another version."""

_SETTLED = ("ended", WALK)
_JOINING = ("recording_consent", "queue")
_TIMED = ("callback_when", *_SETTLED)
_CALLING_BACK: Mapping[str, tuple[str, ...]] = {
    "callback_open": ("callback_open", *_JOINING, *_SETTLED),
    "callback_number": ("callback_number", "callback_digits", *_TIMED),
    "callback_digits": ("callback_digits", "callback_digits_right", *_TIMED),
    "callback_digits_right": ("callback_digits_right", "callback_digits", *_TIMED),
    "callback_when": ("callback_when", "callback_time", *_SETTLED),
    "callback_time": ("callback_time", "callback_time_right", *_SETTLED),
    "callback_time_right": ("callback_time_right", "callback_time", *_SETTLED),
}
"""Where an answer leads in the conversation about a callback. A queue's ends the call, a step's goes on."""
_BEGUN = ("callback_number", "callback_digits", *_TIMED)
_ANSWERS: tuple[type[events.Event], ...] = (events.DigitsPressed, events.SpeechHeard, events.NothingHeard)

TRANSITIONS: Mapping[tuple[str, type[events.Event]], Transition] = {
    ("new", events.CallStarted): Transition(started, (WALK,)),
    ("menu", events.DigitsPressed): Transition(MENU.pressed, ("menu", WALK)),
    ("menu", events.SpeechHeard): Transition(MENU.heard, ("menu", "confirm", "which", WALK)),
    ("menu", events.NothingHeard): Transition(MENU.silent, ("menu", WALK)),
    ("menu", events.SpeechUnavailable): Transition(MENU.unavailable, (WALK,)),
    ("confirm", events.DigitsPressed): Transition(MENU.confirm_pressed, ("menu", "confirm", WALK)),
    ("confirm", events.SpeechHeard): Transition(MENU.confirm_heard, ("menu", "confirm", WALK)),
    ("confirm", events.NothingHeard): Transition(MENU.confirm_silent, ("confirm", WALK)),
    ("which", events.DigitsPressed): Transition(MENU.which_pressed, ("menu", WALK)),
    ("which", events.SpeechHeard): Transition(MENU.which_heard, ("menu", WALK)),
    ("which", events.NothingHeard): Transition(MENU.silent, ("menu", WALK)),
    ("ask", events.SpeechHeard): Transition(ASK.heard, ("ask", "ask_confirm", "ask_which", WALK)),
    ("ask", events.NothingHeard): Transition(ASK.silent, ("ask", WALK)),
    ("ask", events.SpeechUnavailable): Transition(ASK.unavailable, (WALK,)),
    ("ask_confirm", events.DigitsPressed): Transition(ASK.confirm_pressed, ("ask", "ask_confirm", WALK)),
    ("ask_confirm", events.SpeechHeard): Transition(ASK.confirm_heard, ("ask", "ask_confirm", WALK)),
    ("ask_confirm", events.NothingHeard): Transition(ASK.confirm_silent, ("ask_confirm", WALK)),
    ("ask_which", events.DigitsPressed): Transition(ASK.which_pressed, ("ask", WALK)),
    ("ask_which", events.SpeechHeard): Transition(ASK.which_heard, ("ask", WALK)),
    ("ask_which", events.NothingHeard): Transition(ASK.silent, ("ask", WALK)),
    ("collect", events.DigitsPressed): Transition(COLLECT.pressed, ("collect", WALK)),
    ("collect", events.SpeechHeard): Transition(COLLECT.heard, ("collect", "collect_confirm", WALK)),
    ("collect", events.NothingHeard): Transition(COLLECT.silent, ("collect", WALK)),
    ("collect_confirm", events.DigitsPressed): Transition(
        COLLECT.confirm_pressed, ("collect", "collect_confirm", WALK)
    ),
    ("collect_confirm", events.SpeechHeard): Transition(
        COLLECT.confirm_heard, ("collect", "collect_confirm", WALK)
    ),
    ("collect_confirm", events.NothingHeard): Transition(COLLECT.confirm_silent, ("collect_confirm", WALK)),
    ("survey", events.DigitsPressed): Transition(survey.pressed, ("survey", "comment", WALK)),
    ("survey", events.SpeechHeard): Transition(survey.heard, ("survey", "comment", WALK)),
    ("survey", events.NothingHeard): Transition(survey.silent, ("survey", WALK)),
    ("comment", events.RecordingFinished): Transition(survey.commented, ("ended", WALK)),
    **{
        (phase, answer): Transition(called_back, leads_to)
        for phase, leads_to in _CALLING_BACK.items()
        for answer in _ANSWERS
    },
    **{
        ("callback_over", answer): Transition(queue.offered_before, (*_JOINING, *_BEGUN))
        for answer in _ANSWERS
    },
    **{(consent.PHASE, answer): Transition(consent.answered, (*_JOINING, WALK)) for answer in _ANSWERS},
    ("queue", events.QueueKeyPressed): Transition(queue.pressed, ("queue",)),
    ("queue", events.QueueLeft): Transition(queue.left, ("record", *_BEGUN)),
    ("record", events.RecordingFinished): Transition(voicemail.recorded, ("ended", WALK)),
    ("dial", events.CalleeAnswered): Transition(transfer.over, (WALK,)),
    ("fetch", events.FetchAnswered): Transition(fetch.answered, (WALK,)),
    ("facts", events.FactsFound): Transition(
        facts_found, ("facts", "callback_open", "callback_over", *_JOINING, *_BEGUN)
    ),
    # Callers hang up whenever they like.
    **{(phase, events.HungUp): Transition(hung_up, ("ended",)) for phase in PHASES if phase != "ended"},
}
