"""The program is killed (SIGKILL) in the menu, in the line, and in a conversation: all goes on.

Web and worker run as `python app.py` with an account in the environment; the exchange is elsewhere.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from flask import Flask
from werkzeug.serving import make_server

from exchange import web
from exchange.audio.speech import Speech
from exchange.exchange import Account, Exchange
from flows.loader import read
from support.services import agents, flows, people
from support.store import calls as call_store
from support.store.base import Store
from tests.journeys.town import SMALL

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = Account("AC" + "1" * 32, "2" * 32, "SK" + "3" * 32, "4" * 32)
PATIENCE_S = 60


def until(look: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not look():
        assert time.monotonic() < deadline, f"waited {PATIENCE_S} s for {what}"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Program:
    """`python app.py` as a process that can be killed."""

    def __init__(self, folder: Path, database_url: str, exchange_url: str) -> None:
        port = free_port()
        self.base = f"http://127.0.0.1:{port}"
        self.environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("TWILIO_", "RAMAL_"))
            },
            "DATABASE_URL": database_url,
            "RAMAL_DATA": str(folder / "data"),
            "PORT": str(port),
            "PUBLIC_URL": self.base,
            "TWILIO_ACCOUNT_SID": ACCOUNT.sid,
            "TWILIO_AUTH_TOKEN": ACCOUNT.auth_token,
            "TWILIO_API_KEY": ACCOUNT.api_key,
            "TWILIO_API_SECRET": ACCOUNT.api_secret,
            "TWILIO_API_URL": exchange_url,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "app.py"], cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL
        )
        until(self.answers, "the program to answer")

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()

    def answers(self) -> bool:
        try:
            return requests.get(self.base + "/readyz", timeout=2).ok
        except requests.ConnectionError:
            return False


@pytest.fixture
def exchange(tmp_path: Path) -> Iterator[Exchange]:
    port = free_port()
    company = Exchange(
        ACCOUNT,
        f"http://127.0.0.1:{port}",
        tmp_path / "exchange",
        speech=Speech(use_espeak=False),
        prompt_speed=0,
    )
    front = Flask("exchange", static_folder=None)
    web.mount(front, company)
    server = make_server("127.0.0.1", port, front, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    company.start()
    yield company
    company.stop()
    server.shutdown()
    server.server_close()


@pytest.fixture
def program(tmp_path: Path, store: Store, database_url: str, exchange: Exchange) -> Iterator[Program]:
    text = (ROOT / "flows" / "library" / "small.yaml").read_text()
    menu = '    menu: "For sales, press 1. For repairs, press 2."\n'
    assert menu in text
    # A busy machine takes longer to start the program than callers stay silent.
    small = read(text.replace(menu, menu + "    silence: {after: 2m}\n"), "small.yaml", folder=None)
    assert small.flow, small.findings
    now = datetime.now(UTC)
    with store.writing() as session:
        flows.publish(session, small.flow, small.source, "test", now)
        people.add_user(session, "ana", "Ana", "agent", "a long password", now, ("repairs",))
    running = Program(tmp_path, database_url, exchange.base_url)
    base = running.base + "/twilio/"
    exchange.add_number(
        SMALL, voice_url=base + "voice", voice_fallback_url=base + "fallback", status_callback=base + "status"
    )
    running.start()
    yield running
    running.kill()


def test_killed_in_the_menu_in_the_line_and_in_conversation(
    program: Program, store: Store, exchange: Exchange
) -> None:
    carol, ana = exchange.phone("+12025550199"), exchange.client("agent_1")
    carol.dial(SMALL)
    carol.expect_heard("press 2")
    program.kill()
    program.start()
    carol.press("2")
    carol.expect_kind("music")

    program.kill()
    with store.writing() as session:
        agents.set_presence(session, 1, "available", datetime.now(UTC))
    program.start()
    ana.expect_ringing(PATIENCE_S)
    ana.answer()
    carol.expect_kind("conference", PATIENCE_S)

    program.kill()
    program.start()
    with store.writing() as session:
        agents.hang_up(session, 1, datetime.now(UTC))
    assert carol.expect_ended(PATIENCE_S) == "completed"

    def outcome() -> str | None:
        with store.reading() as session:
            return call_store.recent(session, 1)[0].outcome

    def presence() -> str:
        with store.reading() as session:
            desk = agents.desk(session, 1, datetime.now(UTC))
        return desk.presence if desk else ""

    until(outcome, "an outcome")
    assert outcome() == "answered"
    until(lambda: presence() == "wrap_up", "wrap-up")
    # News may have come while nobody was there; nobody was told an error.
    assert [alert for alert in exchange.debugger if "notification" not in alert.message] == []
