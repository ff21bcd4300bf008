"""Notifications: sent in the background, in order per key, and misdelivered when the faults say so."""

from __future__ import annotations

import queue
import secrets
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from exchange.faults import Faults
from exchange.http import FetchError, HttpClient

log = structlog.get_logger()

WORKERS = 8


@dataclass(frozen=True)
class Notice:
    """One notification; its reply's body is ignored."""

    key: str  # order is kept among notices of one key
    url: str
    method: str
    fields: Mapping[str, str]


class Dispatcher:
    """A few worker threads, each with its own line of notices."""

    def __init__(
        self, http: HttpClient, faults: Faults, failed: Callable[[Notice, FetchError], None]
    ) -> None:
        self._http = http
        self._faults = faults
        self._failed = failed
        self._lines: list[queue.SimpleQueue[Notice | None]] = [queue.SimpleQueue() for _ in range(WORKERS)]
        self._threads: list[threading.Thread] = []
        self._pending = 0
        self._settled = threading.Condition()

    def start(self) -> None:
        if self._threads:
            return
        for number, line in enumerate(self._lines):
            thread = threading.Thread(
                target=self._work, args=(line,), name=f"exchange-notices-{number}", daemon=True
            )
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        for line in self._lines:
            line.put(None)
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def tell(self, notice: Notice) -> None:
        """Never blocks."""
        if not notice.url:
            return
        with self._settled:
            self._pending += 1
        self._lines[zlib.crc32(notice.key.encode()) % WORKERS].put(notice)

    def quiet(self, timeout_s: float = 0) -> bool:
        """Whether everything told so far is out, waiting at most so long."""
        with self._settled:
            return self._settled.wait_for(lambda: self._pending == 0, timeout_s)

    def _work(self, line: queue.SimpleQueue[Notice | None]) -> None:
        held: Notice | None = None
        while True:
            try:
                # A held-back notice goes out late even if nothing follows it.
                notice = line.get(timeout=0.3 if held else None)
            except queue.Empty:
                self._deliver(held)
                held = None
                continue
            if notice is None:
                self._deliver(held)
                return
            if held is None and self._faults.happens(self._faults.reorder):
                held = notice
                continue
            self._deliver(notice)
            self._deliver(held)
            held = None

    def _deliver(self, notice: Notice | None) -> None:
        if notice is None:
            return
        if self._faults.delay_s:
            time.sleep(self._faults.delay_s)
        if not self._faults.happens(self._faults.drop):
            token = secrets.token_hex(16)
            self._send(notice, token)
            if self._faults.happens(self._faults.duplicate):
                self._send(notice, token)
        with self._settled:
            self._pending -= 1
            self._settled.notify_all()

    def _send(self, notice: Notice, token: str) -> None:
        try:
            self._http.send(notice.method, notice.url, notice.fields, token)
        except FetchError as error:
            self._failed(notice, error)
        except Exception:
            log.exception("notification_failed")
