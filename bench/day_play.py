"""A day of a call centre under a simulated clock: who calls when, who works when, how long each one waits.

`play` moves the clock from event to event and asks a `Line` who gets whom; `RuleLine` asks the real routing
rule and nothing else. Agents answer the moment they are offered a call, and are free the moment it ends.
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from support.rules import routing

MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)
# Of two events at the same moment the earlier in this list comes first.
ON, DONE, ENTERS, GIVES_UP, OFF = range(5)


@dataclass(frozen=True, slots=True)
class Call:
    """`at_s` after midnight; `ahead_s`: how much earlier its place in line is."""

    at_s: float
    handling_s: float
    patience_s: float = math.inf
    queue: str = "line"
    ahead_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """An agent's uninterrupted presence. A call that outlasts it is finished."""

    agent: int
    from_s: float
    until_s: float = math.inf


@dataclass(frozen=True, slots=True)
class Outcome:
    wait_s: float
    answered: bool


class Line(Protocol):
    """Numbers are those of the call and of the agent; times are seconds after midnight."""

    def sign_on(self, agent: int, at_s: float) -> None: ...
    def sign_off(self, agent: int, at_s: float) -> None: ...
    def enter(self, number: int, call: Call) -> None: ...
    def give_up(self, number: int, at_s: float) -> None: ...
    def finish(self, number: int, agent: int, at_s: float) -> None: ...
    def offer(self, at_s: float) -> list[tuple[int, int]]:
        """(call, agent) of every conversation that begins now."""


class RuleLine:
    """Waiting calls and free agents in memory, brought together by `support.rules.routing`."""

    def __init__(self, serves: Mapping[int, Mapping[str, int]]) -> None:
        self._serves = serves
        self._waiting: dict[int, routing.WaitingCall] = {}
        self._free: dict[int, routing.FreeAgent] = {}

    def sign_on(self, agent: int, at_s: float) -> None:
        self._free[agent] = routing.FreeAgent(agent, moment(at_s), self._serves[agent])

    def sign_off(self, agent: int, at_s: float) -> None:  # noqa: ARG002
        del self._free[agent]

    def enter(self, number: int, call: Call) -> None:
        at, place = moment(call.at_s), moment(call.at_s - call.ahead_s)
        self._waiting[number] = routing.WaitingCall(number, call.queue, 0, place, at)

    def give_up(self, number: int, at_s: float) -> None:  # noqa: ARG002
        del self._waiting[number]

    def finish(self, number: int, agent: int, at_s: float) -> None:  # noqa: ARG002
        self.sign_on(agent, at_s)

    def offer(self, at_s: float) -> list[tuple[int, int]]:
        if not self._waiting or not self._free:
            return []
        line = sorted(self._waiting.values(), key=routing.line_order)
        found = routing.match(line, list(self._free.values()), moment(at_s), {})
        for each in found:
            del self._waiting[each.entry_id], self._free[each.agent_id]
        return [(each.entry_id, each.agent_id) for each in found]


def moment(at_s: float) -> datetime:
    return MIDNIGHT + timedelta(seconds=at_s)


class _Day:
    def __init__(self, calls: Sequence[Call], stretches: Sequence[Stretch], line: Line) -> None:
        self.calls, self.line = calls, line
        self.events = [(call.at_s, ENTERS, number, 0) for number, call in enumerate(calls)]
        self.events += [(each.from_s, ON, each.agent, 0) for each in stretches]
        self.events += [(each.until_s, OFF, each.agent, 0) for each in stretches if each.until_s < math.inf]
        heapq.heapify(self.events)
        self.present: set[int] = set()
        self.busy: set[int] = set()
        self.outcomes: dict[int, Outcome] = {}

    def play(self) -> None:
        while self.events:
            at, kind, number, agent = heapq.heappop(self.events)
            if kind in (ON, OFF):
                self._shift(number, kind == ON, at)
            elif kind == DONE:
                self._done(number, agent, at)
            elif kind == ENTERS:
                self._enters(number, at)
            elif number not in self.outcomes:
                self.outcomes[number] = Outcome(at - self.calls[number].at_s, answered=False)
                self.line.give_up(number, at)
            for call, taker in self.line.offer(at):
                self._talk(call, taker, at)

    def _shift(self, agent: int, begins: bool, at: float) -> None:
        (self.present.add if begins else self.present.discard)(agent)
        if agent not in self.busy:
            (self.line.sign_on if begins else self.line.sign_off)(agent, at)

    def _enters(self, number: int, at: float) -> None:
        call = self.calls[number]
        self.line.enter(number, call)
        if call.patience_s < math.inf:
            heapq.heappush(self.events, (at + call.patience_s, GIVES_UP, number, 0))

    def _talk(self, number: int, agent: int, at: float) -> None:
        if agent in self.busy or number in self.outcomes:
            raise RuntimeError("a call was given twice, or an agent was given two")
        self.busy.add(agent)
        self.outcomes[number] = Outcome(at - self.calls[number].at_s, answered=True)
        heapq.heappush(self.events, (at + self.calls[number].handling_s, DONE, number, agent))

    def _done(self, number: int, agent: int, at: float) -> None:
        self.busy.discard(agent)
        self.line.finish(number, agent, at)
        if agent not in self.present:
            self.line.sign_off(agent, at)


def play(calls: Sequence[Call], stretches: Sequence[Stretch], line: Line) -> list[Outcome]:
    """How each call ended, in the order given. An agent's stretches must not overlap.

    Raises RuntimeError when a call is given twice, an agent is given two, or a call is left over.
    """
    day = _Day(calls, stretches, line)
    day.play()
    if len(day.outcomes) != len(calls):
        raise RuntimeError(f"{len(calls) - len(day.outcomes)} calls were left in the line")
    return [day.outcomes[number] for number in range(len(calls))]


def arrivals(
    hourly: Sequence[float], handling_s: float, patience_s: float, seed: int, from_s: float = 0.0
) -> list[Call]:
    """A Poisson process of so many calls an hour; handling and patience are exponential with these means."""
    chance = random.Random(seed)
    calls = []
    for hour, rate in enumerate(hourly):
        at = chance.expovariate(1) * 3600 / rate
        while at < 3600:
            patience = chance.expovariate(1) * patience_s
            calls.append(Call(from_s + hour * 3600 + at, chance.expovariate(1 / handling_s), patience))
            at += chance.expovariate(1) * 3600 / rate
    return calls
