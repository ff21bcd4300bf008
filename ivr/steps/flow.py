"""`flow`: a sub-flow. Its `hang up` targets come back here, to `next`."""

from __future__ import annotations

from flows.steps import SubFlow
from ivr.context import Context, Move, find_flow
from ivr.rescue import rescue


def enter(context: Context, step: SubFlow) -> Move:
    inner = find_flow(context.flow, step.flow)
    if inner is None:
        context.mark("step_missing", step=context.place, flow=step.flow)
        return rescue(context)
    # Noted here, while the place is still this flow's.
    context.exits.append((context.place, "next"))
    context.stack = (*context.stack, (context.flow_name, step.next))
    context.go_into(inner.flow)
    return "", inner.start
