"""Many calls at once through the exchange, against the whole program on this machine: is anybody lost?

Every quarter of the callers wants something else: an agent, to leave a voicemail, nothing (they hang up in
the menu), nothing (they hang up in the line). Prompts last no time, so the machine and not the clock is
what limits. A call is *lost* when it is not in the database with exactly one outcome; a caller is
*stranded* who stays on the line, cannot get what they want, or heard of an error.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

import app as ramal
from bench.callers import SCRIPTS, Agents, Caller
from bench.load import percentile
from bench.report import Figures, table
from bench.servers import free_port
from exchange.audio.speech import Speech
from exchange.exchange import Account, Exchange
from support import logs
from support.services import people
from support.settings import read_settings
from support.store import calls as call_store
from support.store.base import Session
from webhooks import numbers

NUMBER = "+12025550100"
AGENTS = 20
SETTLE_S = 60
FLOW = f"""
ramal: 1
flow: bench
title: A line under load
numbers: ["{NUMBER}"]
languages: [en-US]
timezone: America/New_York
start: main
queues: {{general: {{title: General}}}}
steps:
  main:
    menu: "For a person, press 1. To leave a message, press 2."
    options:
      - {{key: "1", next: person}}
      - {{key: "2", next: message}}
    silence: {{after: 60s, tries: 3}}     # nobody is hurried: this machine may be slow
    else: person
  person:
    queue: general
    at_most: 1h
    else: message
  message:
    voicemail: general
    next: bye
  bye:
    hang up: "Thank you. Goodbye."
"""


def main(argv: list[str]) -> Figures:
    """Prints a table; answers placed, ended, lost, stranded, outcomes, times."""
    parser = argparse.ArgumentParser(prog="python -m bench calls", description=__doc__)
    parser.add_argument("--calls", type=int, default=200, help="how many at once")
    parser.add_argument("--quick", action="store_true", help="a short run")
    options = parser.parse_args(argv)
    logs.configure()
    with tempfile.TemporaryDirectory() as folder:
        return measure(Path(folder), 12 if options.quick else options.calls)


def measure(folder: Path, count: int) -> Figures:
    with running(folder) as (centre, exchange, answers_ms):
        staff = Agents(centre.store, ramal.system_clock, hire(centre, exchange))
        staff.start()
        callers = [make_caller(exchange, number) for number in range(count)]
        began = time.perf_counter()
        all_at_once(caller.call for caller in callers)
        seconds = time.perf_counter() - began
        settled = exchange.settle(SETTLE_S)
        outcomes = _outcomes(centre, callers)
        staff.stop()
        alerts = [f"{alert.code} {alert.message}" for alert in exchange.debugger]
        in_trouble = {caller.phone.address for caller in callers if caller.trouble or caller.on_the_line}
    for caller in callers:
        if caller.trouble:
            print(f"{caller.phone.address}, who wanted {caller.wants}: {caller.trouble}")
    for alert, times in Counter(alerts).items():
        print(f"{times} times: {alert}")
    print(table(("outcome", "calls"), sorted(Counter(outcomes.values()).items())) + "\n")
    figures = {
        "placed": count,
        "ended": sum(not caller.on_the_line for caller in callers),
        "lost": sum(outcome == LOST for outcome in outcomes.values()),
        "stranded": max(len(in_trouble), min(count, len(alerts))),
        "settled": settled,
        "seconds": round(seconds, 2),
        "webhooks": len(answers_ms),
        "webhook_p50_ms": round(percentile(sorted(answers_ms), 0.5), 1),
        "webhook_p95_ms": round(percentile(sorted(answers_ms), 0.95), 1),
        "webhook_max_ms": round(max(answers_ms, default=0), 1),
    }
    print(table(("figure", "value"), list(figures.items())))
    return {**figures, "outcomes": dict(sorted(Counter(outcomes.values()).items()))}


@contextmanager
def running(
    folder: Path, clock: Callable[[], float] = time.perf_counter
) -> Iterator[tuple[ramal.Centre, Exchange, list[float]]]:
    """The whole program on a port; the times of its webhooks' answers in milliseconds, by this clock."""
    (folder / "flows").mkdir()
    (folder / "flows" / "bench.yaml").write_text(FLOW)
    port = free_port()
    environ = {"RAMAL_DATA": str(folder), "RAMAL_FLOWS": str(folder / "flows"), "PORT": str(port)}
    settings = read_settings(environ)
    twilio = settings.twilio
    account = Account(twilio.account_sid, twilio.auth_token, twilio.api_key, twilio.api_secret)
    speech = Speech(use_espeak=False)
    exchange = Exchange(account, twilio.public_url, folder / "exchange", speech=speech, prompt_speed=0)
    app = ramal.create_app(settings, exchange=exchange)
    answers_ms: list[float] = []
    app.wsgi_app = timed(app.wsgi_app, answers_ms, clock)  # type: ignore[method-assign]  # Flask's own way in
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    centre: ramal.Centre = app.extensions["ramal"]
    numbers.sync(exchange, centre.store, twilio.public_url)
    centre.start()
    try:
        yield centre, exchange, answers_ms
    finally:
        centre.stop()
        server.shutdown()
        server.server_close()


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_: Any) -> None:
        """One line a request would be measured too."""


def timed(
    app: Callable[..., Iterable[bytes]],
    answers_ms: list[float],
    clock: Callable[[], float] = time.perf_counter,
) -> Callable[..., Iterable[bytes]]:
    """The same application; notes how long each webhook took."""

    def inner(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        began = clock()
        answer = app(environ, start)
        if environ["PATH_INFO"].startswith("/twilio/"):
            answers_ms.append((clock() - began) * 1000)
        return answer

    return inner


def hire(centre: ramal.Centre, exchange: Exchange) -> dict[int, Any]:
    """Agents of the queue and their phones, by user."""
    now = ramal.system_clock()
    found = {}
    for number in range(AGENTS):
        with centre.store.writing() as session:
            user = people.add_user(
                session, f"agent{number}", f"Agent {number}", "agent", "a long password", now, ("general",)
            )
            found[user.id] = exchange.client(f"agent_{user.id}")
    return found


def make_caller(exchange: Exchange, number: int) -> Caller:
    wants = list(SCRIPTS)[number % len(SCRIPTS)]
    return Caller(exchange.phone(f"+1202556{number:04}"), wants)


def all_at_once(works: Iterable[Callable[[str], None]]) -> None:
    threads = [threading.Thread(target=work, args=(NUMBER,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


LOST = "(lost)"


def _outcomes(centre: ramal.Centre, callers: Sequence[Caller]) -> dict[str, str]:
    """How each caller's call ended, by number."""
    with centre.store.reading() as session:
        return {caller.phone.address: outcome(session, caller.phone.address) for caller in callers}


def outcome(session: Session, number: str) -> str:
    """The one outcome of this caller's one call; LOST for no row, no outcome, or more than one end."""
    rows = call_store.recent(session, caller=number)
    if len(rows) != 1 or not rows[0].outcome:
        return LOST
    ends = [event for event in call_store.events(session, rows[0].id) if event.kind == "call_ended"]
    return rows[0].outcome if len(ends) == 1 else LOST
