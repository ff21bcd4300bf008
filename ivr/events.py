"""What can happen on a call: past facts, told to the engine one at a time.

`seq` is the number of the question that an event answers (`State.seq` when it was asked). An event with
another number is late or repeated: the engine changes nothing for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

QueueResult = Literal["answered", "timeout", "leave", "full", "error", "hangup"]
DialResult = Literal["completed", "busy", "no-answer", "failed", "canceled"]


@dataclass(frozen=True, slots=True)
class Event:
    seq: int


@dataclass(frozen=True, slots=True)
class CallStarted(Event):
    """The first event of every call; seq is 0. Numbers are E.164; a withheld caller is "".

    `known` are variables about the caller that are there from the start: customer.name, customer.tier.
    """

    caller: str
    called: str
    language: str = ""
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DigitsPressed(Event):
    digits: str


@dataclass(frozen=True, slots=True)
class SpeechHeard(Event):
    """Words at a question. `intents` are (name, score 0..1), best first, when a classifier ran before."""

    text: str
    confidence: float = 1.0
    alternatives: tuple[str, ...] = ()
    intents: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class NothingHeard(Event):
    """The question's silence ran out."""


@dataclass(frozen=True, slots=True)
class SpeechUnavailable(Event):
    """Only words could answer this question, and nobody can hear them."""


@dataclass(frozen=True, slots=True)
class RecordingFinished(Event):
    """`ticket` is the number of the ticket that the recording belongs to, where it is known by now."""

    seconds: int
    hung_up: bool = False
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class QueueKeyPressed(Event):
    """A key while waiting in a queue. It does not end the question: `QueueLeft` does."""

    key: str
    waited_s: int


@dataclass(frozen=True, slots=True)
class QueueLeft(Event):
    """`answered`: after the conversation. `leave`: after a key that the engine accepted."""

    result: QueueResult
    waited_s: int = 0


@dataclass(frozen=True, slots=True)
class CalleeAnswered(Event):
    """A transfer is over; `completed` is after the conversation."""

    result: DialResult
    talked_s: int = 0


@dataclass(frozen=True, slots=True)
class FetchAnswered(Event):
    """`values` are the wanted variables found in the answer; `ok` is False for any failure."""

    ok: bool
    values: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LineNow:
    """A line as somebody meets it who would join it now.

    `wait_s` is None when nobody can tell, `overflow` the queue that takes its callers ("" : none).
    `has_callback`: a promise to the asked number is open here.
    """

    wait_s: int | None = None
    is_full: bool = False
    overflow: str = ""
    has_callback: bool = False


@dataclass(frozen=True, slots=True)
class TicketNow:
    """A ticket that is not solved. `status`: new, open, pending."""

    number: str
    status: str


@dataclass(frozen=True, slots=True)
class FactsFound(Event):
    """The answer to `FindFacts`: callers, agents and tickets by queue, notices on, the tier, the line.

    `notices` maps the name of a notice that is on to its text ("" : the flow's own).
    """

    waiting: Mapping[str, int] = field(default_factory=dict)
    agents: Mapping[str, int] = field(default_factory=dict)
    notices: Mapping[str, str] = field(default_factory=dict)
    tier: str = ""
    line: LineNow | None = None
    tickets: Mapping[str, TicketNow] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HungUp(Event):
    """The caller is gone. Valid for every seq."""

    reason: str = "completed"
