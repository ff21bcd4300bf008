"""Kinds of simulated days, played many times through the routing rule and compared with theory.

Days differ much by luck, and most of that is how much work each hour happens to bring. What it brings on
average is known, and so is its variance; so the mean over days is also given *corrected*: by regression on
the work of each hour and its square, what statisticians call control variates. Few days are corrected less.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from bench.day_play import Outcome, RuleLine, Stretch, arrivals, play
from bench.day_theory import Centre, Service, erlang_c, through_day
from bench.report import table

HANDLING_S = 180.0
CAPACITY = 2000  # calls an hour that 100 agents can handle
PEAKED = [0.70, 0.80, 0.92, 0.95, 0.92, 0.80, 0.76, 0.86, 0.95, 0.92, 0.76, 0.66]
_DAYS_A_COLUMN = 7  # fewer, and the regression would rather learn the luck than take it off
STEEP = [0.65, 0.78, 0.92, 1.02, 0.95, 0.80, 0.76, 0.86, 1.02, 0.92, 0.72, 0.60]


@dataclass(frozen=True)
class Study:
    """`skip_h`: how many first hours do not count."""

    name: str
    load: Sequence[float]  # of the capacity, hour by hour
    centre: Centre
    theory: Callable[[Study], Service]
    skip_h: int = 0

    @property
    def hourly(self) -> list[float]:
        return [share * CAPACITY for share in self.load]


class Day(NamedTuple):
    service: Service
    calls: int
    luck: tuple[float, ...]  # the work of each hour over its mean, less 1
    luck_squared: tuple[float, ...]  # less what it is on average


@dataclass(frozen=True)
class Measured:
    """`corrected` and `error`, the standard error of each of its figures, are in the order of `plain`."""

    plain: Service
    corrected: Service
    error: Service
    calls: float
    spread_s: float  # standard deviation of one day's mean wait


STUDIES = (
    Study(
        "peaks",
        PEAKED,
        Centre(HANDLING_S, 100),
        lambda study: through_day(study.hourly, study.centre),
    ),
    Study(
        "peaks, patience",
        STEEP,
        Centre(HANDLING_S, 95, patience_s=120.0),
        lambda study: through_day(study.hourly, study.centre),
    ),
    Study(
        "steady",
        [0.9] * 11,
        Centre(HANDLING_S, 100),
        lambda study: erlang_c(study.hourly[0], study.centre),
        skip_h=1,
    ),
)


def one_day(number: int, seed: int) -> Day:
    """A day of `STUDIES[number]` through the routing rule."""
    study = STUDIES[number]
    calls = arrivals(study.hourly, study.centre.handling_s, study.centre.patience_s, seed)
    line, stretches = team(study.centre.agents)
    outcomes = play(calls, stretches, RuleLine(line))
    counted = [each for call, each in zip(calls, outcomes, strict=True) if call.at_s >= study.skip_h * 3600]
    work = [0.0] * len(study.load)
    for call in calls:
        work[int(call.at_s // 3600)] += call.handling_s
    luck = [
        done / (rate * study.centre.handling_s) - 1 for done, rate in zip(work, study.hourly, strict=True)
    ]
    # The variance of a Poisson number of exponential times is twice the mean time squared for each.
    squared = [each**2 - 2 / rate for each, rate in zip(luck, study.hourly, strict=True)]
    return Day(service(counted, study.centre.within_s), len(calls), tuple(luck), tuple(squared))


def team(agents: int) -> tuple[dict[int, dict[str, int]], list[Stretch]]:
    """Who serves the one line of all, and works all day."""
    return {number: {"line": 1} for number in range(agents)}, [Stretch(number, 0) for number in range(agents)]


def service(outcomes: Sequence[Outcome], within_s: float) -> Service:
    in_time = sum(each.answered and each.wait_s <= within_s for each in outcomes)
    lost = sum(not each.answered for each in outcomes)
    count = len(outcomes)
    return Service(in_time / count, sum(each.wait_s for each in outcomes) / count, lost / count)


def measure(days: Sequence[Day]) -> Measured:
    figures = np.array(
        [[each.service.service_level, each.service.mean_wait_s, each.service.abandoned] for each in days]
    )
    count = len(days)
    known = np.ones((count, 1))
    for more in ([each.luck for each in days], [each.luck_squared for each in days]):
        if count >= _DAYS_A_COLUMN * (known.shape[1] + len(more[0])):
            known = np.column_stack([known, np.array(more)])
    fitted = np.linalg.lstsq(known, figures, rcond=None)[0]
    rest = figures - known @ fitted
    error = np.sqrt((rest**2).sum(axis=0) / max(count - known.shape[1], 1) / count)
    return Measured(
        _service(figures.mean(axis=0)),
        _service(fitted[0]),
        _service(error),
        sum(each.calls for each in days) / count,
        float(figures[:, 1].std()),
    )


def _service(figures: Iterable[float]) -> Service:
    return Service(*(float(each) for each in figures))


def compare(studies: Iterable[int], days: int, seed: int, pool: Executor) -> list[tuple[Measured, Service]]:
    """Prints what was measured beside the theory, and returns both.

    A third of the days is enough for callers who give up: their waits differ much less from day to day.
    """
    found: list[tuple[Measured, Service]] = []
    rows: list[tuple[object, ...]] = []
    for number in studies:
        study = STUDIES[number]
        count = days // 3 if study.centre.patience_s < math.inf else days
        each = pool.map(partial(one_day, number), range(seed, seed + max(count, 2)), chunksize=4)
        measured, theory = measure(list(each)), study.theory(study)
        found.append((measured, theory))
        rows += _rows(study, measured, theory)
    print(table(("day", "figure", "theory", "measured", "corrected", "+-", "off %"), rows))
    return found


def _rows(study: Study, measured: Measured, theory: Service) -> list[tuple[object, ...]]:
    kinds = ["service_level", "mean_wait_s"] + ["abandoned"] * (study.centre.patience_s < math.inf)
    rows: list[tuple[object, ...]] = []
    for kind in kinds:
        said, plain, corrected, error = (
            getattr(each, kind) for each in (theory, measured.plain, measured.corrected, measured.error)
        )
        texts = [f"{each:.4f}" for each in (said, plain, corrected, error)]
        rows.append((study.name, kind, *texts, f"{(corrected / said - 1) * 100:+.1f}"))
    return rows
