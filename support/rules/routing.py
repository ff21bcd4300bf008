"""Who takes which call. Pure: waiting calls and free agents in, pairs out.

Order of calls: higher priority, then the place in the line, then the older row. Order of agents for a
call: whom the call is kept for, who talked with this customer last, lower rank, higher skill, then the
queue's strategy. Nobody of equal priority is overtaken by a later caller whom the same agent could have
served. Lines are read lazily and only while somebody free serves them: a decision never costs a whole line.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

Strategy = Literal["longest idle", "round robin", "fewest calls"]
_NEVER = datetime.min.replace(tzinfo=UTC)
MOST_NEEDS = 50  # that a line leaves out


@dataclass(frozen=True, slots=True)
class WaitingCall:
    """`skills`: the level of each that an agent needs at first; it falls by `relax_by` every so often."""

    entry_id: int
    queue: str
    priority: int
    place_at: datetime
    entered_at: datetime
    skills: Mapping[str, int] = field(default_factory=dict)
    relax_every_s: int = 0  # 0: never
    relax_by: int = 1
    sticky_agent_id: int | None = None
    only_agent_id: int | None = None  # nobody else; whether or not they serve the queue


@dataclass(frozen=True, slots=True)
class FreeAgent:
    agent_id: int
    idle_since: datetime
    ranks: Mapping[str, int] = field(default_factory=dict)  # queue: rank, 1 is asked first
    skills: Mapping[str, int] = field(default_factory=dict)  # skill: level, higher is better
    last_offered_at: datetime | None = None
    calls_today: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    entry_id: int
    agent_id: int


@dataclass(frozen=True, slots=True)
class Need:
    """What one call needs; those of the same skills that entered after then need as much, or more."""

    skills: tuple[tuple[str, int], ...]  # as they are written down
    relax_every_s: int
    relax_by: int
    entered_after: datetime


_ORDERS: dict[Strategy, Callable[[FreeAgent], tuple[datetime | int, datetime, int]]] = {
    "longest idle": lambda agent: (agent.idle_since, agent.idle_since, agent.agent_id),
    "round robin": lambda agent: (agent.last_offered_at or _NEVER, agent.idle_since, agent.agent_id),
    "fewest calls": lambda agent: (agent.calls_today, agent.idle_since, agent.agent_id),
}


def line_order(call: WaitingCall) -> tuple[int, datetime, int]:
    return -call.priority, call.place_at, call.entry_id


def required(call: WaitingCall, now: datetime) -> dict[str, int]:
    """Skill levels that the call needs now: each level less `relax_by` for every `relax_every_s` waited.

    What falls below 1 is not needed any more.
    """
    if not call.skills:
        return {}
    fallen = 0
    if call.relax_every_s:
        waited_s = (now - call.entered_at).total_seconds()
        fallen = call.relax_by * max(0, int(waited_s // call.relax_every_s))
    return {skill: level - fallen for skill, level in call.skills.items() if level > fallen}


def need(call: WaitingCall, now: datetime) -> Need | None:
    """None when any agent will do."""
    if not required(call, now):
        return None
    after = _NEVER
    if call.relax_every_s:
        times = max(0, int((now - call.entered_at).total_seconds() // call.relax_every_s))
        after = now - timedelta(seconds=call.relax_every_s * (times + 1))
    return Need(tuple(call.skills.items()), call.relax_every_s, call.relax_by, after)


def match(
    calls: Iterable[WaitingCall],
    agents: Sequence[FreeAgent],
    now: datetime,
    strategies: Mapping[str, Strategy],
) -> list[Match]:
    """Pairs in the order in which they should be offered; each call and each agent at most once.

    `calls` come in `line_order`, of all queues or some, and are read no further than there are agents. A
    queue without strategy asks the longest idle.
    """
    team = Team(agents, strategies)
    matches = []
    for call in calls:
        if not team.free:
            break
        agent_id = team.take(call, now)
        if agent_id is not None:
            matches.append(Match(call.entry_id, agent_id))
    return matches


def match_lines(
    lines: Mapping[str, Iterable[WaitingCall]],
    agents: Sequence[FreeAgent],
    now: datetime,
    strategies: Mapping[str, Strategy],
    kept: Iterable[WaitingCall] = (),
) -> list[Match]:
    """The same for lines kept apart, queue to its calls in `line_order`: each is left when nobody serves it.

    `kept`: the calls with an `only_agent_id`, of whatever queue.
    """
    return match_team(Team(agents, strategies), lines, now, kept)


def match_team(
    team: Team, lines: Mapping[str, Iterable[WaitingCall]], now: datetime, kept: Iterable[WaitingCall] = ()
) -> list[Match]:
    """The same for a team that the lines, as they are read, may ask what is hopeless by now."""
    served = (_served(team, queue, line) for queue, line in lines.items())
    merged = heapq.merge(_while_free(team, kept), *served, key=line_order)
    taken = ((call.entry_id, team.take(call, now)) for call in merged)
    return [Match(entry_id, agent_id) for entry_id, agent_id in taken if agent_id is not None]


def _served(team: Team, queue: str, line: Iterable[WaitingCall]) -> Iterator[WaitingCall]:
    """The line's calls, as long as somebody free serves the queue when the next one is asked for."""
    calls = iter(line)
    while team.serves(queue) and (call := next(calls, None)):
        yield call


