"""How many callers one core can listen to, beside a plain server with the same recogniser, in one run.

Callers are played in real time over WebSockets; what counts is the time from the end of speech until the
phone company is told where the call goes. The servers under test have the first core; callers, the phone
company's stub, and the web process share the others. A server holds so many callers when nearly all their
answers lead to a decision, 95 of 100 of them within 700 ms.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import callers_live, load, servers
from bench.callers_audio import NoVoice, Tape, tapes
from bench.callers_live import SILENCE_MS, Caller, Heard
from bench.carrier_stub import Carrier, answering
from bench.load import Round, percentile
from bench.report import Figures, table
from bench.speech_centre import Centre, NoModel

WITHIN_MS = 700
LOST = 0.02
FEW = 20  # callers, for the time that a decision takes
MOST = 640
TURNS_A_S = 50
HEAD = ("server", "callers", "answers", "lost", "early", "p50 ms", "p95 ms", "core %", "MB", "late ms")
SERVERS = ("ramal", "plain", "vosk", "deaf")


@dataclass
class Trial:
    """`share`: of a core, by the server. `memory_mb`: of its process."""

    server: str
    callers: int
    heard: Heard
    share: float
    memory_mb: float

    @property
    def holds(self) -> bool:
        heard = self.heard
        enough = heard.answers > 0 and heard.lost <= LOST * heard.answers and not heard.broken
        return enough and percentile(heard.delays_ms, 0.95) <= WITHIN_MS


@dataclass
class Bench:
    """`seconds`: how long callers are listened to in a trial."""

    centre: Centre
    carrier: Carrier
    tapes: tuple[Tape, ...]
    seconds: float
    trials: list[Trial] = field(default_factory=list)

    def trial(self, server: str, callers: int, meanwhile: Callable[[], None] = lambda: None) -> Trial:
        """A fresh server, and so many callers who talk to it."""
        with self._serving(server) as (pid, port):
            lines = self._dial(server, port, callers)
            other = threading.Thread(target=meanwhile)
            other.start()
            before = servers.cpu_s(pid), time.monotonic()
            began, late_ms = callers_live.play(lines, callers_live.WARM_S + self.seconds)
            share = (servers.cpu_s(pid) - before[0]) / (time.monotonic() - before[1])
            other.join()
            memory = servers.resident_mb(os.getpid())
            # Lines go quiet now: answers that may still be on their way are not counted.
            since, until = began + callers_live.WARM_S, began + callers_live.WARM_S + self.seconds - 1
            found = callers_live.heard(lines, self.carrier.updates, since, until, late_ms)
            for line in lines:
                line.close()
        self.trials.append(Trial(server, callers, found, share, memory))
        print(table(HEAD, [_row(self.trials[-1])]).splitlines()[-1], file=sys.stderr, flush=True)
        return self.trials[-1]

    def most(self, server: str, step: int, at_most: int = MOST) -> int:
        """The most callers it holds, to within `step`; trials double, then halve."""
        holds, fails = 0, FEW
        while fails <= at_most and self.trial(server, fails).holds:
            holds, fails = fails, fails * 2
        if fails > at_most:
            return holds
        while fails - holds > step:
            middle = holds + max(step // 2, (fails - holds) // 2 // 5 * 5)
            holds, fails = (middle, fails) if self.trial(server, middle).holds else (holds, middle)
        return holds

    def webhooks(self, server: str, callers: int) -> Round:
        """A web process answers keys of other calls while this server has so many callers."""
        rounds: list[Round] = []
        with self.centre.web() as port:
            lane = self.centre.turns(port, int(TURNS_A_S * self.seconds))

            def drive() -> None:
                time.sleep(callers_live.WARM_S)
                rounds.append(load.run(port, [lane], 1 / TURNS_A_S))

            self.trial(server, callers, drive)
        if not rounds:
            raise RuntimeError("the webhooks beside the ears did not answer as they should")
        return rounds[0]

    @contextmanager
    def _serving(self, server: str) -> Iterator[tuple[int, int]]:
        port = servers.free_port()
        command, environ = self.centre.command(server, port)
        with servers.serving(command, environ, port) as pid:
            yield pid, port

    def _dial(self, server: str, port: int, count: int) -> list[Caller]:
        sids = self.centre.begin(count)
        head = self.centre.handshake(port)
        lines = callers_live.dial(port, "/twilio/media", head, sids, self.tapes, marks=server == "plain")
        for line in lines:
            line.tell(**self.centre.connected())
            line.tell(**self.centre.start(line.sid))
        if server == "ramal":
            self.centre.wait_for_streams(sids)
        return lines


def main(argv: list[str]) -> Figures:
    """Prints a table of all trials; figures as in the documentation."""
    parser = argparse.ArgumentParser(prog="python -m bench speech", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="20 callers each, no search for the most")
    parser.add_argument("--callers", type=int, default=0, help="one trial of ours with so many, and no more")
    parser.add_argument("--server", default="ramal", choices=SERVERS, help="with --callers: of which server")
    parser.add_argument("--seconds", type=float, default=0, help="of a trial")
    options = parser.parse_args(argv)
    try:
        with tempfile.TemporaryDirectory() as folder:
            return measure(Path(folder), options)
    except (NoVoice, NoModel) as missing:
        sys.exit(f"bench speech: {missing}")


def measure(folder: Path, options: argparse.Namespace) -> Figures:
    with ExitStack() as running:
        carrier, port = Carrier(), servers.free_port()
        running.enter_context(answering(carrier, port))
        centre = running.enter_context(Centre.opened(folder, port))
        running.enter_context(servers.pinned(first=False))
        bench = Bench(centre, carrier, tapes(), options.seconds or (10 if options.quick else 24))
        if options.callers:
            bench.trial(options.server, options.callers)
            return _of(bench.trials[-1])
        ours = bench.most("ramal", 10, FEW if options.quick else MOST)
        plain = bench.most("plain", 5, FEW if options.quick else MOST)
        few = bench.trials[0]
        idle, busy = bench.webhooks("deaf", ours), bench.webhooks("ramal", ours)
        return _report(bench, few, ours, plain, idle, busy)


def _report(bench: Bench, few: Trial, ours: int, plain: int, idle: Round, busy: Round) -> Figures:
    print(table(HEAD, [_row(each) for each in bench.trials]))
    p99 = idle.percentile(0.99), busy.percentile(0.99)
    print(f"\nwebhooks' p99: {p99[0]:.1f} ms beside idle ears, {p99[1]:.1f} ms beside {ours} callers")
    longest = max(each.spoken_s for each in bench.tapes)
    print(f"every 30 s a caller says two answers of up to {longest:.2f} s; half of the lines are noisy")
    return {
        "callers_per_core": ours,
        "plain_callers_per_core": plain,
        "ratio": round(ours / plain, 2) if plain else 0.0,
        **_of(few),
        "webhook_p99_ratio": round(p99[1] / p99[0], 2),
        "webhook_p99_idle_ms": round(p99[0], 2),
        "webhook_p99_busy_ms": round(p99[1], 2),
    }


def _of(trial: Trial) -> dict[str, float]:
    delays = trial.heard.delays_ms
    p50, p95 = percentile(delays, 0.5), percentile(delays, 0.95)
    return {
        "decision_p50_ms": round(p50 - SILENCE_MS, 1),
        "decision_p95_ms": round(p95 - SILENCE_MS, 1),
        "end_to_decision_p95_ms": round(p95, 1),
        "lost": trial.heard.lost,
        "core_ms_per_caller_s": round(trial.share * 1000 / trial.callers, 2),
        "memory_mb": round(trial.memory_mb, 1),
    }


def _row(trial: Trial) -> tuple[object, ...]:
    heard = trial.heard
    p50, p95 = percentile(heard.delays_ms, 0.5), percentile(heard.delays_ms, 0.95)
    counts = heard.answers, heard.lost, heard.early
    return (
        trial.server, trial.callers, *counts, p50, p95,
        trial.share * 100, trial.memory_mb, heard.late_ms,
    )  # fmt: skip
