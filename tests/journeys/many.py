"""A town of many machines: two web servers behind a balancer, two workers, PostgreSQL, Redis, all processes.

It looks like `Town` to a journey: the exchange and the telephones are the test's, and time passes only when
the test lets it, for every process.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import requests
from flask import Flask
from requests.adapters import HTTPAdapter
from urllib3.util import Retry
from werkzeug.serving import make_server

from exchange import web
from exchange.audio.speech import Speech
from exchange.clock import ManualClock
from exchange.exchange import Account, Exchange
from support import demo, sweeper
from support.relay import Relay
from support.settings import ROOT
from support.store.base import Store
from tests.journeys.process import FileClock
from tests.journeys.town import MONDAY_10_SAO_PAULO, Desk, Town, _free_port, _Quiet
from tests.support.redis_server import RedisServer
from webhooks import numbers

ACCOUNT = Account("AC" + "1" * 32, "2" * 32, "SK" + "3" * 32, "4" * 32)
START_S = 40


class Balancer:
    """Connections to each server in turn; one that is not there is left out."""

    def __init__(self) -> None:
        self.targets: list[int] = []
        self._turn = count()
        self._door = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = int(self._door.getsockname()[1])
        threading.Thread(target=self._run, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _run(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._door.accept()
                threading.Thread(target=self._bring, args=(client,), daemon=True).start()

    def _bring(self, client: socket.socket) -> None:
        first = next(self._turn)
        for number in range(len(self.targets)):
            with suppress(OSError):
                port = self.targets[(first + number) % len(self.targets)]
                server = socket.create_connection(("127.0.0.1", port), timeout=5)
                server.settimeout(None)
                threading.Thread(target=_pour, args=(client, server), daemon=True).start()
                _pour(server, client)
                return
        client.close()


def _pour(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@dataclass
class Process:
    """One process of the centre; `kill` is SIGKILL for it and its children."""

    command: list[str]
    environ: dict[str, str]
    port: int
    _running: subprocess.Popen[bytes] | None = None

    def start(self) -> Process:
        self._running = subprocess.Popen(
            self.command, cwd=ROOT, env=self.environ, stdout=subprocess.DEVNULL, start_new_session=True
        )
        return self

    def kill(self) -> None:
        if self._running:
            with suppress(ProcessLookupError):
                os.killpg(self._running.pid, signal.SIGKILL)
            self._running.wait()
            self._running = None

    def ask_to_stop(self) -> None:
        """As a service manager does."""
        if self._running:
            self._running.terminate()

    def has_stopped(self) -> None:
        """Wait for it. By itself, and without an error."""
        if self._running:
            status = self._running.wait(timeout=START_S)
            self._running = None
            assert status in (0, 130), (self.command, status)

    def answers(self) -> bool:
        assert self._running
        assert self._running.poll() is None, f"{self.command} ended"
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/readyz", timeout=2).ok
        except requests.ConnectionError:
            return False


class _Centre:
    """What journeys ask of `Town.centre`, for a centre that is elsewhere."""

    def __init__(self, store: Store, now: Callable[[], datetime], wake: Callable[[], None]) -> None:
        self.store, self._now, self._wake = store, now, wake
        self.worker = self

    def run_once(self) -> None:
        """A sweep by one process more; what it orders is carried out by the workers."""
        with self.store.writing() as session:
            sweeper.sweep(session, self._now())
        self.wake()

    def wake(self) -> None:
        self._wake()


class ManyTown(Town):
    def __init__(self, folder: Path, database_url: str, redis: RedisServer) -> None:
        self.clock = ManualClock(MONDAY_10_SAO_PAULO.timestamp())
        self._shown = FileClock(folder / "clock")
        self._shown.show(self.clock.now())
        self.now = self.standing_still
        self.balancer = Balancer()
        self.base = f"http://127.0.0.1:{self.balancer.port}"
        self.redis = redis
        self._folder = folder
        self._open_exchange(folder)
        self._environ = self._environment(folder, database_url, redis.url)
        store = Store(database_url)
        demo.fill(store, ROOT / "flows" / "library", self.now())
        self._relay = Relay(redis.url, lambda _topics: None)
        self._relay.start()
        centre: Any = _Centre(store, self.now, lambda: self._relay.tell(frozenset({"orders", "waiting"})))
        self.centre = centre
        self.webs = [self._process("serve") for _ in range(2)]
        self.workers = [self._process("worker") for _ in range(2)]
        self._began: list[Process] = []
        for process in (*self.webs, *self.workers):
            self.begin(process)
        numbers.sync(self.exchange, store, self.base)

    def begin(self, process: Process) -> None:
        """Start it, and wait until it does its work."""
        process.start()
        self._began.append(process)
        if process.port:
            self._until_it_answers(process)
            self.balancer.targets = [web.port for web in self.webs if web._running]

    def desk(self, login: str = "ana") -> Desk:
        """A browser asks again when a kept connection turns out to be dead."""
        found = Desk(self, login)
        again = Retry(connect=3, read=3, backoff_factor=0.1, allowed_methods=["GET"])
        found._http.mount("http://", HTTPAdapter(max_retries=again))
        return found

    def advance(self, seconds: float, step: float = 1.0) -> None:
        passed = 0.0
        while passed < seconds:
            moved = min(step, seconds - passed)
            passed += moved
            self._shown.show(self.clock.now() + moved)
            self.clock.advance(moved)
            self.centre.worker.wake()
            time.sleep(0.03)  # gives processes their turn; nothing is asserted on it

    def stop(self) -> None:
        try:
            self.until(self.exchange.idle, "every call to end")
            self.exchange.stop()  # its last notifications arrive before
            for process in self._began:
                process.ask_to_stop()
            for process in self._began:
                process.has_stopped()
        finally:
            for process in self._began:
                process.kill()
            self.balancer.close()
            self._front.shutdown()
            self._front.server_close()
            self._relay.stop()
            self.centre.store.close()

    def _open_exchange(self, folder: Path) -> None:
        port = _free_port()
        url = f"http://127.0.0.1:{port}"
        self.exchange = Exchange(
            ACCOUNT, url, folder / "exchange", self.clock, Speech(use_espeak=False), prompt_speed=0
        )
        front = Flask("exchange", static_folder=None)
        web.mount(front, self.exchange)
        self._front = make_server("127.0.0.1", port, front, threaded=True, request_handler=_Quiet)
        threading.Thread(target=self._front.serve_forever, daemon=True).start()
        self.exchange.start()

    def _environment(self, folder: Path, database_url: str, redis_url: str) -> dict[str, str]:
        """Every process has the same, but for its port."""
        ours = ("TWILIO_", "RAMAL_", "GUNICORN_", "PORT", "PUBLIC_URL")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return kept | {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "SECRET_KEY": "the same everywhere",
            "RAMAL_DATA": str(folder / "data"),
            "RAMAL_SPEECH": "off",
            "PUBLIC_URL": self.base,
            "TWILIO_ACCOUNT_SID": ACCOUNT.sid,
            "TWILIO_AUTH_TOKEN": ACCOUNT.auth_token,
            "TWILIO_API_KEY": ACCOUNT.api_key,
            "TWILIO_API_SECRET": ACCOUNT.api_secret,
            "TWILIO_APP_SID": "AP" + "5" * 32,
            "TWILIO_API_URL": self.exchange.base_url,
            "GUNICORN_CMD_ARGS": "--workers 2 --threads 16 --log-level error",
        }

    def _process(self, command: str) -> Process:
        port = _free_port()
        line = [sys.executable, "-m", "tests.journeys.process", str(self._folder / "clock"), command]
        return Process(line, self._environ | {"PORT": str(port)}, port if command == "serve" else 0)

    def _until_it_answers(self, process: Process) -> None:
        deadline = time.monotonic() + START_S
        while not process.answers():
            assert time.monotonic() < deadline, f"{process.command} does not answer"
            time.sleep(0.05)
