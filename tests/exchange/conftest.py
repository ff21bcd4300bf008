"""A customer's application, an exchange beside it on the same port, and the vendor's own client."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, request
from flask_sock import Sock
from requests import Session
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from werkzeug.serving import make_server

from exchange.audio.speech import Speech
from exchange.clock import Clock, ManualClock
from exchange.exchange import Account, Exchange
from exchange.phones.script import ScriptPhone
from exchange.web import mount

ACCOUNT = Account("AC" + "a" * 32, "f00dfacef00dfacef00dfacef00dface", "SK" + "b" * 32, "c" * 32)
LINE = "+551140028922"
CALLER = "+5511988887777"
Answer = str | Response | Callable[[Mapping[str, str]], str | Response]


@dataclass
class Asked:
    """One request that the exchange made."""

    path: str
    method: str
    fields: dict[str, str]
    headers: dict[str, str]
    at: float


@dataclass
class Customer:
    """Somebody's application: TwiML by path, the last answer repeated; remembers what it was asked."""

    base: str = ""
    asked: list[Asked] = field(default_factory=list)
    forged: list[str] = field(default_factory=list)
    _answers: dict[str, list[Answer]] = field(default_factory=dict)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _looked: dict[str, int] = field(default_factory=dict)

    def on(self, path: str, *answers: Answer) -> str:
        """The whole URL of a path that answers so, one after another. Text is the inside of a Response."""
        self._answers[path] = list(answers)
        return self.base + path

    def reply(self, path: str) -> Response:
        fields = {**request.args.to_dict(), **request.form.to_dict()}
        signature = request.headers.get("X-Twilio-Signature", "")
        validator = RequestValidator(ACCOUNT.auth_token)
        if not validator.validate(request.url, request.form.to_dict(), signature):
            self.forged.append(path)
        with self._changed:
            self.asked.append(Asked(path, request.method, fields, dict(request.headers), time.monotonic()))
            queue = self._answers.get(path, [])
            answer: Answer = "" if not queue else queue.pop(0) if len(queue) > 1 else queue[0]
            self._changed.notify_all()
        if callable(answer) and not isinstance(answer, Response):
            answer = answer(fields)
        if isinstance(answer, Response):
            return answer
        return Response(f"<?xml version='1.0'?><Response>{answer}</Response>", mimetype="text/xml")

    def expect(self, path: str, timeout: float = 10, **fields: str) -> dict[str, str]:
        """The fields of the next request to `path`, after the last expected, that has these."""
        found: list[Asked] = []

        def look() -> bool:
            mine = self.requests(path)
            for place in range(self._looked.get(path, 0), len(mine)):
                if fields.items() <= mine[place].fields.items():
                    self._looked[path] = place + 1
                    found.append(mine[place])
                    return True
            return False

        with self._changed:
            assert self._changed.wait_for(look, timeout), (
                f"no {fields} to {path}; asked so far: {[(a.path, a.fields) for a in self.asked]}"
            )
        return found[0].fields

    def requests(self, path: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path == path]


class Rewriting(TwilioHttpClient):  # type: ignore[misc]
    """The vendor's transport, sent to this machine."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=10)
        self._base = base
        self.session = Session()
        self.session.trust_env = False

    def request(self, method: str, url: str, *arguments: Any, **named: Any) -> Any:
        return super().request(method, url.replace("https://api.twilio.com", self._base), *arguments, **named)


@dataclass
class Town:
    """Everything of one test."""

    customer: Customer
    exchange: Exchange
    api: Client
    caller: ScriptPhone

    def line(self, *answers: Answer, **settings: str) -> None:
        """What our number answers with."""
        self.exchange.add_number(LINE, voice_url=self.customer.on("/voice", *answers), **settings)

    def wait_for(self, condition: Callable[[], bool], timeout: float = 10) -> None:
        deadline = time.monotonic() + timeout
        while not condition():
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.01)

    def pass_time(self, clock: ManualClock, step_s: float, until: Callable[[], bool]) -> None:
        """Move the clock step by step, with a breath for the threads in between."""
        deadline = time.monotonic() + 10
        while not until():
            assert time.monotonic() < deadline, "time passed in vain"
            clock.advance(step_s)
            time.sleep(0.02)


BuildTown = Callable[..., Town]


@pytest.fixture
def build_town(tmp_path: Path) -> Iterator[BuildTown]:
    """Builds a town; at the end every webhook must have been signed well."""
    stops: list[Callable[[], None]] = []
    towns: list[Town] = []

    def build(clock: Clock | None = None, prompt_speed: float = 0.0) -> Town:
        app = Flask("customer")
        server = make_server("127.0.0.1", 0, app, threaded=True)
        base = f"http://127.0.0.1:{server.server_port}"
        customer = Customer(base)
        exchange = Exchange(
            ACCOUNT, base, tmp_path / "exchange", clock, Speech(use_espeak=False), prompt_speed
        )
        mount(app, exchange)
        app.add_url_rule(
            "/<path:path>", view_func=lambda path: customer.reply("/" + path), methods=["GET", "POST"]
        )
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        exchange.start()
        api = Client(ACCOUNT.api_key, ACCOUNT.api_secret, ACCOUNT.sid, http_client=Rewriting(base))
        town = Town(customer, exchange, api, exchange.phone(CALLER))
        towns.append(town)
        stops.extend((exchange.stop, server.shutdown, server.server_close, thread.join))
        return town

    yield build
    for stop in stops:
        stop()
    assert [town.customer.forged for town in towns] == [[] for _ in towns]


@pytest.fixture
def town(build_town: BuildTown) -> Town:
    return build_town()


@dataclass
class Ear:
    """The customer's end of media streams."""

    url: str = ""
    heard: list[dict[str, Any]] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    socket: Any = None
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def take(self, socket: Any, signature: str) -> None:
        self.socket = socket
        self.signatures.append(signature)
        while True:
            message = json.loads(socket.receive())
            with self._changed:
                self.heard.append(message)
                self._changed.notify_all()

    def expect(self, event: str, timeout: float = 10) -> dict[str, Any]:
        """The first message of this kind, waiting for it."""

        def found() -> dict[str, Any] | None:
            return next((m for m in self.heard if m["event"] == event), None)

        with self._changed:
            assert self._changed.wait_for(lambda: found() is not None, timeout), [
                m["event"] for m in self.heard if m["event"] != "media"
            ]
        message = found()
        assert message is not None
        return message

    def of(self, event: str) -> list[dict[str, Any]]:
        return [m for m in self.heard if m["event"] == event]

    def send(self, message: dict[str, Any]) -> None:
        self.socket.send(json.dumps(message))

    def close(self) -> None:
        self.socket.close()


@pytest.fixture
def ear() -> Iterator[Ear]:
    """A server of its own for media streams."""
    app = Flask("ears")
    ear = Ear()
    Sock(app).route("/media")(lambda socket: ear.take(socket, request.headers.get("X-Twilio-Signature", "")))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    ear.url = f"ws://127.0.0.1:{server.server_port}/media"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield ear
    server.shutdown()
    server.server_close()
    thread.join()
