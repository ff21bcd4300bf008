"""How long it takes to decide who takes which call, and how many offers a second a database stands.

1,000 agents serve three each of 50 queues. *Rule*: the decision itself, one agent coming free or all of them
at once. *Database*: the same decision with all that it reads, and with the offer written. *Offers*: worker
processes on one database, each deciding and then letting its agents be free again at once; a call that was
offered twice is *doubled*. `growth`: the cost among 10,000 calls over a hundred times that among 100, so
that 1 is linear.

The database is TEST_DATABASE_URL, which is emptied, or `--database`, which must be empty; SQLite without.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from multiprocessing.synchronize import Barrier
from pathlib import Path

from bench import live
from bench import routing_line as line
from bench.load import percentile
from bench.report import Figures, table
from support.rules import routing
from support.services import offers
from support.store import migrate
from support.store.base import Store

WORKERS = 4
MANY, FEW = 10_000, 100


@dataclass(frozen=True)
class Options:
    quick: bool
    database: str

    @property
    def decisions(self) -> int:
        return 100 if self.quick else 1000

    @property
    def offers(self) -> int:
        return 1000 if self.quick else 10_000


def main(argv: list[str]) -> Figures:
    """Prints tables; answers decision_p99_ms, growth, offers_per_s, doubled, and what `bench live` does."""
    parser = argparse.ArgumentParser(prog="python -m bench routing", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short run")
    parser.add_argument("--database", default="", help="URL of an empty database")
    read = parser.parse_args(argv)
    options = Options(read.quick, read.database)
    rule = rule_times(options)
    with database(options) as url:
        kind = "SQLite" if url.startswith("sqlite") else "PostgreSQL"
        found = database_times(url, options)
        made, seconds = offers_made(url, options)
        store = Store(url)
        doubled, overtaken = line.doubled(store), line.overtaken(store)
        store.close()
    growth = growth_of(options)
    screens = live.measure(options.quick)
    rows = [(f"rule: {name}", *_figures(times)) for name, times in rule.items()]
    rows += [(f"{kind}: {name}", *_figures(times)) for name, times in found.items()]
    print(table(("decision among 10,000 waiting", "median ms", "p99 ms"), rows))
    print(f"\n{WORKERS} workers on {kind}: {made} offers in {seconds:.1f} s, {doubled} doubled")
    if kind == "SQLite":
        print("no PostgreSQL: name one by TEST_DATABASE_URL or --database")
    p99 = {name: _figures(times)[1] for name, times in {**rule, **found}.items()}
    return {
        "decision_p99_ms": round(p99["one agent comes free"], 3),
        "growth": round(growth, 3),
        "offers_per_s": round(made / seconds),
        "doubled": doubled,
        "overtaken": overtaken,
        "database": kind,
        "database_decision_p99_ms": round(p99["decided"], 3),
        "database_offer_p99_ms": round(p99["decided and offered"], 3),
        "all_free_ms": round(p99["all 1,000 are free"], 3),
        **screens,
    }


def _figures(times: list[float]) -> tuple[float, float]:
    return percentile(sorted(times), 0.5), percentile(sorted(times), 0.99)


def timed(work: Callable[[], object]) -> float:
    """Milliseconds by the clock on the wall: somebody waits for it."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def rule_times(options: Options) -> dict[str, list[float]]:
    calls, agents = line.waiting_calls(MANY), line.free_agents()
    lines = line.apart(calls)
    one = [
        timed(partial(routing.match, calls, [agents[n % len(agents)]], line.NOW, {}))
        for n in range(options.decisions)
    ]
    apart = [
        timed(partial(routing.match_lines, lines, [agents[n % len(agents)]], line.NOW, {}))
        for n in range(options.decisions)
    ]
    everybody = [
        timed(partial(routing.match_lines, lines, agents, line.NOW, {}))
        for _ in range(max(3, options.decisions // 50))
    ]
    return {"one agent comes free": one, "lines kept apart": apart, "all 1,000 are free": everybody}


def growth_of(options: Options) -> float:
    """What deciding for 1,000 free agents costs among 10,000 calls, over a hundred times that among 100."""
    agents = line.free_agents()

    def cost(count: int) -> float:
        work = partial(routing.match_lines, line.apart(line.waiting_calls(count)), agents, line.NOW, {})
        return min(timed(work) for _ in range(3 if options.quick else 10))

    return cost(MANY) / cost(FEW) / (MANY / FEW)


def database_times(url: str, options: Options) -> dict[str, list[float]]:
    """One agent of 1,000 comes free, 10,000 wait: reading and deciding, then with the offer committed."""
    store = Store(url)
    line.fill(store, line.waiting_calls(MANY), line.free_agents(), "on_call")

    def decide() -> None:
        with store.reading() as session:
            offers.decide(session, line.NOW)

    def offer() -> None:
        with store.writing() as session:
            if offers.assign(session, line.NOW) != 1:
                raise RuntimeError("nobody was offered a call")

    decided, offered = [], []
    for n in range(options.decisions):
        with store.writing() as session:
            line.set_presence(session, n % line.AGENTS + 1, "available")
        decided.append(timed(decide))
        offered.append(timed(offer))
        with store.writing() as session:
            line.turn_over(session, 0, 1, line.NOW)
            line.set_presence(session, n % line.AGENTS + 1, "on_call")
    line.empty(store)
    store.close()
    return {"decided": decided, "decided and offered": offered}


def offers_made(url: str, options: Options) -> tuple[int, float]:
    """(offers, seconds) of all workers together."""
    store = Store(url)
    line.fill(store, line.waiting_calls(options.offers), line.free_agents(), "available")
    store.close()
    spawned = multiprocessing.get_context("spawn")
    start, results = spawned.Barrier(WORKERS), spawned.Queue()
    processes = [
        spawned.Process(target=_work, args=(url, n, start, results), daemon=True) for n in range(WORKERS)
    ]
    for process in processes:
        process.start()
    told = [results.get(timeout=300) for _ in processes]
    for process in processes:
        process.join(30)
    began, ended = min(each[1] for each in told), max(each[2] for each in told)
    return sum(each[0] for each in told), ended - began


def _work(
    url: str, share: int, start: Barrier, results: multiprocessing.Queue[tuple[int, float, float]]
) -> None:
    store = Store(url, pool_size=2)
    with store.reading() as session:
        offers.decide(session, line.NOW)  # connected, and everything compiled
    start.wait(60)
    made, quiet = 0, 0
    began = ended = time.time()
    while quiet < 3:
        now = datetime.now(UTC)
        try:
            with store.writing() as session:
                new = offers.assign(session, now)
            with store.writing() as session:
                freed = line.turn_over(session, share, WORKERS, now)
        except TimeoutError:
            continue
        made += new
        quiet = 0 if new or freed else quiet + 1
        ended = time.time() if new else ended
    store.close()
    results.put((made, began, ended))


@contextmanager
def database(options: Options) -> Iterator[str]:
    """The URL of a database with all tables and nothing in them."""
    with tempfile.TemporaryDirectory() as folder:
        own = os.environ.get("TEST_DATABASE_URL", "")
        url = options.database or own or f"sqlite:///{Path(folder) / 'bench.db'}"
        store = Store(url)
        migrate.upgrade(store)
        if options.database and line.has_calls(store):
            raise SystemExit("this database has calls: the benchmark needs one that is empty")
        line.empty(store)
        store.close()
        yield url
        if not url.startswith("sqlite"):
            store = Store(url)
            line.empty(store)
            store.close()
