"""A whole phone company with a small TwiML application on one port, for tests that are a browser to it."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from simple_websocket import Client, ConnectionClosed  # type: ignore[import-untyped]
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant
from werkzeug.serving import BaseWSGIServer, make_server

from exchange.account import Account
from exchange.audio.speech import Speech
from exchange.exchange import Exchange
from exchange.phone_web import blueprint

LINE, VOICEMAIL, DESK, BRIEF = "+551140028922", "+551133334444", "+551155556666", "+551177778888"
CUSTOMER = "+5511988887777"
ACCOUNT = Account("AC" + "1" * 32, "token", "SK" + "2" * 32, "s" * 40)
SOON_S = 8.0

MENU = """
<Gather numDigits="1" input="dtmf speech" action="/twiml/chosen" timeout="3">
  <Say language="pt-BR">Acme, bom dia. Para faturas, tecle 1 ou diga faturas.</Say>
</Gather>
<Say language="pt-BR">Até logo.</Say>
"""
RECORD = '<Record action="/twiml/recorded" finishOnKey="#" maxLength="10" trim="do-not-trim"/>'
TWO_WORDS = '<Say language="pt-BR">Olá.</Say><Say language="pt-BR">Até logo.</Say>'
CLIENT = '<Dial><Client><Identity>agent_1</Identity><Parameter name="queue" value="billing"/></Client></Dial>'


class PhoneServer:
    """url: of the whole; texts: bodies of SMS that reached the application."""

    def __init__(self, folder: Path, speech: Speech, prompt_speed: float, ping_interval: float) -> None:
        self.texts: list[str] = []
        self.telephones: list[Telephone] = []
        app = self._application()
        app.config["SOCK_SERVER_OPTIONS"] = {"ping_interval": ping_interval}
        self.server: BaseWSGIServer = make_server("127.0.0.1", 0, app, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.exchange = Exchange(ACCOUNT, self.url, folder, speech=speech, prompt_speed=prompt_speed)
        for number, name, path in (
            (LINE, "Acme customer line", "menu"),
            (VOICEMAIL, "Acme voicemail", "record"),
            (DESK, "Acme desk", "client"),
            (BRIEF, "Acme in two words", "brief"),
        ):
            url = f"{self.url}/twiml/{path}"
            self.exchange.add_number(number, voice_url=url, sms_url=f"{self.url}/sms", friendly_name=name)
        app.register_blueprint(blueprint(self.exchange))

    def connect(self, **headers: str) -> "Telephone":
        """A telephone on a socket of its own, closed with the server."""
        telephone = Telephone(self.url.replace("http", "ws") + "/exchange/phone", headers)
        self.telephones.append(telephone)
        return telephone

    def socket(self, **register: object) -> "Telephone":
        """A telephone that has asked to be registered."""
        telephone = self.connect()
        telephone.do("register", **register)
        return telephone

    def token(self, identity: str = "agent_1") -> str:
        token = AccessToken(ACCOUNT.sid, ACCOUNT.api_key, ACCOUNT.api_secret, identity=identity)
        token.add_grant(VoiceGrant(incoming_allow=True))
        return str(token.to_jwt())

    def _application(self) -> Flask:
        app = Flask("acme")
        documents = {"menu": MENU, "record": RECORD, "client": CLIENT, "brief": TWO_WORDS}
        documents["recorded"] = "<Say>Obrigado.</Say>"

        @app.post("/twiml/<name>")
        def twiml(name: str) -> Response:
            chosen = request.form.get("Digits") or request.form.get("SpeechResult")
            documents["chosen"] = f"<Say language='pt-BR'>Você escolheu {chosen}.</Say>"
            return Response(f"<Response>{documents[name]}</Response>", mimetype="text/xml")

        @app.get("/blank")
        def blank() -> str:
            return "<!doctype html><link rel='icon' href='data:,'><title>Desk</title>"

        @app.post("/sms")
        def sms() -> Response:
            self.texts.append(request.form["Body"])
            return Response("<Response/>", mimetype="text/xml")

        return app


class Telephone:
    """A browser as the protocol sees it, for tests."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self.socket = Client(url, headers=headers)
        self.frames: list[bytes] = []
        self.events: list[dict[str, Any]] = []

    def do(self, do: str, **facts: object) -> None:
        self.socket.send(json.dumps({"do": do, **facts}))

    def expect(self, event: str, **facts: object) -> dict[str, Any]:
        """Wait for an event with these facts; a value that is callable is a check."""
        while True:
            received = self._next()
            if received["event"] == event and all(_fits(received.get(k), v) for k, v in facts.items()):
                return received

    def listen(self, enough: Callable[[list[bytes]], bool]) -> None:
        """Wait until the frames heard so far are enough."""
        deadline = time.monotonic() + SOON_S
        while not enough(self.frames):
            self._read(deadline)

    def close(self) -> None:
        with suppress(ConnectionClosed):
            self.socket.close()

    def closed(self) -> bool:
        """Whether the server ends the connection soon."""
        try:
            while self.socket.receive(timeout=SOON_S) is not None:
                pass
        except ConnectionClosed:
            return True
        return False

    def _next(self) -> dict[str, Any]:
        deadline = time.monotonic() + SOON_S
        while not self.events:
            self._read(deadline)
        return self.events.pop(0)

    def _read(self, deadline: float) -> None:
        message = self.socket.receive(timeout=max(0.0, deadline - time.monotonic()))
        assert message is not None, f"nothing more was heard; frames: {len(self.frames)}"
        if isinstance(message, bytes | bytearray):
            self.frames.append(bytes(message))
        else:
            self.events.append(json.loads(message))


def _fits(value: object, wanted: object) -> bool:
    return bool(wanted(value)) if callable(wanted) else value == wanted


@contextmanager
def running(
    folder: Path, speech: Speech, prompt_speed: float = 0.0, ping_interval: float = 15
) -> Iterator[PhoneServer]:
    """A phone server until the block ends."""
    company = PhoneServer(folder, speech, prompt_speed, ping_interval)
    company.exchange.start()
    thread = threading.Thread(target=company.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield company
    finally:
        for telephone in company.telephones:
            telephone.close()
        company.exchange.stop()
        company.server.shutdown()
        thread.join(5)
        company.server.server_close()


def eventually(true: Callable[[], object]) -> bool:
    """Whether it becomes true soon."""
    deadline = time.monotonic() + SOON_S
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.01)
    return bool(true())
