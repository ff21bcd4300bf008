"""How many agents a load needs: Erlang C, and Erlang A for callers who give up. Pure.

The model is M/M/n+M: Poisson arrivals, exponential handling times, n agents, exponential patience, first come
first served, long enough for the line to be steady. Sources: A. K. Erlang 1917 (the line of those who wait
for ever); C. Palm 1946 and A. Mandelbaum, S. Zeltyn, "Service engineering in action: the Palm/Erlang-A
queue", 2007. Whom nobody would answer before they give up waits as long as a caller of endless patience
would: every figure is an integral over the density of that wait.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

MOST_AGENTS = 5000
_NODES, _FINER = 20, 14
_NOTHING = 45.0  # e to the minus this does not count


@dataclass(frozen=True, slots=True)
class Line:
    """Means. `patience_s`: after how long callers give up; None, they wait for ever (Erlang C)."""

    per_hour: float
    handling_s: float
    patience_s: float | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """So many of all calls (0 to 1) are to be answered within so many seconds."""

    share: float
    within_s: float


@dataclass(frozen=True, slots=True)
class Expected:
    """What so many agents do. `service_level`: answered in time, of all calls; `asa_s`: mean wait of those
    who are answered; `abandoned`: of all calls; `occupancy`: of the agents' time. None: there is none."""

    agents: int
    service_level: float | None
    asa_s: float | None
    abandoned: float | None
    occupancy: float | None


def expected(line: Line, agents: int, within_s: float) -> Expected:
    """Without patience and with too few agents the line grows for ever: nobody is answered in time."""
    if line.per_hour <= 0 or line.handling_s <= 0:
        return Expected(agents, None, None, None, 0.0 if agents else None)
    if agents <= 0:
        return Expected(0, 0.0, None, 1.0 if line.patience_s else 0.0, None)
    if not line.patience_s:
        return _erlang_c(line, agents, within_s)
    return _erlang_a(line, agents, within_s, 1 / line.patience_s)


def needed(line: Line, goal: Goal, most: int = MOST_AGENTS) -> Expected:
    """The fewest agents that reach the goal; `most` when even they do not."""
    if line.per_hour <= 0 or line.handling_s <= 0:
        return expected(line, 0, goal.within_s)
    too_few, enough = 0, 1
    while enough < most and not _reaches(line, enough, goal):
        too_few, enough = enough, min(2 * enough, most)
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if _reaches(line, middle, goal):
            enough = middle
        else:
            too_few = middle
    return expected(line, enough, goal.within_s)


def rostered(agents: int, shrinkage: float) -> int:
    """How many must be on the roster when this share of their paid time is spent elsewhere (0 to below 1)."""
    return math.ceil(agents / (1 - shrinkage) - 1e-9)


def erlang_b(load: float, agents: int) -> float:
    """Chance that all are taken when nobody waits; `load` in erlangs (calls an hour x hours of handling)."""
    blocked = 1.0
    for number in range(1, agents + 1):
        blocked = load * blocked / (number + load * blocked)
    return blocked


def _reaches(line: Line, agents: int, goal: Goal) -> bool:
    return (expected(line, agents, goal.within_s).service_level or 0.0) >= goal.share


def _erlang_c(line: Line, agents: int, within_s: float) -> Expected:
    rate, load = line.per_hour / 3600, line.per_hour / 3600 * line.handling_s
    if load >= agents:
        return Expected(agents, 0.0, None, 0.0, 1.0)
    blocked = erlang_b(load, agents)
    waits = blocked / (1 - load / agents * (1 - blocked))
    spare = agents / line.handling_s - rate
    level = 1 - waits * math.exp(-spare * within_s)
    return Expected(agents, level, waits / spare, 0.0, load / agents)


def _erlang_a(line: Line, agents: int, within_s: float, leave: float) -> Expected:
    rate, serve = line.per_hour / 3600, agents / line.handling_s
    blocked = erlang_b(rate * line.handling_s, agents - 1)
    if blocked < 1e-300:  # never a line
        return Expected(agents, 1.0, 0.0, 0.0, rate / serve)
    peak = max(math.log(rate / serve) / leave, 0.0)
    top = _height(rate, serve, leave, peak)
    waits, weights = _wait(rate, serve, leave, peak, within_s)
    at_once = math.exp(-top) / (rate * blocked)
    whole = at_once + weights.sum()
    stays = weights * np.exp(-leave * waits)  # who would wait so long and has the patience
    served = (at_once + stays.sum()) / whole
    level = (at_once + stays[waits <= within_s].sum()) / whole
    asa = (stays * waits).sum() / whole / served
    return Expected(
        agents, float(level), float(asa), float(1 - served), min(float(rate * served / serve), 1.0)
    )


def _height(rate: float, serve: float, leave: float, wait: float) -> float:
    """The logarithm of the density of a wait, but for a constant."""
    return float(-rate / leave * math.expm1(-leave * wait) - serve * wait)


def _wait(
    rate: float, serve: float, leave: float, peak: float, within_s: float
) -> tuple[np.ndarray, np.ndarray]:
    """Waits and their weights, from none to where there are none, with a border at `within_s`."""
    top = _height(rate, serve, leave, peak)
    end = peak + 1 / serve
    while _height(rate, serve, leave, end) > top - _NOTHING:
        end += end - peak
    parts = [_part(low, high) for low, high in pairwise(_borders(peak, end, within_s))]
    waits = np.concatenate([waits for waits, _ in parts])
    widths = np.concatenate([widths for _, widths in parts])
    heights = -rate / leave * np.expm1(-leave * waits) - serve * waits
    return waits, widths * np.exp(heights - top)


def _borders(peak: float, end: float, within_s: float) -> list[float]:
    """Finer and finer towards the peak: patience may be far shorter than all waits, or the peak narrow."""
    finer = [0.5**number for number in range(_FINER)]
    cuts = [peak, min(within_s, end), *(peak + (end - peak) * each for each in finer)]
    cuts += [peak - peak * each for each in finer]
    return sorted({0.0, *(cut for cut in cuts if 0 < cut <= end)})


def _part(low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    nodes, widths = _legendre()
    return low + (nodes + 1) * (high - low) / 2, widths * (high - low) / 2


@lru_cache(maxsize=1)
def _legendre() -> tuple[np.ndarray, np.ndarray]:
    """Gauss's nodes between -1 and 1, and their weights."""
    nodes, widths = np.polynomial.legendre.leggauss(_NODES)
    return nodes, widths
