"""Where a call goes that cannot go on: a limit reached, a step that is not there. Never silence.

First the flow's own `rescue` step; when there is none, or that failed too, a voicemail that needs nothing
of the flow.
"""

from __future__ import annotations

from ivr.actions import OpenTicket, Record
from ivr.context import Context, Move

VOICEMAIL_S = 120
DEFAULT_QUEUE = "general"


def rescue(context: Context) -> Move:
    """Apologise once, then lead on. Called at most twice a call: each time it goes one way further."""
    # A second failure would only make the apology sound broken.
    if not context.rescued:
        context.say_phrase("apology")
    # The way out gets steps of its own, or it would be over at once.
    context.walked = 0
    # Nobody is sent back into the sub-flow that failed.
    context.stack = ()
    context.go_into(context.flow.flow)
    if context.flow.rescue and not context.rescued:
        context.rescued = "step"
        return "", context.flow.rescue
    context.rescued = "voicemail"
    leave_message(context, next(iter(context.flow.queues), DEFAULT_QUEUE))
    return None


def leave_message(context: Context, queue: str) -> None:
    """A shipped voicemail for a queue."""
    # The ticket comes first: a caller who hangs up in the prompt is not forgotten.
    context.actions.append(OpenTicket("voicemail", queue))
    context.expect_ticket()
    prompts = (context.phrase("voicemail_prompt"),)
    context.ask("record", Record(context.next_seq, prompts, queue, VOICEMAIL_S))
