"""The thread that keeps the books: it looks often and cheaply, and works in small transactions.

Beside the worker's own, so that neither a caller nor an agent ever waits for figures. Several processes may
have one: the bookmark lets one at a time work.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from support.services import bookkeeping, closed_books
from support.store.base import Store

EVERY_S = 0.8  # figures are those of a second ago at the latest
PAUSE_S = 0.02  # between two steps when there is much to do: whoever waits for the database goes first
REST_S = 10.0  # after something failed
# Time in presences is of whole quarters of an hour while it goes on, so what is over need not hurry either.
PRESENCES_REST = timedelta(seconds=10)
CLOSED_REST = timedelta(minutes=1)  # when no day is left to close
log = structlog.get_logger()


class Bookkeeper:
    """`start` keeps the books in a thread of this process; `keep_up` does it here and now."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._closed_at: datetime | None = None

    def start(self) -> None:
        self._stopping.clear()
        self._thread = threading.Thread(target=self._loop, name="books", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread:
            self._thread.join(timeout=10)

    def keep_up(self) -> None:
        """Until nothing is left to do; and a few of the days that are over are closed."""
        while self._step() and not self._stopping.wait(PAUSE_S):
            pass
        self._close()

    def _step(self) -> bool:
        with self._store.reading() as session:
            if not bookkeeping.is_behind(session, self._clock(), PRESENCES_REST):
                return False
        with self._store.writing() as session:
            return bookkeeping.keep(session, self._clock(), rest=PRESENCES_REST)

    def _close(self) -> None:
        """One step of the night: in a transaction of its own, so that nothing else waits if it fails."""
        now = self._clock()
        if self._closed_at and self._closed_at <= now < self._closed_at + CLOSED_REST:
            return
        with self._store.reading() as session:
            is_due = closed_books.is_due(session, now)
        self._closed_at = None if is_due else now
        if is_due:
            with self._store.writing() as session:
                closed_books.close(session, now)

    def _loop(self) -> None:
        pause = EVERY_S
        while not self._stopping.wait(pause):
            pause = EVERY_S
            try:
                self.keep_up()
            except Exception:  # a database that is away for a while must not end it
                log.exception("books_not_kept")
                pause = REST_S
