"""`queue`: waiting for an agent, with offers that can be taken by a key while waiting."""

from __future__ import annotations

from typing import Literal

from flows.steps import Queue, WaitOffer
from flows.values import words_in
from ivr.actions import Enqueue, LeaveQueue, PromiseCallback
from ivr.context import Context, Move
from ivr.events import QueueKeyPressed, QueueLeft
from ivr.fill import MAX_TEXT
from ivr.numbers import callable_number
from ivr.rescue import leave_message

Offer = Literal["callback", "voicemail"]

# Only the wait document knows these; it fills them in each time it is said.
_LATER = {name: f"{{{name}}}" for name in ("queue.position", "queue.wait")}


def enter(context: Context, step: Queue) -> Move:
    waiting = step.waiting
    question = Enqueue(
        context.next_seq,
        step.queue,
        step.priority,
        waiting.music,
        tuple(waiting.announce),
        waiting.every,
        step.at_most,
        context.language,
        context.voice,
        _sentence(context, step),
        tuple(
            (offer.key, offer.after, context.phrase(f"queue_offer_{name}", key=offer.key).text)
            for name, offer in offers(step)
        ),
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


def _sentence(context: Context, step: Queue) -> str:
    if not step.waiting.say:
        return ""
    text = words_in(step.waiting.say, context.language)
    return context.filled(text, lambda name: _LATER.get(name) or context.spoken_value(name))[:MAX_TEXT]


def pressed(context: Context, step: Queue, event: QueueKeyPressed) -> Move:
    """The first key taken counts; pressing it again gets the same answer."""
    for name, offer in offers(step):
        # An early key is not kept for later: the caller has not heard the offer yet.
        if offer.key == event.key and offer.after <= event.waited_s and context.choice in ("", name):
            if not context.choice and _is_shipped_callback(context, name, offer):
                # Kept at the key: a caller who hangs up before hearing so has asked for it all the same.
                context.actions.append(PromiseCallback(step.queue, context.value("caller.number")))
                context.expect_ticket()
            context.choice = name
            context.actions.append(LeaveQueue(name))
            return None
    context.ignore()
    return None


def _is_shipped_callback(context: Context, name: Offer, offer: WaitOffer) -> bool:
    return name == "callback" and not offer.next and callable_number(context.value("caller.number"))


def left(context: Context, step: Queue, event: QueueLeft) -> Move:
    if event.result == "hangup":
        context.caller_left()
        return None
    if event.result == "answered":
        return "next", step.next
    taken = next((found for found in offers(step) if found[0] == context.choice), None)
    if taken:  # also when the wait ran out at the very moment of the key
        return _instead(context, step, *taken)
    return "else", step.else_


def _instead(context: Context, step: Queue, name: Offer, offer: WaitOffer) -> Move:
    """The author's step for the offer, else the shipped promise or voicemail and a goodbye."""
    if offer.next:
        return name, offer.next
    # A way that the author did not write, but one that scenarios can cover.
    context.exits.append((context.place, name))
    if name == "voicemail":
        leave_message(context, step.queue)
        return None
    number = context.value("caller.number")
    if not callable_number(number):
        context.say_phrase("callback_no_number")
        return "else", step.else_
    context.say_phrase("callback_place_kept", number=number)
    context.say_phrase("goodbye")
    context.end("done")
    return None
