"""What the engine orders: read top to bottom, the last one that asks something is waited for.

Words are already filled in, in the call's language. `support` keeps promises (tickets, callbacks,
messages) in the same transaction as the state; `webhooks` turns the rest into TwiML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Say:
    text: str
    language: str
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A fact for the call's event log: step_entered, option_chosen, not_understood, limit_reached, …"""

    kind: str
    data: Mapping[str, str | int | float | bool] = field(default_factory=dict)


# --- promises: kept in the database before the caller hears of them --------------------------------


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """A recording follows.

    `join`: the number of the caller's open ticket that it is added to, or `newest`; "": as policies say.
    """

    kind: Literal["voicemail"]
    queue: str
    join: str = ""


@dataclass(frozen=True, slots=True)
class PromiseCallback:
    """`at` (UTC): when the customer wants to be called; None: when their turn comes.

    `instead`: the number that was promised a moment ago and that this one replaces.
    """

    queue: str
    number: str
    at: datetime | None = None
    instead: str = ""


@dataclass(frozen=True, slots=True)
class CancelCallback:
    """The open promise of this queue to this number is no longer wanted; its place in the line stays."""

    queue: str
    number: str


@dataclass(frozen=True, slots=True)
class SendMessage:
    to: str
    text: str


@dataclass(frozen=True, slots=True)
class SaveScore:
    survey: Literal["csat", "nps"]
    score: int


@dataclass(frozen=True, slots=True)
class KeepConsent:
    """What the caller agreed to, or refused."""

    kind: Literal["recording"]
    is_given: bool


@dataclass(frozen=True, slots=True)
class LeaveQueue:
    """Take the caller out of the line now; `result` is what they chose instead."""

    result: Literal["callback", "voicemail"]


# --- questions: each ends the reply; the answer carries its seq --------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    seq: int


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a question listens for besides keys. Lengths are milliseconds and seconds.

    `phrases` are likely answers, `expects` kinds of spoken value (`ivr.spoken.KINDS`). Words that are a
    phrase or a value and nothing else are a whole answer, which `complete_ms` of silence end; `pause_ms` end
    anything else.
    """

    language: str
    phrases: tuple[str, ...] = ()
    expects: tuple[str, ...] = ()
    barge_in: str = "on a match"
    complete_ms: int = 300
    pause_ms: int = 700
    longest_s: int = 15
    fewest: int = 0  # digits that a whole answer has at least
    most: int = 0  # and at most; 0: no digits are wanted


@dataclass(frozen=True, slots=True)
class Listen(Question):
    """One key or some words. `keys_only` are the prompts where nobody can hear words."""

    prompts: tuple[Say, ...]
    keypad: bool
    timeout_s: int
    hearing: Hearing | None = None
    keys_only: tuple[Say, ...] = ()


@dataclass(frozen=True, slots=True)
class Collect(Question):
    """Several digits. `finish` ends them early ("" : no such key)."""

    prompts: tuple[Say, ...]
    max_digits: int
    finish: str
    timeout_s: int
    secret: bool = False
    hearing: Hearing | None = None
    keys_only: tuple[Say, ...] = ()


@dataclass(frozen=True, slots=True)
class Record(Question):
    """`kind`: a voicemail, or the comment of a survey."""

    prompts: tuple[Say, ...]
    queue: str
    max_s: int
    kind: Literal["voicemail", "comment"] = "voicemail"


@dataclass(frozen=True, slots=True)
class Enqueue(Question):
    """Wait for an agent. `offers` are (key, after seconds, sentence) that the wait document announces.

    `sentence` may still hold `{queue.position}` and `{queue.wait}`: only the wait document knows them.
    `music` "" and `announce` None: as the queue says. `skills` (name to level) are needed of the agent beside
    the queue's own. `closes_at` (UTC): nobody waits longer than the queue is open. `calls_back`: if a
    callback is the first of the offers, by which queue.
    """

    queue: str
    priority: int
    music: str
    announce: tuple[str, ...] | None
    every_s: int
    at_most_s: int
    language: str
    voice: str = ""
    sentence: str = ""
    offers: tuple[tuple[str, int, str], ...] = ()
    skills: Mapping[str, int] = field(default_factory=dict)
    closes_at: datetime | None = None
    calls_back: str = ""


@dataclass(frozen=True, slots=True)
class Dial(Question):
    number: str
    timeout_s: int


@dataclass(frozen=True, slots=True)
class Fetch(Question):
    """HTTP on the flow's behalf. `store` maps a variable to a dotted path in the JSON answer."""

    url: str
    method: Literal["GET", "POST"]
    headers: Mapping[str, str]
    body: Mapping[str, str]
    timeout_s: int
    store: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FindFacts(Question):
    """Answered at once, in the same transaction, by `FactsFound`.

    `line` is a queue that the caller is about to join; `number` whose promises, tickets and tier are looked
    for. `tickets` are the queues of which an open ticket is wanted, "" for any.
    """

    queues: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    tier: bool = False
    line: str = ""
    number: str = ""
    tickets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HangUp:
    """Nothing more to say. `reason`: done, limit, caller (the caller hung up first)."""

    reason: str = "done"


Action = (
    Say
    | Mark
    | OpenTicket
    | PromiseCallback
    | CancelCallback
    | SendMessage
    | SaveScore
    | KeepConsent
    | LeaveQueue
    | Listen
    | Collect
    | Record
    | Enqueue
    | Dial
    | Fetch
    | FindFacts
    | HangUp
)
