"""How soon an offer is on an agent's screen, and how many live pages one process holds beside its webhooks.

Web (one gunicorn process) and worker are processes of their own, told by Redis where there is one to start.
The agents' pages behave as browsers: they hold the event stream, and fetch the desk when it changed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, cycle
from pathlib import Path
from urllib.parse import urlencode

import requests
from twilio.request_validator import RequestValidator

from bench import carrier_stub, servers
from bench.live_load import Page, Pages, cookie_of
from bench.load import percentile, run
from bench.report import Figures, table
from bench.webhooks import ACCOUNT, FLOW, NUMBER, TOKEN, Side
from flows.loader import read
from support.services import flows, people
from support.store import migrate
from support.store.base import Store
from webhooks.server import allow_files

SECRET = "bench live"  # noqa: S105
AGENTS, TRIALS, HELD = 200, 200, 1000
PATIENCE_S = 15.0
DESK = ("desk,transcript", "/desk/now")
WALL = "queues,agents,calls,flows"
HOLD_S = 25.0  # two beats
NEWS_S = 0.1


class Ringing(carrier_stub.Carrier):
    """Says yes to every new leg, each with a name of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._legs = count(1)

    def update(self, path: str, body: bytes) -> str:
        sid = super().update(path, body)
        return sid if sid.startswith("CA") else f"CA{next(self._legs):032x}"


@dataclass
class Stage:
    """The servers under test."""

    port: int
    pid: int
    has_redis: bool
    cookies: list[tuple[str, str]]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def webhook(self, target: str, **fields: str) -> None:
        given = {"AccountSid": ACCOUNT, "To": NUMBER, "Direction": "inbound", **fields}
        signature = RequestValidator(TOKEN).compute_signature(self.base + target, given)
        head = {"X-Twilio-Signature": signature}
        requests.post(self.base + target, data=given, headers=head, timeout=PATIENCE_S).raise_for_status()

    def presence(self, agent: int, wanted: str) -> None:
        cookie, form = self.cookies[agent]
        data = urlencode(
            {"csrf_token": form, "presence": wanted, "reason": "break" if wanted == "away" else ""}
        )
        head = {"Cookie": f"session={cookie}", "Content-Type": "application/x-www-form-urlencoded"}
        answer = requests.post(
            self.base + "/desk/presence", data=data, headers=head, timeout=PATIENCE_S, allow_redirects=False
        )
        if answer.status_code >= 400:
            raise RuntimeError(f"presence: {answer.status_code} {answer.text[:200]}")


