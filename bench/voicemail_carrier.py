"""The phone company's machines as `bench voicemail_kills` needs them: recordings given out, listed, deleted.

Not everything works at once: some sounds are there only after a while, some answers are 503.
"""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = tuple[int, bytes, str]
_JSON = "application/json"
_NOT_YET, _AWAY = 0.1, 0.05  # shares of first requests


@dataclass(frozen=True)
class Left:
    """A recording that somebody left. `made`: when."""

    sid: str
    call_sid: str
    seconds: int
    made: datetime


class Carrier:
    """`given` and `removed`: how often each recording was."""

    def __init__(self, sound: bytes, seed: int = 1) -> None:
        self.left: dict[str, Left] = {}
        self.given: Counter[str] = Counter()
        self.removed: Counter[str] = Counter()
        self.texts = 0
        self.address = ""
        self._asked: set[str] = set()
        self._sound, self._random, self._lock = sound, random.Random(seed), threading.Lock()

    def leave(self, left: Left) -> None:
        with self._lock:
            self.left[left.sid] = left

    def get(self, path: str) -> Reply:
        name = path.partition("?")[0].rpartition("/")[2]
        with self._lock:
            if name == "Messages.json":
                return 200, b'{"messages": [], "next_page_uri": null}', _JSON
            if name == "Recordings.json":
                return self._list(path)
            sid = name.removesuffix(".wav")
            if sid not in self.left or sid in self.removed:
                return 404, b"{}", _JSON
            trouble = self._trouble(sid)
            if trouble:
                return trouble, b"{}", _JSON
            self.given[sid] += 1
            return 200, self._sound, "audio/x-wav"

    def text(self) -> Reply:
        """A message to a customer: taken, and forgotten."""
        with self._lock:
            self.texts += 1
            return 201, json.dumps({"sid": f"SM{self.texts:032x}", "status": "queued"}).encode(), _JSON

    def delete(self, path: str) -> Reply:
        sid = path.rpartition("/")[2].removesuffix(".json")
        with self._lock:
            if sid not in self.left or sid in self.removed:
                return 404, b'{"code": 20404, "message": "not found", "status": 404}', _JSON
            self.removed[sid] += 1
            return 204, b"", _JSON

    def _trouble(self, sid: str) -> int:
        if sid in self._asked:
            return 0
        self._asked.add(sid)
        chance = self._random.random()
        return 404 if chance < _NOT_YET else 503 if chance < _NOT_YET + _AWAY else 0

    def _list(self, path: str) -> Reply:
        there = [each for each in self.left.values() if each.sid not in self.removed]
        chosen = [each for each in there if "CallSid=" not in path or f"CallSid={each.call_sid}" in path]
        page = {"recordings": [self._shown(each) for each in chosen], "next_page_uri": None, "page": 0}
        return 200, json.dumps(page).encode(), _JSON

    def url(self, sid: str) -> str:
        """Where its sound is, as news of it say."""
        return f"{self.address}/2010-04-01/Accounts/AC/Recordings/{sid}"

    def _shown(self, left: Left) -> dict[str, Any]:
        return {
            "sid": left.sid,
            "call_sid": left.call_sid,
            "status": "completed",
            "duration": str(left.seconds),
            "channels": 1,
            "source": "RecordVerb",
            "date_created": format_datetime(left.made),
            "media_url": self.url(left.sid),
        }


@contextmanager
def answering(carrier: Carrier) -> Iterator[str]:
    """Its address, while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            self._answer(carrier.get)

        def do_DELETE(self) -> None:
            self._answer(carrier.delete)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self._answer(lambda _: carrier.text())

        def _answer(self, how: Callable[[str], Reply]) -> None:
            status, body, kind = how(self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def handle(self) -> None:
            with suppress(ConnectionError):  # a worker that died in the middle
                super().handle()

        def log_message(self, *_: object) -> None:
            """Nothing: the figures are what is wanted."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        carrier.address = f"http://127.0.0.1:{server.server_port}"
        yield carrier.address
    finally:
        server.shutdown()
        server.server_close()
