"""What queueing theory says of a line: Erlang C, Erlang A, and the same through a day whose load changes.

The model is M/M/n+M: Poisson arrivals, exponential handling times, n agents, exponential patience (none:
Erlang C), first come first served. The number of callers in the system is then a birth-death chain, and a
caller's chances depend on nothing but how many are ahead; so every figure here follows from
the chain's distribution. Sources: A. K. Erlang 1917; C. Palm 1946 (patience); A. Mandelbaum and S. Zeltyn,
"Service engineering in action: the Palm/Erlang-A queue", 2007. `pyworkforce` is the reference for Erlang C.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pyworkforce.queuing import ErlangC  # type: ignore[import-untyped]
from scipy.linalg import expm, solve_banded

_TAIL = 1e-12
_STEP_S = 5.0


@dataclass(frozen=True, slots=True)
class Centre:
    """Means in seconds; `within_s` is the service level's."""

    handling_s: float
    agents: int
    within_s: float = 20.0
    patience_s: float = math.inf


@dataclass(frozen=True, slots=True)
class Service:
    """`service_level`: answered in time, of all calls. `mean_wait_s`: in line, of all calls."""

    service_level: float
    mean_wait_s: float
    abandoned: float = 0.0


def erlang_c(per_hour: float, centre: Centre) -> Service:
    """The reference's, for callers who wait for ever. Raises ValueError when the agents cannot keep up."""
    spare = centre.agents / centre.handling_s - per_hour / 3600
    if spare <= 0:
        raise ValueError("more load than agents: the line has no steady state")
    line = ErlangC(per_hour, centre.handling_s / 60, centre.within_s / 60, 60)
    waits = line.waiting_probability(centre.agents)
    return Service(line.service_level(centre.agents), waits / spare)


def steady(per_hour: float, centre: Centre) -> Service:
    """Erlang A; without patience Erlang C."""
    rate, states = per_hour / 3600, _enough(per_hour, centre)
    up = np.full(states - 1, rate)
    logs = np.concatenate(([0.0], np.cumsum(np.log(up / _departures(states, centre)[1:]))))
    chances = np.exp(logs - logs.max())
    chances /= chances.sum()
    return _service(rate * chances, chances, rate, centre)


def through_day(hourly: Sequence[float], centre: Centre) -> Service:
    """A day that begins empty, with so many calls an hour, hour by hour, until everybody is served.

    The chain's equations are solved in steps of 5 s (Crank and Nicolson's rule); nothing is assumed steady.
    """
    states = _most(hourly, centre)
    chances = np.zeros(states)
    chances[0] = 1.0
    met, present, calls = np.zeros(states), np.zeros(states), 0.0
    for rate in [each / 3600 for each in hourly]:
        up, down = np.full(states - 1, rate), _departures(states, centre)[1:]
        out = np.append(up, 0) + np.append(0, down)
        half = _STEP_S / 2
        implicit = np.array([np.append(0, -half * down), 1 + half * out, np.append(-half * up, 0)])
        for _ in range(round(3600 / _STEP_S)):
            flow = -out * chances
            flow[1:] += up * chances[:-1]
            flow[:-1] += down * chances[1:]
            after = solve_banded((1, 1), implicit, chances + half * flow)
            over = (chances + after) * half
            met, present, calls = met + rate * over, present + over, calls + rate * _STEP_S
            chances = after
    return _service(met, present + _afterwards(chances, centre), calls, centre)


def _afterwards(chances: np.ndarray, centre: Centre) -> np.ndarray:
    """Seconds in each state from closing time until the last caller is served."""
    seconds, falling = np.zeros_like(chances), 0.0
    for state in range(len(chances) - 1, 0, -1):
        falling += chances[state]
        seconds[state] = falling / _departures(len(chances), centre)[state]
    return seconds


def _service(met: np.ndarray, present: np.ndarray, calls: float, centre: Centre) -> Service:
    """From how many callers met each state, and how long each lasted (both for the same time)."""
    queued = np.maximum(np.arange(len(met)) - centre.agents, 0) @ present  # Little's law, and hazards
    chance = _in_time(centre, len(met) - centre.agents)
    answered = met[: centre.agents].sum() + met[centre.agents :][: len(chance)] @ chance
    return Service(float(answered) / calls, float(queued) / calls, float(queued) / centre.patience_s / calls)


def _in_time(centre: Centre, most: int) -> np.ndarray:
    """Chance of being answered in time for a caller who meets 0, 1, 2, … others in line; then it is nought.

    Whoever has j others ahead moves up at the rate at which agents get free or somebody ahead gives up.
    """
    leave, serve = 1 / centre.patience_s, centre.agents / centre.handling_s
    moves = serve * centre.within_s * math.exp(min(leave * centre.within_s, 20))
    ahead = np.arange(min(most, int(moves + 12 * math.sqrt(moves) + 20)))
    # State 0 is answered, state j + 1 has j ahead; giving up is the way out of the chain.
    chain = np.zeros((len(ahead) + 1, len(ahead) + 1))
    chain[ahead + 1, ahead] = serve + ahead * leave
    chain[ahead + 1, ahead + 1] = -(serve + (ahead + 1) * leave)
    return np.asarray(expm(chain * centre.within_s)[1:, 0])


def _departures(states: int, centre: Centre) -> np.ndarray:
    """Callers leaving each state, a second."""
    number = np.arange(states)
    busy = np.minimum(number, centre.agents)
    return busy / centre.handling_s + (number - busy) / centre.patience_s


def _enough(per_hour: float, centre: Centre) -> int:
    """So many states that more callers at once never matter, in a line that has become steady."""
    line, left = 0, math.log(_TAIL)
    leave, serve = 1 / centre.patience_s, centre.agents / centre.handling_s
    passed = 0.0
    while passed > left and line < 1_000_000:
        line += 1
        # Before the line's most probable length the terms grow: what counts is how far they fell since.
        passed = min(passed + math.log(per_hour / 3600 / (serve + line * leave)), 0.0)
    return centre.agents + line + 1


def _most(hourly: Sequence[float], centre: Centre) -> int:
    """The same for a day, in which a line without end has not the time to become one."""
    surplus = sum(max(each - centre.agents / centre.handling_s * 3600, 0) for each in hourly)
    bound = centre.agents + surplus + 12 * math.sqrt(sum(hourly)) + 20
    busiest = max(hourly)
    if centre.patience_s == math.inf and busiest * centre.handling_s >= centre.agents * 3600:
        return int(bound)
    return min(int(bound), _enough(busiest, centre))
