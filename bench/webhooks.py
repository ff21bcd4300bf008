"""A real turn of ours beside the least that a voice webhook can do, on one core, in one run.

All servers are gunicorn processes with the same settings, on the same core; the load comes from another.
Ours: signature, lock, engine, events, commit, TwiML, for calls begun beforehand, every answer moving its
call to the next question. The yardsticks are in `bench/baseline.py`. Rounds alternate; figures are medians.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench import baseline, servers
from bench.load import Request, Round, run, signed
from bench.report import Figures, table
from flows.loader import read
from support.services import flows
from support.store import migrate
from support.store.base import Store

Medians = tuple[float, float, float, float]  # turns a second, p50, p95, p99 (ms)
NUMBER = "+12025550100"
ACCOUNT, TOKEN = "AC" + "0" * 32, "0" * 32
OURS, YARDSTICK, LEAN = "ramal", "yardstick", "lean yardstick"
CONNECTIONS = 4
TURNS_A_CALL = 20
FLOW = f"""
ramal: 1
flow: bench
title: Menus that lead to each other
numbers: ["{NUMBER}"]
languages: [en-US]
voices: {{en-US: Polly.Joanna-Neural}}
timezone: America/New_York
start: main
queues: {{general: {{title: General}}}}
steps:
  main:
    menu: "For billing, press 1. For technical support, press 2. To talk to a person, press 0."
    options:
      - {{key: "1", next: billing}}
      - {{key: "2", next: billing}}
      - {{key: "0", next: person}}
    else: person
  billing:
    menu: "For a copy of your invoice, press 1. To talk to billing, press 2. To go back, press 9."
    options:
      - {{key: "1", next: person}}
      - {{key: "2", next: person}}
      - {{key: "9", next: main}}
    else: person
  person:
    queue: general
    else: message
  message:
    voicemail: general
    next: hang up
