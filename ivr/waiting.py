"""The wait itself: what the wait document is told to play, announce and offer.

What the step leaves open is as the queue says, where the flow declares it.
"""

from __future__ import annotations

from typing import Literal

from flows.queues import QueueInfo
from flows.steps import Queue, WaitOffer
from flows.values import words_in
from ivr import lines
from ivr.actions import Enqueue
from ivr.context import Context, Move
from ivr.fill import MAX_TEXT

Offer = Literal["callback", "voicemail"]

# Only the wait document knows these; it fills them in each time it is said.
_LATER = {name: f"{{{name}}}" for name in ("queue.position", "queue.wait")}


def wait(context: Context, step: Queue, queue: str) -> Move:
    """Join a line: the step's own, or the one that its callers overflow to."""
    waiting, line = step.waiting, lines.settings(context, queue)
    # A key pressed in the line is kept here, and nothing else was.
    context.choice = ""
    question = Enqueue(
        context.next_seq,
        queue,
        step.priority,
        waiting.music or (line and line.music) or "",
        _announced(step, line),
        waiting.every,
        step.at_most,
        context.language,
        context.voice,
        _sentence(context, step, line),
        tuple(
            (offer.key, offer.after, context.phrase(f"queue_offer_{name}", key=offer.key).text)
            for name, offer in offers(step)
        ),
        step.skills,
        lines.closes_at(context, queue),
        # Whoever's line the caller overflows to: it is the step's queue that calls back.
        step.queue if step.waiting.offers.callback else "",
    )
    # From here on the wait document speaks; the engine hears of keys and of the end.
    context.ask("queue", question)
    return None


def offers(step: Queue) -> list[tuple[Offer, WaitOffer]]:
    """What a waiting caller may take instead."""
    both: tuple[tuple[Offer, WaitOffer | None], ...] = (
        ("callback", step.waiting.offers.callback),
        ("voicemail", step.waiting.offers.voicemail),
    )
    return [(name, offer) for name, offer in both if offer]


def _announced(step: Queue, line: QueueInfo | None) -> tuple[str, ...] | None:
    if step.waiting.announce is not None:
        return tuple(step.waiting.announce)
    return tuple(line.announce) if line and line.announce is not None else None


def _sentence(context: Context, step: Queue, line: QueueInfo | None) -> str:
    words = step.waiting.say or (line and line.say)
    if not words:
        return ""
    text = words_in(words, context.language)
    return context.filled(text, lambda name: _LATER.get(name) or context.spoken_value(name))[:MAX_TEXT]