def _while_free(team: Team, line: Iterable[WaitingCall]) -> Iterator[WaitingCall]:
    calls = iter(line)
    while team.free and (call := next(calls, None)):
        yield call


class Team:
    """The free agents, fewer with each call that one of them takes."""

    def __init__(self, agents: Iterable[FreeAgent], strategies: Mapping[str, Strategy]) -> None:
        self.free = {agent.agent_id: agent for agent in agents}
        self._strategies = strategies
        self._members: dict[str, list[FreeAgent]] = {}
        for agent in self.free.values():
            for queue in agent.ranks:
                self._members.setdefault(queue, []).append(agent)
        self._ordered: set[str] = set()
        self._hopeless: set[tuple[str, frozenset[tuple[str, int]]]] = set()  # nobody free is able to

    def serves(self, queue: str) -> bool:
        """Somebody who is free serves it."""
        return bool(self._line_up(queue))

    def hopeless(self, seen: Mapping[Need, WaitingCall], now: datetime) -> list[Need]:
        """Of needs, each with a call that has it: what nobody free meets, now or later in this decision."""
        found: dict[tuple[object, int, int], Need] = {}
        for known, call in seen.items():
            if self._find(call, now) is None:
                kind = (known.skills, known.relax_every_s, known.relax_by)
                found[kind] = min(found.get(kind, known), known, key=lambda each: each.entered_after)
        return list(found.values())[:MOST_NEEDS]

    def take(self, call: WaitingCall, now: datetime) -> int | None:
        """The agent who is to take this call, from now on not free; None when nobody can."""
        agent = self._find(call, now)
        if agent is None:
            return None
        del self.free[agent.agent_id]
        return agent.agent_id

    def _find(self, call: WaitingCall, now: datetime) -> FreeAgent | None:
        if call.only_agent_id is not None:
            return self.free.get(call.only_agent_id)
        members = self._line_up(call.queue)
        if not members:
            return None
        needed = required(call, now)
        sticky = self.free.get(call.sticky_agent_id) if call.sticky_agent_id is not None else None
        if sticky and call.queue in sticky.ranks and _is_able(sticky, needed):
            return sticky
        return self._ablest(call.queue, members, needed) if needed else members[-1]

    def _line_up(self, queue: str) -> list[FreeAgent]:
        """Members in the order of rank and strategy, the last is asked first; the last one is free."""
        members = self._members.get(queue, [])
        if members and queue not in self._ordered:
            order = _ORDERS[self._strategies.get(queue, "longest idle")]
            members.sort(key=lambda agent: (agent.ranks[queue], order(agent)), reverse=True)
            self._ordered.add(queue)
        while members and members[-1].agent_id not in self.free:
            members.pop()
        return members

    def _ablest(self, queue: str, members: list[FreeAgent], needed: Mapping[str, int]) -> FreeAgent | None:
        wanted = (queue, frozenset(needed.items()))
        if wanted in self._hopeless:
            return None
        able = [each for each in reversed(members) if each.agent_id in self.free and _is_able(each, needed)]
        if not able:
            self._hopeless.add(wanted)
            return None
        # min keeps the first of equals: they stand in the strategy's order.
        return min(able, key=lambda agent: (agent.ranks[queue], -sum(agent.skills[each] for each in needed)))


def _is_able(agent: FreeAgent, needed: Mapping[str, int]) -> bool:
    return all(agent.skills.get(skill, 0) >= level for skill, level in needed.items())
