"""Steps that bring the caller to people: queues, and what stands in for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from flows.parts import Exit, Part, Step
from flows.queues import Announcement, Level
from flows.values import HANG_UP, Key, Name, Seconds, Target, Words


class WaitOffer(Part):
    """What a waiting caller may press for instead; `after` is how long they have waited by then."""

    key: Key
    """The key that takes the offer."""
    after: Seconds = 0
    """How long the caller has waited when it is first made."""
    next: Target | None = None
    """The step that follows; a shipped promise or voicemail for the same queue otherwise."""


class CallbackOffer(WaitOffer):
    """To be called back instead of waiting. Without `next` the number is read back, and may be changed."""

    over: Seconds | None = None
    """Offered before waiting already when the wait will probably be longer than this."""
    confirm: bool = True
    """Whether callers hear the number and may give another one."""
    when: Literal["soon", "ask"] = "soon"
    """`ask`: the caller may choose a day and a time within the queue's hours."""


class WaitOffers(Part):
    """What may be offered to a waiting caller."""

    callback: CallbackOffer | None = None
    """To be called back, keeping the place in the line."""
    voicemail: WaitOffer | None = None
    """To leave a message."""


class Waiting(Part):
    """What a waiting caller hears and may choose."""

    music: Name | None = None
    """The music between announcements; the queue's own otherwise."""
    announce: list[Announcement] | None = None
    """What is announced: the position in the line, the time it may take; as the queue says otherwise."""
    every: Seconds = 30
    """How often."""
    say: Words | None = None
    """Repeated beside position and wait; what the queue says otherwise."""
    offers: WaitOffers = WaitOffers()
    """What the caller may press for instead."""


class Queue(Step):
    """Wait for an agent. `next` follows the conversation; `else` follows a wait that led nowhere.

    Who comes when the queue is closed, or full without an overflow, hears so and goes on by `else` at once.
    Who has been promised a callback here is asked whether to keep it.
    """

    queue: Name
    """The department's queue."""
    priority: int = Field(0, ge=-9, le=9)
    """Higher is served first."""
    skills: dict[Name, Level] = Field(default_factory=dict)
    """What the agent must be able to do beside what the queue asks, and how well: 1 to 10."""
    waiting: Waiting = Waiting()
    """What the caller hears and may choose meanwhile."""
    at_most: Seconds = 900
    """The longest wait."""
    else_: Target = Field(HANG_UP, alias="else")
    """The step after a wait that led nowhere."""

    def exits(self) -> Iterator[Exit]:
        yield "next", self.next
        yield "else", self.else_
        for name in ("callback", "voicemail"):
            offer: WaitOffer | None = getattr(self.waiting.offers, name)
            if offer and offer.next:
                yield name, offer.next


class Voicemail(Step):
    """Records a message, which becomes a ticket of the queue."""

    voicemail: Name
    """The queue that gets the message."""
    to: Literal["as the policies say", "open ticket"] = "as the policies say"
    """`open ticket`: the message is added to the caller's newest open ticket, if there is one."""
    prompt: Words | None = None
    """Said before the tone; a shipped sentence otherwise."""
    at_most: Seconds = 120
    """The longest message."""


class Callback(Step):
    """A promise to call back, kept in the database before the caller hears it confirmed.

    Who has been promised one already is asked whether to keep it.
    """

    callback: Name
    """The queue in which the caller keeps a place."""
    number: str = "{caller.number}"
    """The number to call."""
    confirm: bool = True
    """Whether callers hear the number and may give another one; who withholds theirs is asked for one."""
    when: Literal["soon", "ask"] = "soon"
    """`ask`: the caller may choose a day and a time within the queue's hours."""
    say: Words | None = None
    """The confirmation; a shipped sentence otherwise."""
    else_: Target = Field(HANG_UP, alias="else")
    """The step when there is no number that can be called."""

    def exits(self) -> Iterator[Exit]:
        yield "next", self.next
        yield "else", self.else_


class Transfer(Step):
    """Calls a number or a SIP address and joins the two."""

    transfer: str = Field(pattern=r"^(\+[1-9]\d{6,14}|sip:\S+@\S+|\{[a-z_.]+\})$")
    """The number, the SIP address, or a variable that holds one."""
    timeout: Seconds = 30
    """How long it rings."""
    else_: Target = Field(HANG_UP, alias="else")
    """The step when nobody answers."""

    def exits(self) -> Iterator[Exit]:
        yield "next", self.next
        yield "else", self.else_
