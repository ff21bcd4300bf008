"""A town for journeys: the whole program on a port, its exchange, customers with telephones, agents."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler

import app as ramal
from exchange.audio.speech import Speech
from exchange.clock import ManualClock, SystemClock
from exchange.exchange import Account, Exchange
from exchange.phones.script import ScriptPhone
from speech.choice import Hearing
from support.demo import PASSWORD
from support.services import cards, tickets
from support.settings import read_settings
from support.store import calls as call_store
from support.store.base import Session
from support.store.orders import Order
from webhooks import numbers
from webhooks.server import threaded

SMALL = "+12025550123"
ACME = "+551140028922"
MONDAY_10_SAO_PAULO = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
PATIENCE_S = 30  # of a busy machine


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_: Any) -> None:
        pass


class Desk:
    """An agent's browser: signed in over HTTP, with a telephone that rings."""

    def __init__(self, town: Town, login: str) -> None:
        self.town = town
        self._http = requests.Session()
        self._post("/sign-in", login=login, password=PASSWORD)
        self.phone: ScriptPhone = town.exchange.client(self.token()["identity"])

    def token(self) -> dict[str, Any]:
        return dict(self._http.get(self.town.base + "/desk/token").json())

    def available(self) -> Desk:
        self._post("/desk/presence", presence="available")
        return self

    def away(self, reason: str = "break") -> None:
        self._post("/desk/presence", presence="away", reason=reason)

    def ready(self) -> None:
        self._post("/desk/ready")

    def hang_up(self) -> None:
        self._post("/desk/hang-up")

    def decline(self) -> None:
        self._post("/desk/decline")

    def hold(self) -> None:
        self._post("/desk/hold")

    def resume(self) -> None:
        self._post("/desk/resume")

    def record(self, wanted: str) -> None:
        """The recording of the call: pause or resume."""
        self._post("/desk/recording", wanted=wanted)

    def transfer(self, kind: str, value: str | int) -> None:
        """Blind: to an agent (id), a queue (name) or a number."""
        self._post("/desk/transfer", kind=kind, value=str(value))

    def consult(self, kind: str, value: str | int) -> None:
        self._post("/desk/consult", kind=kind, value=str(value))

    def join(self) -> None:
        self._post("/desk/join")

    def complete(self) -> None:
        self._post("/desk/complete")

    def cancel_consult(self) -> None:
        self._post("/desk/cancel-consult")

    def answer(self) -> None:
        self.phone.expect_ringing()
        self.phone.answer()
        self.phone.expect_kind("conference")

    def page(self, path: str = "/desk") -> str:
        reply = self._http.get(self.town.base + path)
        assert reply.status_code == 200, (path, reply.status_code)
        return reply.text

    def get(self, path: str) -> requests.Response:
        return self._http.get(self.town.base + path)

    def expect(self, words: str, path: str = "/desk") -> None:
        """Wait until the page says so."""
        self.town.until(lambda: words in self.page(path), f"{path} to say {words!r}")

    def _post(self, path: str, **fields: str) -> None:
        page = self._http.get(self.town.base + ("/sign-in" if path == "/sign-in" else "/desk")).text
        found = re.search(r'name="csrf[_-]token" (?:value|content)="([^"]+)"', page)
        assert found, f"no token on the page before {path}"
        reply = self._http.post(self.town.base + path, data={"csrf_token": found[1], **fields})
        assert reply.status_code == 200, (path, reply.status_code, reply.text[:300])


class Town:
    def __init__(
        self,
        folder: Path,
        database_url: str,
        in_real_time: bool = False,
        hearing: Hearing | None = None,
        **environ: str,
    ) -> None:
        port = _free_port()
        self.base = f"http://127.0.0.1:{port}"
        settings = read_settings({"RAMAL_DATA": str(folder), "PORT": str(port)} | environ)
        settings = replace(settings, database_url=database_url)
        self.clock = ManualClock(MONDAY_10_SAO_PAULO.timestamp())
        clock = SystemClock() if in_real_time else self.clock
        self.now = ramal.system_clock if in_real_time else self.standing_still
        twilio = settings.twilio
        account = Account(twilio.account_sid, twilio.auth_token, twilio.api_key, twilio.api_secret)
        self.exchange = Exchange(
            account, self.base, folder / "exchange", clock, Speech(use_espeak=False), prompt_speed=0
        )
        self.app = ramal.create_app(settings, clock=self.now, exchange=self.exchange, hearing=hearing)
        self.centre: ramal.Centre = self.app.extensions["ramal"]
        self.settings = settings
        self._server = threaded("127.0.0.1", port, self.app)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.sync()
        self.centre.start()

    def sync(self) -> None:
        """The exchange rings for every published number, without waiting for the next sweep."""
        numbers.sync(self.exchange, self.centre.store, self.base)

    def standing_still(self) -> datetime:
        return datetime.fromtimestamp(self.clock.now(), UTC)

    def stop(self) -> None:
        """Everybody hangs up, the last notifications arrive, then the lights go out."""
        self.until(self.exchange.idle, "every call to end")
        self.centre.worker.stop()
        self.exchange.stop()
        self._server.shutdown()
        self._server.server_close()
        self.centre.stop()

    def customer(self, number: str = "+12025550199") -> ScriptPhone:
        return self.exchange.phone(number)

    def desk(self, login: str = "ana") -> Desk:
        return Desk(self, login)

    def advance(self, seconds: float, step: float = 1.0) -> None:
        """Let time pass in small steps, so that what falls due in between happens in between."""
        passed = 0.0
        while passed < seconds:
            moved = min(step, seconds - passed)
            self.clock.advance(moved)
            passed += moved
            self.centre.worker.wake()
            time.sleep(0.01)  # gives threads their turn; nothing is asserted on it

    def until_in_time(self, look: Callable[[], Any], what: str) -> Any:
        """The same while time passes: for what happens only after a while."""

        def look_later() -> Any:
            self.advance(1)
            return look()

        return self.until(look_later, what)

    def until(self, look: Callable[[], Any], what: str) -> Any:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            found = look()
            if found:
                return found
            time.sleep(0.02)
        raise AssertionError(f"waited {PATIENCE_S} s for {what}\n{self.orders()}")

    def orders(self) -> str:
        """What the worker was told to do, for the message of a failed wait."""

        def look(session: Session) -> str:
            rows = session.scalars(select(Order).order_by(Order.id.desc()).limit(10))
            return "\n".join(
                f"{row.kind} {row.state} {row.attempts} {row.error} {row.result}" for row in rows
            )

        return str(self.read(look))

    def read(self, look: Callable[[Session], Any]) -> Any:
        with self.centre.store.reading() as session:
            return look(session)

    def outcome(self, phone: ScriptPhone) -> str:
        """How the last call of this phone ended, once it is recorded."""

        def look(session: Session) -> str | None:
            calls = call_store.recent(session, 1, caller=phone.address)
            return calls[0].outcome if calls else None

        return str(self.until(lambda: self.read(look), f"an outcome of {phone.address}"))

    def story(self, phone: ScriptPhone) -> list[str]:
        """The kinds of fact in the log of this phone's last call."""

        def look(session: Session) -> list[str]:
            call = call_store.recent(session, 1, caller=phone.address)[0]
            return [line.kind for line in cards.story(session, call.id).lines]

        return list(self.read(look))

    def tickets(self) -> list[tickets.TicketRow]:
        return list(self.read(lambda session: tickets.listing(session, "all", 0)))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
