"""Who takes which call. Pure: waiting calls and free agents in, pairs out.

Order of calls: priority, then the time the caller first entered a line, then age of the row. Order of
agents for a call: higher skill level for its queue, then longest idle. Nobody of equal priority is
overtaken by a later caller whom the same agent could have served.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class WaitingCall:
    entry_id: int
    queue: str
    priority: int
    first_entered_at: datetime


@dataclass(frozen=True, slots=True)
class FreeAgent:
    agent_id: int
    idle_since: datetime
    levels: Mapping[str, int] = field(default_factory=dict)  # queue: skill level, higher is better


@dataclass(frozen=True, slots=True)
class Match:
    entry_id: int
    agent_id: int


def line_order(call: WaitingCall) -> tuple[int, datetime, int]:
    return -call.priority, call.first_entered_at, call.entry_id


def match(calls: Sequence[WaitingCall], agents: Sequence[FreeAgent]) -> list[Match]:
    """Pairs in the order in which they should be offered; each call and each agent at most once."""
    free = sorted(agents, key=lambda agent: (agent.idle_since, agent.agent_id))
    matches: list[Match] = []
    for call in sorted(calls, key=line_order):
        best = max(
            (agent for agent in free if call.queue in agent.levels),
            key=lambda agent: agent.levels[call.queue],  # max keeps the first: the longest idle
            default=None,
        )
        if best:
            free.remove(best)
            matches.append(Match(call.entry_id, best.agent_id))
    return matches