"""


@dataclass(frozen=True)
class Side:
    """One of the servers. Ours knows calls; the yardsticks answer anything."""

    name: str
    port: int
    pid: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def turns(self, calls: int, name: str) -> list[list[Request]]:
        """Every connection's requests: its calls take turns, each answer with its call's next number."""
        sids = [f"CA{name}{number:05}".ljust(34, "0") for number in range(calls)]
        if self.name == OURS:
            run(self.port, [[self._begin(sid) for sid in sids]])
        lanes = [sids[lane::CONNECTIONS] for lane in range(CONNECTIONS)]
        rounds = range(1, TURNS_A_CALL + 1)
        return [[self._answer(sid, seq) for seq in rounds for sid in lane] for lane in lanes]

    def _begin(self, sid: str) -> Request:
        fields = _fields(sid, CallStatus="ringing")
        return signed(TOKEN, self.address, "/twilio/voice", fields, 'seq=1"')

    def _answer(self, sid: str, seq: int) -> Request:
        # 1 leads from the first menu to the second, 9 back.
        fields = _fields(sid, CallStatus="in-progress", Digits="1" if seq % 2 else "9", FinishedOnKey="")
        return signed(TOKEN, self.address, f"/twilio/answer?seq={seq}", fields, f'seq={seq + 1}"')


def _fields(sid: str, **more: str) -> dict[str, str]:
    """What Twilio sends with every request of a call."""
    caller = "+12025550199"
    where = {f"{who}{what}": "" for who in ("From", "To") for what in ("City", "State", "Zip")}
    return {
        "CallSid": sid, "AccountSid": ACCOUNT, "From": caller, "To": NUMBER, "Caller": caller,
        "Called": NUMBER, "Direction": "inbound", "ApiVersion": "2010-04-01",
        "FromCountry": "US", "ToCountry": "US", **where, **more,
    }  # fmt: skip


def main(argv: list[str]) -> Figures:
    """Prints a table; answers turns a second and latencies of both, and their ratios."""
    parser = argparse.ArgumentParser(prog="python -m bench webhooks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short run")
    quick = parser.parse_args(argv).quick
    calls, rounds = (8, 1) if quick else (100, 7)
    with tempfile.TemporaryDirectory() as folder:
        return measure(Path(folder), calls, rounds)


def measure(folder: Path, calls: int, rounds: int) -> Figures:
    """`rounds` rounds of `calls` calls each, the sides taking turns, after one round to warm up."""
    with ExitStack() as running:
        sides = []
        for name, prepare in ((OURS, _ours), (YARDSTICK, _baseline), (LEAN, _lean)):
            port = servers.free_port()
            command, environ = prepare(folder, port)
            pid = running.enter_context(servers.serving(command, environ, port))
            sides.append(Side(name, port, pid))
        running.enter_context(servers.pinned(first=False))
        found: dict[str, list[Round]] = {side.name: [] for side in sides}
        for number in range(rounds + 1):
            for side in sides:
                measured = run(side.port, side.turns(calls, f"{number:02}"))
                if number:
                    found[side.name].append(measured)
        memory = servers.resident_mb(sides[0].pid)
    return _report({name: _medians(each) for name, each in found.items()}, rounds, memory)


def _report(found: Mapping[str, Medians], rounds: int, memory_mb: float) -> Figures:
    ours, yardstick, lean = found[OURS], found[YARDSTICK], found[LEAN]
    ratios = [tuple(a / b for a, b in zip(ours, other, strict=True)) for other in (yardstick, lean)]
    rows: list[tuple[object, ...]] = [(name, *each) for name, each in found.items()]
    rows += [(f"ramal / {name}", *each) for name, each in zip((YARDSTICK, LEAN), ratios, strict=True)]
    print(table(("server", "turns/s", "p50 ms", "p95 ms", "p99 ms"), rows))
    print(f"\n{rounds} rounds each, {CONNECTIONS} connections; our web process holds {memory_mb:.0f} MB")
    return {
        **_figures("", ours),
        **_figures("baseline_", yardstick),
        **_figures("lean_", lean),
        "throughput_ratio": round(ratios[0][0], 3),
        "p99_ratio": round(ratios[0][3], 3),
        "lean_throughput_ratio": round(ratios[1][0], 3),
        "lean_p99_ratio": round(ratios[1][3], 3),
        "rss_mb": round(memory_mb, 1),
    }


def _figures(prefix: str, found: Medians) -> dict[str, float]:
    keys = ("turns_per_s", "p50_ms", "p95_ms", "p99_ms")
    return {prefix + key: round(value, 3) for key, value in zip(keys, found, strict=True)}


def _medians(rounds: Sequence[Round]) -> Medians:
    return (
        median(each.per_second for each in rounds),
        median(each.percentile(0.5) for each in rounds),
        median(each.percentile(0.95) for each in rounds),
        median(each.percentile(0.99) for each in rounds),
    )


def _ours(folder: Path, port: int) -> tuple[list[str], dict[str, str]]:
    """The command and environment of `app.py serve`, with the flow published."""
    url = f"sqlite:///{folder / 'ramal.db'}"
    store = Store(url)
    migrate.upgrade(store)
    flow = read(FLOW, "bench.yaml", folder=None).flow
    if flow is None:
        raise RuntimeError("the benchmark's own flow cannot be read")
    with store.writing() as session:
        flows.publish(session, flow, FLOW, "bench", datetime.now(UTC))
    store.close()
    environ = {
        "DATABASE_URL": url,
        "RAMAL_DATA": str(folder),
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
    }
    return ["app.py", "serve"], environ


def _lean(folder: Path, port: int) -> tuple[list[str], dict[str, str]]:
    command, environ = _baseline(folder, port)
    return command, {**environ, baseline.LEAN: "1"}


def _baseline(folder: Path, port: int) -> tuple[list[str], dict[str, str]]:
    database = folder / f"baseline-{port}.db"
    baseline.prepare(database)
    environ = {
        baseline.DATABASE: str(database),
        baseline.TOKEN: TOKEN,
        baseline.ADDRESS: f"http://127.0.0.1:{port}",
    }
    return ["-m", "gunicorn", "bench.baseline:from_environment()"], environ
