"""The ears alone: what only this server does. What both servers do is in `test_stream_socket`."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterator

import pytest
import requests

from support.store.base import Store
from tests.webhooks.door import SETTINGS
from tests.webhooks.listening import Room, started, until
from tests.webhooks.sockets import STREAM, EarsAlone, free_port, signature_of
from webhooks.ear_server import run
from webhooks.signature import SignatureCheck


@pytest.fixture
def server(store: Store) -> Iterator[EarsAlone]:
    made = EarsAlone(Room(store))
    yield made
    made.stop()


def get(server: EarsAlone, path: str, signature: str = "") -> requests.Response:
    headers = {"X-Twilio-Signature": signature} if signature else {}
    return requests.get(f"http://127.0.0.1:{server.port}{path}", headers=headers, timeout=10)


def test_whoever_watches_it_learns_how_many_are_heard(server: EarsAlone) -> None:
    assert (get(server, "/healthz").status_code, get(server, "/healthz").text) == (200, "0 streams\n")
    server.connect()
    until(lambda: get(server, "/healthz").text == "1 streams\n", "one to be heard")


def test_a_stranger_learns_nothing(server: EarsAlone) -> None:
    for path in ("/", "/twilio/media", "/twilio/voice", "/healthz/more"):
        reply = get(server, path)
        assert (reply.status_code, "signature" in reply.text.lower()) == (403, False)


def test_the_phone_company_learns_where_streams_are(server: EarsAlone) -> None:
    reply = get(server, "/twilio/voice", signature_of(STREAM))
    assert (reply.status_code, reply.text) == (404, "Media streams are at /twilio/media.\n")
    assert get(server, "/twilio/media", signature_of(STREAM)).status_code == 426, "no handshake"


def test_two_signatures_are_none(server: EarsAlone) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as plain:
        signature = f"X-Twilio-Signature: {signature_of(STREAM)}\r\n"
        plain.sendall(f"GET /twilio/media HTTP/1.1\r\nHost: x\r\n{signature}{signature}\r\n".encode())
        assert b" 403 " in plain.makefile("rb").readline()


def test_who_never_answers_a_goodbye_keeps_nobody_waiting(server: EarsAlone) -> None:
    """They were waited for one after the other."""
    lines = ["GET /twilio/media HTTP/1.1", "Host: x", "Upgrade: websocket", "Connection: Upgrade"]
    lines += ["Sec-WebSocket-Key: " + "A" * 22 + "==", "Sec-WebSocket-Version: 13"]
    lines += [f"X-Twilio-Signature: {signature_of(STREAM)}", "", ""]
    deaf = [socket.create_connection(("127.0.0.1", server.port), timeout=10) for _ in range(8)]
    for plain in deaf:
        plain.sendall("\r\n".join(lines).encode())
    until(lambda: server.room.ears.live == len(deaf), "all to be in")
    server.room.clock.now += 11
    until(lambda: server.room.ears.live == 0, "all to be let go")
    for plain in deaf:
        plain.close()


def test_it_stops_when_it_is_told_to(store: Store) -> None:
    room, port = Room(store), free_port()
    start = room.start()

    def visit() -> None:
        client = EarsAlone.connect(_At(port))  # type: ignore[arg-type]
        client.send(started(start))
        until(lambda: room.states() == ["live"], "it to be live")
        os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    run(room.ears, SignatureCheck(SETTINGS), "127.0.0.1", port, threading.Thread(target=visit).start)
    room.stop()
    signal.signal(signal.SIGTERM, before)
    assert room.states() == ["lost", "asked"]


class _At:
    """As much of a server as its clients need."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._clients: list[object] = []
