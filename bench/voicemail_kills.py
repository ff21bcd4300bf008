"""Messages come while the worker is killed again and again: every one a ticket and a sound, none twice.

Callers' requests reach a web server of its own process, signed; a second process is the worker, killed with
SIGKILL at random moments and replaced; time runs faster, so that what a dead worker had in hand falls due.
Some news of recordings never come, some come twice. Afterwards everything is counted, here, at the phone
company's and in the storage.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
import requests
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator

from bench import servers
from bench.report import Figures, table
from bench.voicemail_carrier import Carrier, Left, answering
from bench.voicemail_process import Clock, clock
from flows.loader import read
from recordings.storage import Storage
from support.services import flows
from support.store import migrate
from support.store.base import Session, Store
from support.store.orders import Order
from support.store.recordings import Recording
from support.store.tickets import Ticket, TicketEntry

NUMBER, TOKEN, ACCOUNT = "+12025550100", "0" * 32, "AC" + "0" * 32
SPEED = 20
LOST, DOUBLED = 0.1, 0.2  # shares of news that never come, or come twice
LIFE_S = (0.2, 2.0)  # of a worker, from when it was born
PATIENCE_S = 900  # for what was left when the last worker was killed
FLOW = f"""
ramal: 1
flow: messages
title: Messages
numbers: ["{NUMBER}"]
languages: [en-US]
voices: {{en-US: Polly.Joanna-Neural}}
timezone: America/New_York
start: message
queues: {{general: {{title: General}}}}
steps:
  message: {{voicemail: general, prompt: Speak now., next: hang up}}
