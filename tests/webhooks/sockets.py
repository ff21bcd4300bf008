"""The two servers of media streams on a port, and clients that come as the phone company does."""

from __future__ import annotations

import asyncio
import socket
import threading
from abc import ABC, abstractmethod
from typing import Any

from flask import Flask
from simple_websocket import Client  # type: ignore[import-untyped]
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.webhooks.door import SETTINGS, VALIDATOR
from tests.webhooks.listening import Room, until
from webhooks import shell
from webhooks.ear_server import EarServer
from webhooks.signature import SignatureCheck

STREAM = "wss://ramal.example.com/twilio/media"


def signature_of(url: str) -> str:
    return str(VALIDATOR.compute_signature(url, {}))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served(ABC):
    def __init__(self, room: Room) -> None:
        self.room, self.port = room, free_port()
        self._clients: list[Any] = []
        self._stopped = False
        self.serve()

    @abstractmethod
    def serve(self) -> None:
        """Ready for sockets when it returns."""

    @abstractmethod
    def close(self) -> None:
        """As when the program is asked to stop."""

    def connect(self) -> Any:
        headers = {"X-Twilio-Signature": signature_of(STREAM)}
        client = Client(f"ws://127.0.0.1:{self.port}/twilio/media", headers=headers)
        self._clients.append(client)
        return client

    def stop(self) -> None:
        if self._stopped:
            return
        self._stopped = True
        self.close()
        for client in self._clients:
            if client.connected:
                client.close()


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_: Any) -> None:
        pass


class Doors(Served):
    """One thread a socket, beside the webhooks."""

    def serve(self) -> None:
        app = Flask("doors", static_folder=None)
        shell.mount(app, self.room.door.parts, self.room.ears)
        self._server = make_server("127.0.0.1", self.port, app, threaded=True, request_handler=_Quiet)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.room.ears.stop()
        self._server.shutdown()
        self._server.server_close()


class EarsAlone(Served):
    """One loop for all sockets."""

    def serve(self) -> None:
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(ready)), daemon=True)
        self._thread.start()
        assert ready.wait(10)

    async def _run(self, ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._server = EarServer(self.room.ears, SignatureCheck(SETTINGS))
        await self._server.run("127.0.0.1", self.port, ready.set)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._server.stop)
        until(lambda: not self._thread.is_alive(), "the server to stop")
        self.room.ears.stop()
