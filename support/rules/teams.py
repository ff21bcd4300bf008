"""In which team an agent was at a moment. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from operator import itemgetter

Moved = tuple[int, datetime, str, str]
"""Agent, when, from which team, to which one."""

_WHEN = itemgetter(0, 1)


class Teams:
    """`now`: each agent's team; `moves`, those of the same moment in their order, say since when."""

    def __init__(self, now: Mapping[int, str], moves: Iterable[Moved] = ()) -> None:
        self._now = now
        self._moves: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
        self._first: dict[int, str] = {}
        for agent, at, before, after in sorted(moves, key=_WHEN):
            self._first.setdefault(agent, before)
            self._moves[agent].append((at, after))

    def of(self, agent: int | None, at: datetime) -> str:
        """ "" for nobody, and for who is in none."""
        moves = self._moves.get(agent) if agent else None
        if not moves:
            return self._now.get(agent, "") if agent else ""
        place = bisect_right(moves, at, key=lambda each: each[0])
        return moves[place - 1][1] if place else self._first[agent]  # type: ignore[index]
