"""The web phone's door: the page /phone, its files, and the socket that makes a browser a telephone."""

from __future__ import annotations

import threading
from contextlib import suppress
from socket import SHUT_RDWR
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template, request
from flask.blueprints import BlueprintSetupState
from flask_sock import Sock
from simple_websocket import ConnectionClosed, Server  # type: ignore[import-untyped]

from exchange.phones.outbox import Outbox
from exchange.phones.session import Session

if TYPE_CHECKING:
    from exchange.exchange import Exchange

LOOK_S = 1.0
# a browser that vanishes without a word is missed after two of these
SOCKET = {"ping_interval": 15, "max_message_size": 65_536}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' ws: wss:; "
    "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def blueprint(exchange: Exchange) -> Blueprint:
    """/phone, /phone/static/... and the WebSocket /exchange/phone (docs/exchange-phone.md)."""
    doors = Blueprint(
        "exchange_phone",
        __name__,
        template_folder="templates",
        static_folder="static/exchange",
        static_url_path="/phone/static",
    )
    sock = Sock()

    @doors.get("/phone")
    def page() -> str:
        return render_template("exchange/phone.html")

    def socket(ws: Server) -> None:
        if _foreign(request.headers.get("Origin", ""), request.host):
            ws.close(1008, "another site's page may not use this telephone")
        else:
            serve(ws, exchange)
        # now, or the development server would put an HTTP reply behind the last frame
        with suppress(OSError):
            ws.sock.shutdown(SHUT_RDWR)

    sock.route("/exchange/phone", bp=doors)(socket)
    doors.after_request(_guarded)
    doors.record_once(_socket_options)
    return doors


def serve(ws: Server, exchange: Exchange) -> None:
    """One browser's connection, until it is gone."""
    # only the outbox's thread ever sends: the library's send is not made for several
    outbox = Outbox(ws.send)
    session = Session(
        exchange,
        outbox,
        numbers=exchange.numbers,
        secrets=exchange.secrets,
        server_tts=exchange.speech.available,
    )
    sender = threading.Thread(target=outbox.run, name="phone-outbox", daemon=True)
    sender.start()
    try:
        # looked at now and then, because a browser that does not read does not speak either
        while not outbox.closed:
            message = ws.receive(timeout=LOOK_S)
            if message is not None:
                session.receive(message)
    except ConnectionClosed:
        pass  # the browser's way to hang up for good
    finally:
        session.close()


def _foreign(origin: str, host: str) -> bool:
    """A page of another site; programs that are no browsers send no Origin."""
    return bool(origin) and urlsplit(origin).netloc != host


def _guarded(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    return response


def _socket_options(state: BlueprintSetupState) -> None:
    state.app.config.setdefault("SOCK_SERVER_OPTIONS", SOCKET)
