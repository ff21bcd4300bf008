"""`voicemail`: a message for a queue. Its ticket is opened before the caller speaks."""

from __future__ import annotations

from flows.steps import Queue, Voicemail
from ivr.actions import OpenTicket, Record
from ivr.context import Context, Move
from ivr.events import RecordingFinished


def enter(context: Context, step: Voicemail) -> Move:
    join = (context.value("ticket.number") or "newest") if step.to == "open ticket" else ""
    context.actions.append(OpenTicket("voicemail", step.voicemail, join))
    context.expect_ticket()
    prompt = context.sentence(step.prompt) if step.prompt else context.phrase("voicemail_prompt")
    context.ask("record", Record(context.next_seq, (prompt,), step.voicemail, step.at_most))
    return None


def recorded(context: Context, step: Voicemail | Queue | None, event: RecordingFinished) -> Move:
    """Also ends the shipped voicemails of a queue and of a rescued call: nothing follows those."""
    if event.ticket:
        context.remember({"ticket.number": event.ticket})
    # Most callers just hang up when they are done: the message is kept, nobody is left to thank.
    if event.hung_up:
        context.caller_left()
        return None
    # Also after no sound at all: whether there is a message is decided from the audio, later.
    context.say_phrase("voicemail_thanks")
    if isinstance(step, Voicemail) and context.rescued != "voicemail":
        return "next", step.next
    context.say_phrase("goodbye")
    context.end("limit" if context.rescued else "done")
    return None
