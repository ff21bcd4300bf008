"""What the call's own flow says of a waiting line: its settings, and when it is open."""

from __future__ import annotations

from datetime import UTC, datetime

from flows.hours import Hours, closing, is_open
from flows.queues import QueueInfo
from ivr.context import Context


def settings(context: Context, queue: str) -> QueueInfo | None:
    """None when another flow declares the queue."""
    # As with intents: a sub-flow's own queues first, then the main flow's.
    own = context.here.queues if context.here else {}
    return own.get(queue) or context.flow.queues.get(queue)


def is_closed(context: Context, queue: str) -> bool:
    hours = opening(context, queue)
    return hours is not None and not is_open(hours, context.now, context.flow.timezone)


def closes_at(context: Context, queue: str) -> datetime | None:
    """In UTC; None when it is always open, as far as this flow knows."""
    hours = opening(context, queue)
    ends = closing(hours, context.now, context.flow.timezone) if hours else None
    return ends.astimezone(UTC) if ends else None


def opening(context: Context, queue: str) -> Hours | None:
    """None when the queue has no hours."""
    said = settings(context, queue)
    if said is None or said.hours is None:
        return None
    own = context.here.hours if context.here else {}
    # Hours that are not written anywhere are closed hours.
    return own.get(said.hours) or context.flow.hours.get(said.hours) or {}
