"""How fast the inbox answers in a centre that has worked for a year: 100,000 tickets, 1,000,000 call events.

Whole pages as a browser gets them, asked of the console in this process: every view, filter, order and kind
of search, a ticket, and what the sweep of promises takes. Beside it the least that a page of tickets can
cost, fifty rows by their key. On SQLite, and on PostgreSQL when TEST_DATABASE_URL (which is emptied) or
`--database` (an empty one) names it.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from bench import databases
from bench import tickets_data as data
from bench.load import percentile
from bench.report import Figures, table
from console.shell import ConsoleSettings, Parts, mount
from recordings.storage import Storage
from support.live import Live
from support.services import inbox, sla
from support.store.base import Store
from support.store.tickets import FIRST_NUMBER

PLAIN = "fifty rows by their key"
OPENING = "a ticket"
_PLAIN_SQL = text("SELECT * FROM tickets ORDER BY id DESC LIMIT 50")
Times = dict[str, list[float]]


def main(argv: list[str]) -> Figures:
    """Prints a table for each database; answers p95_ms of each view by database, and the sweep's seconds."""
    parser = argparse.ArgumentParser(prog="python -m bench tickets", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a hundredth of the tickets, few rounds")
    parser.add_argument("--database", default="", help="URL of an empty PostgreSQL database")
    options = parser.parse_args(argv)
    size = data.Size(1000, 1000, 10, 300) if options.quick else data.Size()
    rounds = 3 if options.quick else 25
    p95: dict[str, dict[str, float]] = {}
    sweeps: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, url in databases.urls(options.database, Path(folder)):
            fill = partial(data.fill, size=size)
            with databases.filled(url, fill, is_somebodys=bool(options.database)) as store:
                found = measure(store, size, rounds, Path(folder))
                sweeps[name] = swept(store)
            p95[name] = {case: percentile(sorted(times), 0.95) for case, times in found.items()}
            _print(name, found, sweeps[name])
    if len(p95) == 1:
        print("no PostgreSQL: name one by TEST_DATABASE_URL or --database")
    views = {n: [v for case, v in each.items() if case not in (PLAIN, OPENING)] for n, each in p95.items()}
    return {
        "tickets": size.tickets,
        "call_events": size.calls * size.events,
        "p95_ms": {name: {case: round(v, 2) for case, v in each.items()} for name, each in p95.items()},
        "worst_view_p95_ms": {name: round(max(each), 2) for name, each in views.items()},
        "ticket_p95_ms": {name: round(each[OPENING], 2) for name, each in p95.items()},
        "baseline_p95_ms": {name: round(each[PLAIN], 2) for name, each in p95.items()},
        "sweep_s": {name: round(each[0], 3) for name, each in sweeps.items()},
        "quiet_sweep_s": {name: round(each[1], 4) for name, each in sweeps.items()},
    }


def cases() -> dict[str, dict[str, str]]:
    """What is looked at, by its name."""
    found = {f"view {view}": {"view": view} for view in inbox.VIEWS}
    found |= {f"{view}, {order} first": {"view": view, "order": order}
              for view in ("mine", "breaching", "open", "all") for order in ("due", "oldest")}  # fmt: skip
    filters = {
        "queue": "tech", "status": "pending", "priority": "urgent", "category": "refund", "kind": "sms",
        "tag": "vip", "assignee": "nobody", "customer": data.number_of(77), "age": "week",
    }  # fmt: skip
    for view in ("open", "all"):
        found |= {f"{view}, one {name}": {"view": view, name: value} for name, value in filters.items()}
    found["all, older than 30 days"] = {"view": "all", "age": "older"}
    found["all, six filters"] = {
        "view": "all",
        **{n: v for n, v in filters.items() if n not in ("customer", "age")},
    }
    words = {
        "a word of every ticket": "voicemail", "a letter": "v", "a rare word": data.RARE,
        "a name": "ana almeida", "a telephone number": "(11) 90000-0077", "four digits": "4242",
        "a ticket's number": str(FIRST_NUMBER + 500),
        "nothing": "nothinglikeit", "an unfinished word": data.RARE[:4],
    }  # fmt: skip
    found |= {f"search: {name}": {"view": "all", "q": value} for name, value in words.items()}
    found["search in mine, due first"] = {"view": "mine", "q": "voicemail", "order": "due"}
    found["search and filters"] = {"view": "open", "q": "voicemail", "queue": "tech", "priority": "urgent"}
    return found


def measure(store: Store, size: data.Size, rounds: int, folder: Path) -> Times:
    client = _client(store, folder)
    draw = random.Random(1)
    found: Times = {PLAIN: [_timed(lambda: _plain(store)) for _ in range(rounds)]}
    for name, fields in cases().items():
        path = f"/tickets?{urlencode(fields)}"
        found[name] = [_timed(lambda path=path: _get(client, path)) for _ in range(rounds + 1)][1:]  # type: ignore[misc]
    deep = f"/tickets?view=all&after={size.tickets // 2}"
    found["all, a page in the middle"] = [_timed(lambda: _get(client, deep)) for _ in range(rounds)]
    opened = [FIRST_NUMBER + draw.randrange(size.tickets) for _ in range(4 * rounds)]
    found[OPENING] = [_timed(lambda n=n: _get(client, f"/tickets/{n}")) for n in opened]  # type: ignore[misc]
    return found


def swept(store: Store) -> tuple[float, float]:
    """Seconds until every promise that is due was looked at, and of a sweep when none is."""
    began = time.perf_counter()
    while _sweep(store):
        pass
    ended = time.perf_counter()
    _sweep(store)
    return ended - began, time.perf_counter() - ended


def _sweep(store: Store) -> int:
    with store.writing() as session:
        return sla.sweep(session, data.NOW)


def _plain(store: Store) -> None:
    with store.reading() as session:
        session.execute(_PLAIN_SQL).all()


def _get(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")


def _timed(work: Callable[[], object]) -> float:
    """Milliseconds by the clock on the wall: somebody waits for it."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _client(store: Store, folder: Path) -> FlaskClient:
    """A browser of somebody who is signed in."""
    app = Flask("bench", static_folder=None)
    app.config.update(SECRET_KEY="only for this benchmark")  # noqa: S106
    settings = ConsoleSettings("America/Sao_Paulo", True, "", "", folder)
    mount(
        app, Parts(store, lambda: data.NOW, Live(), Storage(str(folder / "sounds")), settings, lambda _: "")
    )
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = "1", True
    return client


def _print(name: str, found: Times, sweep: tuple[float, float]) -> None:
    ordered = {case: sorted(times) for case, times in found.items()}
    rows = [(case, percentile(each, 0.5), percentile(each, 0.95)) for case, each in ordered.items()]
    print(table((name, "median ms", "p95 ms"), rows))
    print(f"sweep of what is due: {sweep[0]:.2f} s; when nothing is: {sweep[1] * 1000:.1f} ms\n")
