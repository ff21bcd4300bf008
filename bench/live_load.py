"""Live pages as browsers hold them, for `bench live`: one thread reads streams, a few fetch what changed."""

from __future__ import annotations

import hashlib
import http.client
import queue
import selectors
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

FETCHERS = 4
TIMEOUT_S = 20
_CSRF = "csrf_token"
Fetched = Callable[["Page", str, float], None]
"""Called with the HTML of a part, and when it was there (seconds of `time.perf_counter`)."""


@dataclass(eq=False)
class Page:
    """`topics` of the stream; `src`: what is fetched when any of them changes, "" for nothing."""

    port: int
    cookie: str
    topics: str
    src: str = ""
    events: int = 0
    beats: int = 0
    sock: socket.socket | None = None
    _unread: bytearray = field(default_factory=bytearray)

    def open(self) -> None:
        self.sock = socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT_S)
        head = f"GET /live?topics={self.topics} HTTP/1.1\r\nHost: x\r\nCookie: session={self.cookie}\r\n\r\n"
        self.sock.sendall(head.encode())
        while b"event: " not in self._unread:
            piece = self.sock.recv(65536)
            self._unread += piece
            if not piece or not self._unread.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(f"no live page: {bytes(self._unread[:200])!r}")
        self._unread.clear()

    def take(self, data: bytes) -> bool:
        """Whether there was news in it."""
        self._unread += data
        whole, mark, rest = self._unread.rpartition(b"\n\n")
        self._unread = bytearray(rest)
        changed = whole.count(b"event: changed") if mark else 0
        self.events += changed
        self.beats += whole.count(b"event: beat") if mark else 0
        return changed > 0


class Pages:
    """Open from `hold` to `close`."""

    def __init__(self, fetched: Fetched | None = None) -> None:
        self.pages: list[Page] = []
        self.lost = 0
        self._fetched = fetched
        self._selector = selectors.DefaultSelector()
        self._todo: queue.SimpleQueue[Page | None] = queue.SimpleQueue()
        self._stopping = False
        self._threads: list[threading.Thread] = []

    def hold(self, pages: Sequence[Page]) -> None:
        for page in pages:
            page.open()
            assert page.sock
            self._selector.register(page.sock, selectors.EVENT_READ, page)
            self.pages.append(page)
        if not self._threads:
            jobs = [self._read] + [self._fetch] * (FETCHERS if self._fetched else 0)
            self._threads = [threading.Thread(target=job, daemon=True) for job in jobs]
            for thread in self._threads:
                thread.start()

    def close(self) -> None:
        self._stopping = True
        for _ in self._threads:
            self._todo.put(None)
        for thread in self._threads:
            thread.join(timeout=TIMEOUT_S)
        for page in self.pages:
            if page.sock:
                page.sock.close()

    def _read(self) -> None:
        while not self._stopping:
            for key, _ in self._selector.select(0.2):
                data = key.fileobj.recv(65536)  # type: ignore[union-attr]
                if not data:
                    self.lost += 1
                    self._selector.unregister(key.fileobj)
                elif key.data.take(data) and key.data.src:
                    self._todo.put(key.data)

    def _fetch(self) -> None:
        browsers: dict[int, http.client.HTTPConnection] = {}
        while page := self._todo.get():
            browser = browsers.setdefault(page.port, http.client.HTTPConnection("127.0.0.1", page.port))
            with suppress(OSError, http.client.HTTPException):
                browser.request("GET", page.src, headers={"Cookie": f"session={page.cookie}"})
                html = browser.getresponse().read().decode()
                assert self._fetched
                self._fetched(page, html, time.perf_counter())
                continue
            browser.close()


def cookie_of(secret: str, user_id: int) -> tuple[str, str]:
    """A session as signing in makes one, and a form's token for it: hundreds cannot sign in so quickly."""
    app = Flask("bench")
    app.secret_key = secret
    token = hashlib.sha1(str(user_id).encode(), usedforsecurity=False).hexdigest()
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    if serializer is None:
        raise RuntimeError("sessions need a secret")
    cookie = serializer.dumps({"_user_id": str(user_id), "_fresh": True, _CSRF: token})
    form: str = URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(token)
    return str(cookie), form
