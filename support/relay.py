"""What changed, told from process to process through Redis. Nothing but the names of topics travels.

Redis only wakes people up: the truth is in the database. After every gap everything is told (`*`), and while
Redis is away, or where there is none, everything is told every few seconds: a slow look instead of a loss.
The only module that speaks to Redis' channels.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from secrets import token_hex
from time import monotonic
from typing import TYPE_CHECKING, Any

import structlog

from support.live import EVERYTHING

if TYPE_CHECKING:
    import redis  # loaded by those who have one: it takes 6 MB of each process

CHANNEL = "ramal:topics"
TOGETHER_S = 0.02  # what is told within this time travels in one message
LOOK_S = 5.0
PATIENCE_S = 2.0
SILENCE_S = 5.0  # then Redis is asked whether it is still there
MOST = 500  # more topics than these are everything
PAUSES_S = (0.2, 0.5, 1.0, 2.0)
log = structlog.get_logger()
Hear = Callable[[frozenset[str]], None]


class Relay:
    """`hear` is called, on threads of the relay's, with what other processes changed.

    Without a URL there is nobody to ask: everything is told every `look_s` seconds.
    """

    def __init__(
        self, url: str, hear: Hear, look_s: float = LOOK_S, clock: Callable[[], float] = monotonic
    ) -> None:
        self._url, self._hear, self._look_s, self._clock = url, hear, look_s, clock
        self._me = token_hex(6)
        self._lock = threading.Lock()
        self._untold: set[str] = set()
        self._due = threading.Event()
        self._stopping = threading.Event()
        self._connected = threading.Event()
        self._looked_at = 0.0
        self._running: list[threading.Thread] = []

    @property
    def is_connected(self) -> bool:
        return self._connected.is_set()

    def tell(self, topics: frozenset[str]) -> None:
        """Never waits: others hear of it as soon as Redis does."""
        if not self._running or not self._url:
            return
        with self._lock:
            self._untold |= topics
            if len(self._untold) > MOST:
                self._untold = set(EVERYTHING)
        self._due.set()

    def start(self) -> None:
        jobs = {"relay-out": self._send, "relay-in": self._listen} if self._url else {"look": self._look}
        self._stopping.clear()
        self._running = [threading.Thread(target=job, name=name, daemon=True) for name, job in jobs.items()]
        for thread in self._running:
            thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._due.set()
        for thread in self._running:
            thread.join(timeout=PATIENCE_S + 1)
        self._running = []

    # --- out -------------------------------------------------------------------------------------------

    def _send(self) -> None:
        """What could not be told stays untold, and goes when Redis is back."""
        from redis import RedisError

        link, failures, is_last = _link(self._url), 0, False
        while not is_last:
            self._due.wait()
            self._due.clear()
            is_last = self._stopping.is_set()
            with self._lock:
                topics, self._untold = self._untold, set()
            try:
                if topics:
                    link.publish(CHANNEL, f"{self._me} {','.join(sorted(topics))}")
                failures = 0
                self._stopping.wait(TOGETHER_S)
            except RedisError:
                with self._lock:
                    self._untold |= topics
                self._due.set()
                self._stopping.wait(pause_s(failures))
                failures += 1
        link.close()

    # --- in --------------------------------------------------------------------------------------------

    def _listen(self) -> None:
        from redis import RedisError

        failures = 0
        while not self._stopping.is_set():
            try:
                with _link(self._url).pubsub() as channel:  # type: ignore[no-untyped-call]
                    channel.subscribe(CHANNEL)
                    self._follow(channel)
            except (RedisError, OSError) as error:
                failures = self._lost(error, failures)

    def _follow(self, channel: Any) -> None:
        """Until it breaks. Whatever was told before we listened is made up for by telling everything."""
        heard_at, asked = self._clock(), False
        while not self._stopping.is_set():
            message = channel.get_message(timeout=1.0)
            if message is not None:
                heard_at, asked = self._clock(), False
                self._take(message)
            elif self._clock() - heard_at > SILENCE_S:
                if asked:
                    raise TimeoutError("silent")
                channel.ping()
                heard_at, asked = self._clock(), True

    def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "subscribe":
            self._connected.set()
            log.info("relay_connected")
            self._hear(EVERYTHING)
        elif message["type"] == "message":
            sender, _, topics = message["data"].decode().partition(" ")
            if sender != self._me and topics:
                self._hear(frozenset(topics.split(",")))

    def _lost(self, error: Exception, failures: int) -> int:
        """Wait before the next try; everything is looked at slowly meanwhile. Returns how many failed."""
        if self._connected.is_set() or not failures:
            failures = 0
            log.warning("relay_lost", error=type(error).__name__)
        self._connected.clear()
        if self._clock() - self._looked_at >= self._look_s:
            self._looked_at = self._clock()
            self._hear(EVERYTHING)
        self._stopping.wait(pause_s(failures))
        return failures + 1

    def _look(self) -> None:
        while not self._stopping.wait(self._look_s):
            self._hear(EVERYTHING)


def pause_s(failures: int) -> float:
    """Growing, and never the same for all who lost it at once."""
    return PAUSES_S[min(failures, len(PAUSES_S) - 1)] * random.uniform(0.8, 1.2)


def _link(url: str) -> redis.Redis:
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return Redis.from_url(
        url,
        socket_connect_timeout=PATIENCE_S,
        socket_timeout=PATIENCE_S,
        socket_keepalive=True,
        retry=Retry(NoBackoff(), 0),  # pauses are ours
    )
