"""Every live page of this process on one thread: pages wait most of the time, and hold no thread meanwhile.

A page's socket is taken from the server that accepted it; nothing is read from it but its end. Topics come
in by `Subscription`, names of parts go out; a page that does not read what it is sent is let go.
"""

from __future__ import annotations

import selectors
import socket
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

import structlog

from support.live import Subscription

TOGETHER_S = 0.02  # news of so little time is one event
FULL = 64 * 1024
log = structlog.get_logger()
Tell = Callable[[frozenset[str]], bytes]
"""What goes to a page when these topics changed; of none, a sign of life."""


@dataclass(eq=False)
class Page:
    """`ends_at`, `told_at`: seconds of the pages' clock."""

    sock: socket.socket
    subscription: Subscription
    tell: Tell
    ends_at: float
    told_at: float
    unsent: bytearray = field(default_factory=bytearray)


class LivePages:
    """At most `most` pages. The thread begins with the first of them: a server may fork before."""

    def __init__(
        self,
        most: int,
        beat_s: float,
        longest_s: float,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._most, self._beat_s, self._longest_s, self._clock = most, beat_s, longest_s, clock
        self._pages: OrderedDict[Page, None] = OrderedDict()  # who was told something longest ago comes first
        self._hurried: set[Page] = set()
        self._lock = threading.Lock()
        self._coming: list[tuple[socket.socket, Subscription, Tell, bytes]] = []
        self._news: set[Subscription] = set()
        self._of: dict[Subscription, Page] = {}
        self._selector = selectors.DefaultSelector()
        self._ear, self._bell = socket.socketpair()
        self._ear.setblocking(False)
        self._bell.setblocking(False)
        self._selector.register(self._ear, selectors.EVENT_READ)
        self._thread: threading.Thread | None = None
        self._stopping = False

    def __len__(self) -> int:
        return len(self._pages) + len(self._coming)

    @property
    def has_room(self) -> bool:
        return len(self) < self._most and not self._stopping

    def take(self, sock: socket.socket, first: bytes, subscription: Subscription, tell: Tell) -> None:
        """From now on the page is ours: its socket, and its subscription (see `news_of`)."""
        with self._lock:
            self._coming.append((sock, subscription, tell, first))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="live-pages", daemon=True)
                self._thread.start()
        self._ring()

    def news_of(self, subscription: Subscription) -> None:
        """There is something to take from it. Called by whoever publishes; never waits."""
        with self._lock:
            self._news.add(subscription)
        self._ring()

    def stop(self) -> None:
        """Every page is let go; browsers come back, to another process."""
        self._stopping = True
        self._ring()
        if self._thread:
            self._thread.join(timeout=5)

    def _ring(self) -> None:
        with suppress(OSError):  # full: it rings already
            self._bell.send(b"!")

    # --- the thread ------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping:
            for key, events in self._selector.select(self._rest_s()):
                if key.data is None:
                    self._heard_bell()
                else:
                    self._safely(key.data, self._ready, events)
            self._admit()
            self._hurry()
            self._beat()
        for page in list(self._pages):
            self._let_go(page)

    def _rest_s(self) -> float:
        if self._hurried:
            due_at = min(page.told_at for page in self._hurried) + TOGETHER_S
        elif self._pages:
            due_at = next(iter(self._pages)).told_at + self._beat_s
        else:
            return self._beat_s
        return max(0.0, due_at - self._clock())

    def _heard_bell(self) -> None:
        with suppress(BlockingIOError):
            while len(self._ear.recv(4096)) == 4096:
                pass

    def _admit(self) -> None:
        with self._lock:
            coming, self._coming = self._coming, []
        now = self._clock()
        for sock, subscription, tell, first in coming:
            page = Page(sock, subscription, tell, now + self._longest_s, now)
            sock.setblocking(False)
            self._pages[page] = None
            self._of[subscription] = page
            self._selector.register(sock, selectors.EVENT_READ, page)
            self._safely(page, self._send, first)
            self._hurried.add(page)  # what came while nobody looked

    def _hurry(self) -> None:
        """Pages with news: at once, or when their last event is old enough."""
        with self._lock:
            news, self._news = self._news, set()
        self._hurried |= {self._of[each] for each in news if each in self._of}
        now = self._clock()
        for page in [page for page in self._hurried if page.told_at + TOGETHER_S <= now]:
            self._hurried.discard(page)
            changed = page.subscription.wait(0)
            if changed:
                self._safely(page, self._say, changed)

    def _beat(self) -> None:
        """A sign of life for whoever had no news for a while."""
        now = self._clock()
        while self._pages:
            page = next(iter(self._pages))
            if page.told_at + self._beat_s > now:
                return
            self._safely(page, self._say, page.subscription.wait(0))

    def _say(self, page: Page, changed: frozenset[str]) -> None:
        page.told_at = self._clock()
        if page.ends_at <= page.told_at:
            self._let_go(page)
            return
        self._pages.move_to_end(page)
        self._send(page, page.tell(changed))

    def _ready(self, page: Page, events: int) -> None:
        if events & selectors.EVENT_READ and not page.sock.recv(4096):
            self._let_go(page)
        elif events & selectors.EVENT_WRITE:
            self._send(page, b"")

    def _send(self, page: Page, data: bytes) -> None:
        page.unsent += data
        with suppress(BlockingIOError):
            while page.unsent:
                del page.unsent[: page.sock.send(page.unsent)]
        if len(page.unsent) > FULL:
            self._let_go(page)
            return
        wants = selectors.EVENT_READ | (selectors.EVENT_WRITE if page.unsent else 0)
        self._selector.modify(page.sock, wants, page)

    def _safely(self, page: Page, action: Callable[..., None], argument: object) -> None:
        """One page that breaks leaves the others theirs."""
        try:
            action(page, argument)
        except OSError:
            self._let_go(page)
        except Exception as error:
            log.error("live_page_failed", error=type(error).__name__)
            self._let_go(page)

    def _let_go(self, page: Page) -> None:
        if page not in self._pages:
            return
        del self._pages[page]
        self._hurried.discard(page)
        self._of.pop(page.subscription, None)
        page.subscription.close()
        self._selector.unregister(page.sock)
        page.sock.close()