def main(argv: list[str]) -> Figures:
    """Prints a table; the figures of `measure`."""
    parser = argparse.ArgumentParser(prog="python -m bench live", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short run")
    parser.add_argument("--database", default="", help="an empty database's URL; SQLite without it")
    options = parser.parse_args(argv)
    return measure(options.quick, options.database)


def measure(quick: bool, database: str = "") -> Figures:
    """`offer_to_screen_p95_ms`, `live_connections`, `live_mb`, and webhooks' p99 beside these."""
    allow_files(servers_files())
    trials, held, hold_s = (20, 100, 12.0) if quick else (TRIALS, HELD, HOLD_S)
    with tempfile.TemporaryDirectory() as folder, stage(Path(folder), database) as ready:
        found = {**screens(ready, trials), **holding(ready, held, hold_s)}
        found["redis"] = ready.has_redis
    print(table(("figure", "measured"), [(name, str(value)) for name, value in found.items()]))
    return found


def servers_files() -> int:
    return 4 * HELD + 1000


def screens(ready: Stage, trials: int) -> dict[str, float]:
    """From an agent's becoming available to the offer in the page that they see."""
    seen: dict[str, float] = {}
    news = threading.Condition()

    def fetched(_page: Page, html: str, at: float) -> None:
        digits = re.sub(r"\D", "", html)
        with news:
            for caller in waiting:
                if caller in digits:
                    seen.setdefault(caller, at)
            news.notify_all()

    waiting: set[str] = set()
    pages = Pages(fetched)
    pages.hold([Page(ready.port, cookie, *DESK) for cookie, _ in ready.cookies])
    times = []
    for number in range(trials):
        caller, sid = f"2025{number:06}", f"CA{number:032x}"
        waiting.add(caller)
        ready.webhook("/twilio/voice", CallSid=sid, From=f"+1{caller}", CallStatus="ringing")
        ready.webhook("/twilio/answer?seq=1", CallSid=sid, From=f"+1{caller}", Digits="0")
        began = time.perf_counter()
        ready.presence(number % len(ready.cookies), "available")
        with news:
            if not news.wait_for(lambda: caller in seen, PATIENCE_S):  # noqa: B023
                raise RuntimeError("an offer never came to the screen")
        times.append((seen[caller] - began) * 1000)
        waiting.discard(caller)
        ready.webhook("/twilio/status", CallSid=sid, From=f"+1{caller}", CallStatus="completed")
        ready.presence(number % len(ready.cookies), "away")
    pages.close()
    times.sort()
    return {
        "offer_to_screen_p50_ms": round(percentile(times, 0.5), 1),
        "offer_to_screen_p95_ms": round(percentile(times, 0.95), 1),
        "screens": len(ready.cookies),
    }


def holding(ready: Stage, held: int, hold_s: float) -> dict[str, float]:
    """So many pages open at one process, and what that does to its memory and its webhooks."""
    side = Side("ramal", ready.port, ready.pid)
    run(ready.port, side.turns(8, "warm"))
    alone = run(ready.port, side.turns(20, "alone"))
    before_mb = servers.resident_mb(ready.pid)
    pages = Pages()
    pages.hold([Page(ready.port, ready.cookies[n % len(ready.cookies)][0], WALL) for n in range(held)])
    began = time.monotonic()
    with _news(ready):
        beside = run(ready.port, side.turns(20, "beside"))
    time.sleep(max(0.0, hold_s - (time.monotonic() - began)))
    after_mb = servers.resident_mb(ready.pid)
    alive = [page for page in pages.pages if page.beats]
    events = sum(page.events for page in pages.pages)
    pages.close()
    return {
        "live_connections": len(alive) - pages.lost,
        "live_mb": round(after_mb, 1),
        "live_kb_each": round(max(0.0, after_mb - before_mb) * 1024 / held, 1),
        "live_events": events,
        "webhook_p99_ms": round(alone.percentile(0.99), 2),
        "webhook_p99_beside_ms": round(beside.percentile(0.99), 2),
    }


@contextmanager
def _news(ready: Stage) -> Iterator[None]:
    """Somebody comes and goes all the time, and every page hears of it."""
    over = threading.Event()

    def come_and_go() -> None:
        for wanted in cycle(("away", "offline")):
            if over.wait(NEWS_S):
                return
            ready.presence(0, wanted)

    thread = threading.Thread(target=come_and_go, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=PATIENCE_S)


# --- the servers -----------------------------------------------------------------------------------------


@contextmanager
def stage(folder: Path, database: str) -> Iterator[Stage]:
    """A database with a flow and agents, a phone company, Redis, a worker and a web process."""
    url = database or f"sqlite:///{folder / 'ramal.db'}"
    users = _fill(url)
    port, carrier_port = servers.free_port(), servers.free_port()
    with ExitStack() as running:
        running.enter_context(carrier_stub.answering(Ringing(), carrier_port))
        redis_url = running.enter_context(_redis())
        environ = {
            "DATABASE_URL": url,
            "REDIS_URL": redis_url,
            "RAMAL_DATA": str(folder),
            "RAMAL_SPEECH": "off",
            "SECRET_KEY": SECRET,
            "PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_URL": f"http://127.0.0.1:{carrier_port}",
        }
        pid = running.enter_context(servers.serving(["app.py", "serve"], environ, port))
        running.enter_context(_worker(environ))
        running.enter_context(servers.pinned(first=False))
        yield Stage(port, pid, bool(redis_url), [cookie_of(SECRET, user) for user in users])


def _fill(url: str) -> list[int]:
    """The ids of the users who take calls."""
    store = Store(url)
    migrate.upgrade(store)
    flow = read(FLOW, "bench.yaml", folder=None).flow
    if flow is None:
        raise RuntimeError("the benchmark's own flow cannot be read")
    now = datetime.now(UTC)
    with store.writing() as session:
        flows.publish(session, flow, FLOW, "bench", now)
    users = []
    for number in range(AGENTS):
        with store.writing() as session:
            login, name = f"agent{number}", f"Agent {number}"
            users.append(people.add_user(session, login, name, "agent", SECRET * 2, now, ("general",)).id)
    store.close()
    return users


@contextmanager
def _worker(environ: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "app.py", "worker"],
        cwd=servers.ROOT, env={**os.environ, **environ}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def _redis() -> Iterator[str]:
    """The URL of a Redis for this run; "" where none can be started."""
    if not shutil.which("redis-server"):
        yield ""
        return
    port = servers.free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(timeout=30)
