"""A day of 20,000 calls and 100 agents under a simulated clock, beside what theory says of the same load.

* Three kinds of days go through the real routing rule, many of each, and are compared with Erlang C and A.
* The beginning of a day also goes through the real services and a database, and must end call for call as
  by the rule alone.
* The busiest day of a real call centre is played again, beside what really happened.
"""

from __future__ import annotations

import argparse
import math
import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from bench import day_replay, day_services
from bench.day_play import Outcome, RuleLine, arrivals, play
from bench.day_studies import CAPACITY, HANDLING_S, PEAKED, Measured, compare, service, team
from bench.day_theory import Service
from bench.report import Figures, table

BANK = Path(__file__).parents[2] / "shared" / "data" / "calls" / "bank_1999-08-01_21.csv.gz"
_FIGURES = ("mean_wait_s", "abandoned", "service_level")


def through_services(count: int, seed: int) -> Figures:
    """The first calls of a day that begins with a peak, by the services and by the rule."""
    if not count:
        return {}
    hourly = [share * CAPACITY for share in PEAKED[2:] + PEAKED[:2]]
    calls = arrivals(hourly, HANDLING_S, math.inf, seed)[:count]
    serves, stretches = team(100)
    by_rule = play(calls, stretches, RuleLine(serves))
    with day_services.database() as store:
        line = day_services.ServicesLine(store, serves)
        began = time.perf_counter()
        outcomes = play(calls, stretches, line)
        seconds = time.perf_counter() - began
    same = sum(math.isclose(a.wait_s, b.wait_s, abs_tol=1e-6) for a, b in zip(by_rule, outcomes, strict=True))
    waited = sum(each.wait_s > 0 for each in outcomes)
    print(
        f"\nthrough the services and SQLite: {len(calls):,} calls, {waited:,} of them waited, in"
        f" {seconds:.0f} s ({seconds / len(calls) * 1000:.1f} ms a call);"
        f" {same:,} waited just as long as by the rule alone"
    )
    return {
        "services_calls": len(calls),
        "services_waited": waited,
        "services_same": same,
        "services_ms_per_call": round(seconds / len(calls) * 1000, 2),
    }


def replay(path: Path, days: int, seed: int) -> Figures:
    """The real day again, so many times with other draws of what is not known; skipped without its file."""
    try:
        rows = day_replay.busiest(day_replay.read(path))
    except day_replay.Unusable as why:
        print(f"\nno real day is played again: {why}")
        return {}
    staff = day_replay.staff(rows)
    present_h = sum(each.until_s - each.from_s for each in staff.stretches) / 3600
    print(
        f"\n{rows[0].date}: {len(rows):,} callers in line, {len(staff.serves)} agents, present for"
        f" {present_h:.0f} h, {staff.after_s:.0f} s of work after a call; mean of {days} replays"
    )
    played = [
        play(day_replay.calls(rows, staff.after_s, seed + each), staff.stretches, RuleLine(staff.serves))
        for each in range(days)
    ]
    real, again = _beside(rows, played)
    return {
        "real_day": rows[0].date,
        "real_calls": len(rows),
        **{f"real_{name}": round(value, 4) for name, value in zip(_FIGURES, real, strict=True)},
        **{f"replayed_{name}": round(value, 4) for name, value in zip(_FIGURES, again, strict=True)},
    }


def _beside(
    rows: Sequence[day_replay.Row], played: Sequence[Sequence[Outcome]]
) -> tuple[list[float], list[float]]:
    """Prints what happened and what became of it, by priority; returns both for all."""
    really = [Outcome(row.wait_s, row.answered) for row in rows]
    groups = {
        "regular": [index for index, row in enumerate(rows) if not row.is_high],
        "high priority": [index for index, row in enumerate(rows) if row.is_high],
        "all": list(range(len(rows))),
    }
    lines: list[tuple[object, ...]] = []
    was = became = [0.0] * len(_FIGURES)
    for name, chosen in groups.items():
        if not chosen:
            continue
        was = _group(really, chosen)
        became = np.mean([_group(outcomes, chosen) for outcomes in played], axis=0).tolist()
        cells = [f"{each:.3g}" for pair in zip(was, became, strict=True) for each in pair]
        lines.append((name, len(chosen), *cells))
    print(table(("callers", "count", "wait s", "again", "abandoned", "again", "in 20 s", "again"), lines))
    return was, became


def _group(outcomes: Sequence[Outcome], chosen: Sequence[int]) -> list[float]:
    found = service([outcomes[index] for index in chosen], 20.0)
    return [found.mean_wait_s, found.abandoned, found.service_level]


def main(argv: list[str]) -> Figures:
    """Prints tables; figures are of the peaked day, `patience_…` of the one whose callers give up."""
    parser = argparse.ArgumentParser(prog="python -m bench day", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few days")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, help="of each kind (300)")
    parser.add_argument("--services", type=int, metavar="CALLS", help="through the services (2,000)")
    parser.add_argument("--data", type=Path, default=BANK, help="the real calls")
    options = parser.parse_args(argv)
    days = options.days or (30 if options.quick else 300)
    count = options.services if options.services is not None else (200 if options.quick else 2000)
    began = time.perf_counter()
    with ProcessPoolExecutor(min(os.cpu_count() or 1, 4)) as pool:
        (peaks, said), (patient, patient_said), (steady, steady_said) = compare(
            (0, 1, 2), days, options.seed, pool
        )
    days_s = time.perf_counter() - began
    figures = {
        **_keys("", peaks, said),
        "calls": round(peaks.calls),
        "days": days,
        **_keys("patience_", patient, patient_said),
        "abandoned": round(patient.corrected.abandoned, 5),
        "theory_abandoned": round(patient_said.abandoned, 5),
        **_keys("steady_", steady, steady_said),
        "days_seconds": round(days_s, 1),
        **through_services(count, options.seed),
        **replay(options.data, 5 if options.quick else 50, options.seed),
    }
    cpu_s = sum(os.times()[:4])  # ours and our children's: what it takes on a machine with nothing else to do
    return {**figures, "cpu_seconds": round(cpu_s, 1), "seconds": round(time.perf_counter() - began, 1)}


def _keys(prefix: str, measured: Measured, theory: Service) -> Figures:
    return {
        f"{prefix}service_level": round(measured.corrected.service_level, 4),
        f"{prefix}theory_service_level": round(theory.service_level, 4),
        f"{prefix}mean_wait_s": round(measured.corrected.mean_wait_s, 3),
        f"{prefix}theory_mean_wait_s": round(theory.mean_wait_s, 3),
        f"{prefix}plain_mean_wait_s": round(measured.plain.mean_wait_s, 3),
        f"{prefix}mean_wait_error_s": round(measured.error.mean_wait_s, 3),
        f"{prefix}day_spread_s": round(measured.spread_s, 3),
    }