"""


@dataclass(frozen=True)
class Plan:
    kills: int
    messages: int
    database: str
    seed: int = 1


@dataclass
class Counted:
    """What is there at the end. Up to `removed` all should be as many as messages, then 0."""

    kills: int = 0
    tickets: int = 0
    recordings: int = 0
    filed: int = 0
    sounds: int = 0
    heard: int = 0  # history lines that say a message was filed
    removed: int = 0
    doubled: int = 0  # recordings with the SID of another
    strays: int = 0  # sounds without a row, rows without a sound
    open_orders: int = 0
    again: int = field(default=0)  # orders that a worker began after another had died at them

    def wrong(self, messages: int) -> list[str]:
        names = ("tickets", "recordings", "filed", "sounds", "heard", "removed")
        found = [f"{getattr(self, name)} {name}" for name in names if getattr(self, name) != messages]
        return found + [
            f"{getattr(self, name)} {name}"
            for name in ("doubled", "strays", "open_orders")
            if getattr(self, name)
        ]


class Callers:
    """Each leaves a message: the requests that the phone company sends of it."""

    def __init__(self, base: str, carrier: Carrier, now: Clock, seed: int) -> None:
        self._base, self._carrier, self._now = base, carrier, now
        self._random = random.Random(seed)
        self._validator = RequestValidator(TOKEN)
        self._http = requests.Session()
        self._http.trust_env = False

    def leave_message(self, number: int) -> None:
        sid, recording = f"CA{number:032x}", f"RE{number:032x}"
        said = {"CallSid": sid, "From": f"+1303555{number:04d}", "To": NUMBER}
        reply = self._post("/twilio/voice", said | {"CallStatus": "ringing"})
        found = re.search(r'recordingStatusCallback="[^"]*(/twilio/recording\?[^"#]*)', reply)
        assert found, reply
        self._carrier.leave(Left(recording, sid, 3, self._now()))
        news = {
            "CallSid": sid, "RecordingSid": recording, "RecordingUrl": self._carrier.url(recording),
            "RecordingStatus": "completed", "RecordingDuration": "3",
        }  # fmt: skip
        chance = self._random.random()
        times = 0 if chance < LOST else 2 if chance < LOST + DOUBLED else 1
        for _ in range(times):
            self._post(found[1].replace("&amp;", "&"), news)
        self._post("/twilio/status", said | {"CallStatus": "completed"})

    def _post(self, path: str, fields: dict[str, str]) -> str:
        url = self._base + path
        signature = self._validator.compute_signature(url, fields)
        for _ in range(5):  # as the phone company does, and a busy database is told by 503
            reply = self._http.post(url, fields, headers={"X-Twilio-Signature": signature}, timeout=15)
            if reply.status_code < 500:
                break
        assert reply.ok, (path, reply.status_code, reply.text[:200])
        return reply.text


class Workers:
    """One at a time; each has a life of its own length."""

    def __init__(self, command: Sequence[str], environ: dict[str, str], log: Path) -> None:
        with log.open("w") as said:
            self._nursery = subprocess.Popen(  # noqa: S603
                command, cwd=servers.ROOT, env=environ, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said,
            )  # fmt: skip
        self._pid = 0

    def bear(self) -> None:
        assert self._nursery.stdin
        assert self._nursery.stdout
        self._nursery.stdin.write("\n")
        self._nursery.stdin.flush()
        while not (line := self._nursery.stdout.readline()).strip().isdecimal():
            assert line, "the workers' process ended"  # a worker says hello there too
        self._pid = int(line)

    def kill(self) -> None:
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            self._pid = 0

    def stop(self) -> None:
        self.kill()
        self._nursery.kill()
        self._nursery.wait()


def main(argv: list[str]) -> Figures:
    parser = argparse.ArgumentParser(prog="python -m bench voicemail_kills", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="20 kills, 60 messages")
    parser.add_argument("--database", default="", help="URL of an empty database; usually one of its own")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    kills, messages = (20, 60) if options.quick else (200, 500)
    with tempfile.TemporaryDirectory() as folder:
        database = options.database or f"sqlite:///{folder}/ramal.db"
        began = time.monotonic()
        counted = run(Plan(kills, messages, database, options.seed), Path(folder))
        took = time.monotonic() - began
    print(table(["what", "how many"], [[name, number] for name, number in vars(counted).items()]))
    wrong = counted.wrong(messages)
    print(f"{messages} messages, {kills} kills, {took:.0f} s: {', '.join(wrong) or 'everything once'}")
    return {**vars(counted), "messages": messages, "wrong": len(wrong), "seconds": round(took, 1)}


def run(plan: Plan, folder: Path) -> Counted:
    """Play it, wait until nothing is left to do, and count."""
    zero = time.time()
    now = clock(zero, SPEED)
    store = _centre(plan.database, now())
    carrier = Carrier(_sound(), plan.seed)
    with answering(carrier) as carrier_url:
        environ, base, port = _environ(plan, folder, carrier_url)
        command = ["-m", "bench.voicemail_process", repr(zero), str(SPEED)]
        nursery = [sys.executable, *command, "nursery"]
        with (
            servers.serving([*command, "serve"], environ, port, first=False),
            _working(nursery, environ, folder / "workers.log") as workers,
        ):
            _play(plan, Callers(base, carrier, now, plan.seed), workers)
            _wait_for_the_end(store, plan.messages)
    counted = _count(store, carrier, Storage(str(folder / "data" / "recordings")))
    counted.kills = plan.kills
    store.close()
    return counted


def _play(plan: Plan, callers: Callers, workers: Workers) -> None:
    """Messages come evenly over all the kills; a worker's end is drawn by lot."""
    chance = random.Random(plan.seed)
    left = 0
    for kill in range(plan.kills):
        workers.bear()
        ends = time.monotonic() + chance.uniform(*LIFE_S)
        while time.monotonic() < ends or left < plan.messages * kill // plan.kills:
            if left < min(plan.messages, plan.messages * (kill + 1) // plan.kills):
                callers.leave_message(left)
                left += 1
            else:
                time.sleep(max(0.0, min(0.01, ends - time.monotonic())))
        workers.kill()
    while left < plan.messages:
        callers.leave_message(left)
        left += 1
    workers.bear()


def _wait_for_the_end(store: Store, messages: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        with store.reading() as session:
            filed = session.scalar(
                select(func.count()).where(Recording.state == "filed", Recording.stage == "")
            )
            if filed == messages and not _open_orders(session):
                return
        time.sleep(0.2)


def _open_orders(session: Session) -> int:
    from_time_to_time = ("list_recordings", "tidy_sounds")
    query = select(func.count(Order.id)).where(Order.state == "due", Order.kind.not_in(from_time_to_time))
    return session.scalar(query) or 0


def _count(store: Store, carrier: Carrier, sounds: Storage) -> Counted:
    with store.reading() as session:
        rows = list(session.scalars(select(Recording)))
        kept = {name for row in rows for name in (row.path, row.copy_path) if name}
        heard = select(func.count(TicketEntry.id)).where(
            TicketEntry.kind == "recording", TicketEntry.text == "heard"
        )
        there = set(sounds.names())
        return Counted(
            tickets=session.scalar(select(func.count(Ticket.id))) or 0,
            recordings=len({row.sid for row in rows if row.sid})
            if len(rows) == len({row.sid for row in rows})
            else -len(rows),
            filed=sum(row.state == "filed" for row in rows),
            sounds=len({row.path for row in rows} & there),
            heard=session.scalar(heard) or 0,
            removed=sum(carrier.removed.values()),
            strays=len(there ^ kept),
            open_orders=_open_orders(session),
            again=session.scalar(select(func.count(Order.id)).where(Order.attempts > 1)) or 0,
        )


def _centre(database: str, now: datetime) -> Store:
    store = Store(database)
    migrate.upgrade(store)
    loaded = read(FLOW, "messages.yaml", folder=None)
    assert loaded.flow, loaded.findings
    with store.writing() as session:
        flows.publish(session, loaded.flow, FLOW, "bench", now)
    return store


def _environ(plan: Plan, folder: Path, carrier_url: str) -> tuple[dict[str, str], str, int]:
    """(environment of every process, address and port of the web server)."""
    port = servers.free_port()
    base = f"http://127.0.0.1:{port}"
    ours = ("TWILIO_", "RAMAL_", "GUNICORN_", "REDIS_", "PORT", "PUBLIC_URL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return (
        kept
        | {
            "DATABASE_URL": plan.database, "RAMAL_DATA": str(folder / "data"), "RAMAL_SPEECH": "off",
            "SECRET_KEY": "the same everywhere", "PORT": str(port), "PUBLIC_URL": base,
            "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_API_URL": carrier_url,
        },
        base,
        port,
    )  # fmt: skip


@contextmanager
def _working(command: Sequence[str], environ: dict[str, str], log: Path) -> Iterator[Workers]:
    workers = Workers(command, environ, log)
    try:
        yield workers
    finally:
        workers.stop()


def _sound() -> bytes:
    """Three seconds in which somebody might be talking: a tone that comes and goes, in a little noise."""
    moments = np.arange(3 * 8000) / 8000
    voice = sum(np.sin(2 * np.pi * 130 * harmonic * moments) / harmonic for harmonic in range(1, 20))
    noise = np.random.default_rng(1).normal(0, 20, len(moments))
    samples = (voice * (np.sin(2 * np.pi * 3 * moments) > -0.5) * 3000 + noise).astype("<i2")
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(8000)
        written.writeframes(samples.tobytes())
    return file.getvalue()
