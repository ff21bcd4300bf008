"""`queue`: on the way into a line, waiting for an agent, and what can be taken instead.

Nobody joins a closed queue, nor a full one: then it is the overflow, or `else`. Who has a callback open is
asked about it; who would wait long may be offered one at once.
"""

from __future__ import annotations

from typing import Literal

from flows.steps import CallbackOffer, Queue, WaitOffer
from ivr import consent, lines
from ivr.actions import FindFacts, LeaveQueue
from ivr.callback_parts import NUMBER, Terms, aloud, may_call, promise
from ivr.calling_back import CallingBack, forget
from ivr.context import Context, Move
from ivr.events import FactsFound, LineNow, QueueKeyPressed, QueueLeft
from ivr.judging import Candidate
from ivr.picking import Answer, ask, picked, way
from ivr.rescue import leave_message
from ivr.waiting import offers

Offer = Literal["callback", "voicemail"]

_OVERFLOW = "overflow "  # and the queue: what `Context.choice` holds while that queue is looked at


class Instead(CallingBack[Queue]):
    """A callback instead of a wait. The call ends with it."""

    or_cancel, told = "callback_or_wait", "callback_place_kept"

    def terms(self, context: Context, step: Queue) -> Terms:
        offer = step.waiting.offers.callback
        number = context.value("caller.number")
        return Terms(step.queue, number, offer.confirm, offer.when) if offer else Terms(step.queue, number)

    def kept(self, context: Context, _step: Queue) -> Move:
        context.say_phrase("callback_kept")
        return _goodbye(context)

    def cancelled(self, context: Context, step: Queue) -> Move:
        """Into the line: the place is there already, so whether it is full or slow is not asked."""
        context.say_phrase("callback_cancelled")
        return consent.join(context, step, step.queue)

    def settled(self, context: Context, _step: Queue, *, was_told: bool) -> Move:
        if was_told:
            context.say_phrase("callback_noted")
        else:
            context.say_phrase(self.told, number=aloud(context, context.value(NUMBER)))
        return _goodbye(context)

    def failed(self, _context: Context, step: Queue) -> Move:
        return "else", step.else_


INSTEAD = Instead()


def enter(context: Context, step: Queue) -> Move:
    if lines.is_closed(context, step.queue):
        context.mark("closed", step=context.place, queue=step.queue)
        context.say_phrase("queue_closed")
        return "else", step.else_
    return _look(context, step.queue)


def _look(context: Context, queue: str) -> Move:
    number = context.value("caller.number")
    context.ask("facts", FindFacts(context.next_seq, line=queue, number=number))
    return None


def found(context: Context, step: Queue, event: FactsFound) -> Move:
    """What the line is like: this one, or the one that takes its callers."""
    line = event.line or LineNow()
    if context.choice.startswith(_OVERFLOW):
        other = context.choice.removeprefix(_OVERFLOW)
        return _full(context, step) if line.is_full else consent.join(context, step, other)
    if line.has_callback:
        INSTEAD.ask_open(context)
        return None
    if line.is_full:
        return _overflow(context, step, line.overflow)
    offer = step.waiting.offers.callback
    if offer and offer.over is not None and (line.wait_s or 0) > offer.over:
        context.mark("callback_offered", queue=step.queue)
        return _offer_before(context, offer, line.wait_s or 0)
    return consent.join(context, step, step.queue)


def _overflow(context: Context, step: Queue, other: str) -> Move:
    if not other or lines.is_closed(context, other):
        return _full(context, step)
    context.choice = _OVERFLOW + other
    return _look(context, other)


def _full(context: Context, step: Queue) -> Move:
    context.mark("queue_full", step=context.place, queue=step.queue)
    context.say_phrase("queue_full")
    return "else", step.else_


# --- instead of waiting --------------------------------------------------------------------------------


def _offer_before(context: Context, offer: CallbackOffer, wait_s: int) -> Move:
    # Rounded up: a promise that is kept rather than a figure that is exact.
    long = context.phrase("queue_wait", minutes=str(-(-wait_s // 60)))
    instead = context.phrase("callback_over", key=offer.key)
    ask(context, "callback_over", _ways(context, offer.key), long, instead)
    return None


def _ways(context: Context, key: str) -> tuple[Candidate, ...]:
    return way(context, "call_back", key), way(context, "wait", "")


def offered_before(context: Context, step: Queue, event: Answer) -> Move:
    """A callback instead of a long wait; whatever else is said or pressed, and silence, waits."""
    offer = step.waiting.offers.callback
    taken = picked(context, event, _ways(context, offer.key), yes_no=True) if offer else None
    if offer is None or taken is None or taken.label == "wait":
        return consent.join(context, step, step.queue)
    if offer.next:
        return "callback", offer.next
    context.exits.append((context.place, "callback"))
    return INSTEAD.begin(context, step)


def pressed(context: Context, step: Queue, event: QueueKeyPressed) -> Move:
    """The first key taken counts; pressing it again gets the same answer."""
    for name, offer in offers(step):
        # An early key is not kept for later: the caller has not heard the offer yet.
        if offer.key == event.key and offer.after <= event.waited_s and context.choice in ("", name):
            if not context.choice and name == "callback" and not offer.next:
                # Kept at the key: a caller who hangs up before hearing so has asked for it all the same.
                _promise(context, step)
            context.choice = name
            context.actions.append(LeaveQueue(name))
            return None
    context.ignore()
    return None


def _promise(context: Context, step: Queue) -> None:
    forget(context)
    number = context.value("caller.number")
    if may_call(context, number):
        promise(context, step.queue, number)


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
    """The author's step for the offer, else the shipped conversation or voicemail."""
    if offer.next:
        return name, offer.next
    # A way that the author did not write, but one that scenarios can cover.
    context.exits.append((context.place, name))
    if name == "voicemail":
        leave_message(context, step.queue)
        return None
    return INSTEAD.promised(context, step) if context.value(NUMBER) else INSTEAD.begin(context, step)


def _goodbye(context: Context) -> Move:
    context.say_phrase("goodbye")
    context.end("done")
    return None
