"""From step to step until something is asked or the call ends. The limits on walking are here."""

from __future__ import annotations

from flows.flow import Flow
from flows.steps import kind_of
from flows.values import HANG_UP
from ivr import receipts
from ivr.context import Context, Move
from ivr.rescue import rescue
from ivr.steps import ENTER

MAX_STEPS_PER_EVENT = 40
MAX_STEPS_PER_CALL = 500
MAX_CALL_S = 4 * 3600  # as long as Twilio lets a call last by itself


def walk(context: Context, move: Move) -> None:
    """Take every way out until a step's function answers None."""
    while move is not None:
        # Whatever the step was: who goes on has left its question.
        receipts.close(context)
        label, target = move
        # Ways that no author wrote (the start, a return, a rescue) have no label.
        if label:
            context.exits.append((context.place, label))
        move = _leave(context) if target == HANG_UP else _enter(context, target)


def missing(context: Context) -> Move:
    """The step is not in the flow: another version than the one the call began with."""
    receipts.close(context)
    context.mark("step_missing", step=context.place)
    return rescue(context)


def _enter(context: Context, target: str) -> Move:
    # Set first, so that marks about a refused step name it.
    context.step = target
    here: Flow | None = context.here
    step = here.steps.get(target) if here else None
    if step is None:
        return missing(context)
    limit = _limit_reached(context)
    if limit:
        context.mark("limit_reached", name=limit, step=context.place)
        return rescue(context)
    context.walked += 1
    context.steps_walked += 1
    context.attempt = 1
    # What was chosen in the step before means nothing in this one.
    context.choice = ""
    place, kind = context.place, kind_of(step) or ""
    context.path.append(place)
    context.mark("step_entered", step=place, kind=kind)
    return ENTER[kind](context, step)


def _limit_reached(context: Context) -> str:
    if context.walked >= MAX_STEPS_PER_EVENT:
        return "steps_per_event"
    if not context.rescued and context.now.timestamp() - context.began > MAX_CALL_S:
        return "call_length"
    # A rescued call needs some more steps to be led out.
    most = MAX_STEPS_PER_CALL + (MAX_STEPS_PER_EVENT if context.rescued else 0)
    return "steps_per_call" if context.steps_walked >= most else ""


def _leave(context: Context) -> Move:
    """The target `hang up`: back to the flow that called this one, else the end."""
    if not context.stack:
        context.end("limit" if context.rescued else "done")
        return None
    # `hang up` may be written as the caller's `next` too: then the walk comes here again.
    *below, (flow_name, target) = context.stack
    context.stack = tuple(below)
    context.go_into(flow_name)
    return "", target
