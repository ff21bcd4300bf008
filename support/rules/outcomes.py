"""How a call ended: exactly one outcome for each, from facts about it. Words as in the metrics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal[
    "answered",
    "callback",
    "voicemail",
    "transferred_out",
    "abandoned_hold",
    "abandoned_ringing",
    "abandoned_queue",
    "abandoned_menu",
    "failed",
    "after_hours",
    "overflow",
    "contained",
]
# The phone company's words for a leg that is over; all but the first without a conversation.
FAILED_STATUSES = ("failed", "canceled", "busy", "no-answer")
FINAL_STATUSES = ("completed", *FAILED_STATUSES)
OUTCOMES: tuple[Outcome, ...] = Outcome.__args__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class CallFacts:
    """`left_while`: state of the open queue entry when the caller hung up ("" : not in a queue).

    `left_while` is `held` when they were on hold. `turned_away`: a line was full, or the wait in it too long.
    `finished`: the flow came to its end before the caller hung up.
    """

    talked_to_agent: bool = False
    callback_promised: bool = False
    voicemail_opened: bool = False
    transferred: bool = False
    failed: bool = False
    finished: bool = False
    closed: bool = False
    turned_away: bool = False
    left_while: str = ""


def decide(facts: CallFacts) -> Outcome:
    """The first that holds: what a human did counts before what was promised, a promise before a loss."""
    cases: tuple[tuple[bool, Outcome], ...] = (
        (facts.talked_to_agent and facts.left_while == "held", "abandoned_hold"),
        (facts.talked_to_agent, "answered"),
        (facts.callback_promised, "callback"),
        (facts.voicemail_opened, "voicemail"),
        (facts.transferred, "transferred_out"),
        (facts.left_while in ("offered", "connecting"), "abandoned_ringing"),
        (facts.left_while != "", "abandoned_queue"),
        (facts.failed, "failed"),
        (facts.finished and facts.closed, "after_hours"),
        (facts.turned_away, "overflow"),
        (facts.finished, "contained"),
    )
    return next((outcome for holds, outcome in cases if holds), "abandoned_menu")
