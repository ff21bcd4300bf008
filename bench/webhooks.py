"""A real turn of ours beside the least that a voice webhook can do, on one core, in one run.

Both servers are gunicorn processes with the same settings, on the same core; the load comes from another.
Ours: signature, lock, engine, events, commit, TwiML, for calls begun beforehand, every answer moving its
call to the next question. The yardstick is `bench/baseline.py`. Rounds alternate; figures are medians.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Sequence
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

NUMBER = "+12025550100"
ACCOUNT, TOKEN = "AC" + "0" * 32, "0" * 32
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
    """One of the two servers. `ours` knows calls; the yardstick answers anything."""

    port: int
    pid: int
    ours: bool

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def turns(self, calls: int, name: str) -> list[list[Request]]:
        """Every connection's requests: its calls take turns, each answer with its call's next number."""
        sids = [f"CA{name}{number:05}".ljust(34, "0") for number in range(calls)]
        if self.ours:
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
    """`rounds` rounds of `calls` calls each, the sides alternating, after one round to warm up."""
    port, other = servers.free_port(), servers.free_port()
    with (
        servers.serving(*_ours(folder, port), port) as pid,
        servers.serving(*_baseline(folder, other), other) as other_pid,
        servers.pinned(first=False),
    ):
        sides = (Side(port, pid, ours=True), Side(other, other_pid, ours=False))
        found: dict[bool, list[Round]] = {True: [], False: []}
        for number in range(rounds + 1):
            for side in sides:
                measured = run(side.port, side.turns(calls, f"{number:02}"))
                if number:
                    found[side.ours].append(measured)
        memory = servers.resident_mb(pid)
    return _report(found[True], found[False], memory)


def _report(ours: Sequence[Round], others: Sequence[Round], memory_mb: float) -> Figures:
    ours_now, others_now = _medians(ours), _medians(others)
    head = ("server", "turns/s", "p50 ms", "p95 ms", "p99 ms")
    ratios = tuple(a / b for a, b in zip(ours_now, others_now, strict=True))
    print(table(head, [("ramal", *ours_now), ("yardstick", *others_now), ("ratio", *ratios)]))
    print(f"\n{len(ours)} rounds each, {CONNECTIONS} connections; our web process holds {memory_mb:.0f} MB")
    return {
        "turns_per_s": round(ours_now[0], 1),
        "baseline_turns_per_s": round(others_now[0], 1),
        "throughput_ratio": round(ratios[0], 3),
        "p50_ms": round(ours_now[1], 3),
        "baseline_p50_ms": round(others_now[1], 3),
        "p95_ms": round(ours_now[2], 3),
        "baseline_p95_ms": round(others_now[2], 3),
        "p99_ms": round(ours_now[3], 3),
        "baseline_p99_ms": round(others_now[3], 3),
        "p99_ratio": round(ratios[3], 3),
        "rss_mb": round(memory_mb, 1),
    }


def _medians(rounds: Sequence[Round]) -> tuple[float, float, float, float]:
    """Turns a second, p50, p95, p99."""
    return (
        median(each.per_second for each in rounds),
        median(each.percentile(0.5) for each in rounds),
        median(each.percentile(0.95) for each in rounds),
        median(each.percentile(0.99) for each in rounds),
    )


def _ours(folder: Path, port: int) -> tuple[list[str], dict[str, str]]:
    """The command and environment of `app.py serve`, with the flow published."""
    url = os.environ.get("BENCH_DATABASE_URL") or f"sqlite:///{folder / 'ramal.db'}"
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


def _baseline(folder: Path, port: int) -> tuple[list[str], dict[str, str]]:
    database = folder / "baseline.db"
    baseline.prepare(database)
    environ = {
        baseline.DATABASE: str(database),
        baseline.TOKEN: TOKEN,
        baseline.ADDRESS: f"http://127.0.0.1:{port}",
    }
    return ["-m", "gunicorn", "bench.baseline:from_environment()"], environ
