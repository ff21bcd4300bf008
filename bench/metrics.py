"""How fast figures answer in a centre that has worked for two years, and what it costs to keep them.

The same two years with one million calls and with ten: every question that a page of figures asks, of random
periods and with random filters, on SQLite, and on PostgreSQL when TEST_DATABASE_URL (which is emptied) or
`--database` (an empty one) names it. Beside it what keeping figures takes of the processor, against the
webhooks of the same calls (played through the whole program), and how fast all is made again from the logs.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter

from bench import databases
from bench import metrics_cost as cost
from bench import metrics_data as data
from bench.load import percentile
from bench.report import Figures, table
from support.rules.local_days import begins
from support.services import explaining, metrics
from support.services.metrics import Asked
from support.store.base import Session, Store

# Days of a period; the last is everything. Splits into small pieces are asked of short periods only.
LENGTHS = (1, 7, 30, 90, 365, 730)
SHORT = {"quarter": (1, 2), "hour": (1, 7, 14)}
BEHIND = ("stays answered", "stays abandoned", "stays late", "stays longest", "legs handled", "legs missed",
          "calls contained", "calls failed", "calls repeated")  # fmt: skip
EXPLAINED = ("service_level_ours", "aht", "abandon_rate", "occupancy", "containment", "longest_wait")
Ask = Callable[[Session, random.Random], object]
Times = dict[str, list[float]]
Shown = dict[str, float]


def main(argv: list[str]) -> Figures:
    """Prints a table for each database; answers p95 (ms) at each size, ratios, and what keeping costs."""
    parser = argparse.ArgumentParser(prog="python -m bench metrics", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few calls, few rounds")
    parser.add_argument("--calls", default="", help="sizes: 1000000,10000000")
    parser.add_argument("--rounds", type=int, default=0, help="of each question")
    parser.add_argument(
        "--only", default="", choices=("", "sqlite", "postgresql"), help="one of the databases"
    )
    parser.add_argument("--without-cost", action="store_true", help="only the questions")
    parser.add_argument("--database", default="", help="URL of an empty PostgreSQL database")
    parser.add_argument("--fill", default="", help="only fill the database of this URL, and leave it")
    parser.add_argument("--filled", nargs="+", default=(), help="URLs of databases filled so, one of a size")
    options = parser.parse_args(argv)
    usual = "500,2000" if options.quick else "1000000,10000000"
    sizes = [int(size) for size in (options.calls or usual).split(",")]
    rounds = options.rounds or (2 if options.quick else 30)
    if options.fill:
        with databases.opened(options.fill) as store:
            databases.must_be_empty(store)
            _fill(store, sizes[0], options.quick)
        return {"filled": sizes[0]}
    with tempfile.TemporaryDirectory() as folder:
        found = _asked(options, sizes, rounds, Path(folder))
        costs = {} if options.without_cost else cost.measured(Path(folder), options.quick)
    return {"calls": sizes, **_report(found, sizes), **costs}


def _asked(
    options: argparse.Namespace, sizes: Sequence[int], rounds: int, folder: Path
) -> dict[str, list[Times]]:
    found: dict[str, list[Times]] = {}
    for url in options.filled:
        with databases.opened(url) as store:
            found.setdefault(name_of(store), []).append(measure(store, rounds))
    if found:
        return found
    for name, url in databases.urls(options.database, folder):
        if options.only in ("", name.lower()):
            for size in sizes:
                fill = partial(_fill, size=size, is_small=options.quick)
                with databases.filled(url, fill, is_somebodys=bool(options.database)) as store:
                    found.setdefault(name, []).append(measure(store, rounds))
    if "PostgreSQL" not in found and options.only != "sqlite":
        print("no PostgreSQL: name one by TEST_DATABASE_URL or --database")
    return found


def _fill(store: Store, size: int, is_small: bool) -> None:
    began = perf_counter()
    data.fill(store, size, is_small=is_small)
    lasted = perf_counter() - began
    print(f"{size:,} calls in {name_of(store)}, made in {lasted:.0f} s", flush=True)


def name_of(store: Store) -> str:
    return "SQLite" if store.is_sqlite else "PostgreSQL"


# --- questions ----------------------------------------------------------------------------------------------


def cases() -> dict[str, Ask]:
    """What is asked, by its name; each time of another period, and with another filter."""
    found: dict[str, Ask] = {
        "total": lambda session, draw: metrics.total(session, asked(draw), presence=False),
        "total, with presence": lambda session, draw: metrics.total(session, asked(draw)),
        "by agent, with presence": lambda session, draw: metrics.split(
            session, Asked(*period(draw)), "agent"
        ),
        "total, a part of a day": lambda session, draw: metrics.total(
            session, part_of_day(draw), presence=False
        ),
        "durations of waits": lambda session, draw: metrics.durations(session, asked(draw, ("", "")), "wait"),
        "durations of handling": lambda session, draw: metrics.durations(
            session, asked(draw, ("", "")), "handle"
        ),
        "durations of an agent": lambda session, draw: metrics.durations(
            session, asked(draw, an_agent(draw)), "talk"
        ),
        "durations of a team": lambda session, draw: metrics.durations(
            session, asked(draw, ("team", draw.choice(data.TEAMS))), "handle"
        ),
        "durations of an intent": lambda session, draw: metrics.durations(
            session, asked(draw, ("intent", draw.choice(data.INTENTS))), "wait"
        ),
        "durations of a part of a day": lambda session, draw: metrics.durations(
            session, part_of_day(draw), "handle"
        ),
        "durations by agent": lambda session, draw: metrics.durations_by_agent(
            session, asked(draw, ("", "")), "handle"
        ),
        "steps": lambda session, draw: metrics.steps(session, "main", *period(draw)),
        "receipts": lambda session, draw: metrics.receipts(
            session, *period(draw), flow=draw.choice(("", "main"))
        ),
        "presences": lambda session, draw: metrics.presences(session, *period(draw)),
    }
    words = ("queue", "agent", "team", "flow", "language", "number", "intent")
    spans = ("quarter", "hour", "day", "week", "month", "hour_of_day", "weekday")
    found |= {f"by {by}": _split(by, ("", "")) for by in words} | {f"by {by}": _split(by) for by in spans}
    found |= {f"behind: {of}": _behind(of) for of in BEHIND}
    return found | {f"explained: {name}": _explained(name) for name in EXPLAINED}


def _split(by: str, only: tuple[str, str] | None = None) -> Ask:
    return lambda session, draw: metrics.split(session, asked(draw, only, by), by, presence=False)


def _behind(of: str) -> Ask:
    return lambda session, draw: metrics.behind(session, asked(draw), of)


def _explained(name: str) -> Ask:
    return lambda session, draw: explaining.explain(session, asked(draw), name)


def period(draw: random.Random, lengths: Sequence[int] = LENGTHS) -> tuple[datetime, datetime]:
    """Whole days of the centre, somewhere in the two years."""
    length = min(draw.choice(lengths), data.DAYS)
    first = data.FIRST + timedelta(days=draw.randrange(data.DAYS + 1 - length))
    return _moment(first), _moment(first + timedelta(days=length))


def part_of_day(draw: random.Random) -> Asked:
    start, _ = period(draw, (1,))
    return Asked(start + timedelta(hours=9, minutes=15), start + timedelta(hours=14, minutes=45))


def asked(draw: random.Random, only: tuple[str, str] | None = None, by: str = "") -> Asked:
    """Every second time of one or two queues, every second time of one value of a dimension."""
    queues = tuple(draw.sample(data.QUEUES, draw.randrange(1, 3))) if draw.random() < 0.5 else ()
    dim, value = only if only is not None else draw.choice([("", "")] * 3 + [an_agent(draw), *_some(draw)])
    return Asked(*period(draw, SHORT.get(by, LENGTHS)), queues, dim, value)


def an_agent(draw: random.Random) -> tuple[str, str]:
    return "agent", str(draw.randint(1, data.AGENTS))


def _some(draw: random.Random) -> list[tuple[str, str]]:
    return [("team", draw.choice(data.TEAMS)), ("intent", draw.choice(data.INTENTS)),
            ("language", draw.choice(data.LANGUAGES))]  # fmt: skip


def _moment(day: date) -> datetime:
    return datetime.fromtimestamp(begins(day, data.ZONE), UTC)


def measure(store: Store, rounds: int) -> Times:
    """Milliseconds of each question, by its name; the first of each warms up. Sizes are asked the same."""
    found: Times = {}
    for name, ask in cases().items():
        draw = random.Random(name)
        found[name] = [_timed(store, ask, draw) for _ in range(rounds + 1)][1:]
    return found


def _timed(store: Store, ask: Ask, draw: random.Random) -> float:
    """By the clock on the wall: somebody waits for it."""
    began = perf_counter()
    with store.reading() as session:
        ask(session, draw)
    return (perf_counter() - began) * 1000


def _report(found: dict[str, list[Times]], sizes: Sequence[int]) -> Figures:
    p95 = {name: [_at(each, 0.95) for each in of_sizes] for name, of_sizes in found.items()}
    for name, of_sizes in found.items():
        medians = [_at(each, 0.5) for each in of_sizes]
        _print(name, sizes, medians, p95[name])
    return {
        "p95_ms": p95,
        "worst_p95_ms": {name: [max(each.values()) for each in of_sizes] for name, of_sizes in p95.items()},
        "worst_ratio": {name: max(_ratios(of_sizes).values()) for name, of_sizes in p95.items()},
    }


def _print(name: str, sizes: Sequence[int], medians: Sequence[Shown], p95: Sequence[Shown]) -> None:
    head = (name, *(f"{what} ms, {size:,}" for size in sizes for what in ("p50", "p95")), "ratio")
    rows = [
        (case, *(each[case] for both in zip(medians, p95, strict=True) for each in both), ratio)
        for case, ratio in _ratios(p95).items()
    ]
    print(table(head, rows) + "\n")


def _at(times: Times, share: float) -> Shown:
    return {case: round(percentile(sorted(each), share), 2) for case, each in times.items()}


def _ratios(p95: Sequence[Shown]) -> Shown:
    """Of the largest size to the smallest."""
    return {case: round(p95[-1][case] / p95[0][case], 2) for case in p95[0]}
