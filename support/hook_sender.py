"""Sends what hooks are to be told: HTTP to the company's own addresses, in threads apart from the worker's.

A slow address costs one thread here, never the ringing of an agent. Each hook is told of one event at a time.
The name is looked up once and the connection goes to the very address that was checked.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import certifi
import structlog
import urllib3

from support.errors import Refused
from support.rules import hooks as rules
from support.services import hooks
from support.services.hooks import Told
from support.store import api as store
from support.store.base import Store

THREADS = 3
TIMEOUT_S = 10
LEASE = timedelta(seconds=60)
FORGET_EVERY = timedelta(hours=1)
REST = timedelta(seconds=15)  # of a hook that does not answer at all; its other events wait meanwhile
MAX_ANSWER = 1024
log = structlog.get_logger()
Resolve = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True)
class Letter:
    """One delivery, with all that sending it needs."""

    id: int
    hook_id: int
    attempt: int
    event: str
    url: str
    secret: str
    body: bytes


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, by the system's resolver."""
    return [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class HookSender:
    """`sweep` looks what is due and returns at once (the worker calls it); `send_all` works here and now.

    `inside`: addresses of this network may be told as well.
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        *,
        inside: bool = False,
        look_up: Resolve = resolve,
    ) -> None:
        self._store, self._clock, self._inside, self._look_up = store, clock, inside, look_up
        self._lock = threading.Lock()
        self._busy: set[int] = set()  # hooks
        self._resting: dict[int, datetime] = {}
        self._pool = ThreadPoolExecutor(THREADS, "hooks")
        self._free = threading.BoundedSemaphore(THREADS)
        self._forgot_at: datetime | None = None

    def sweep(self) -> None:
        self._forget()
        while self._is_due() and self._free.acquire(blocking=False):
            letter = self._claim()
            if letter is None:
                self._free.release()
                return
            self._pool.submit(self._work, letter)

    def send_all(self) -> int:
        """Everything that is due, one after the other; how many were tried."""
        count = 0
        while letter := self._claim():
            self._deliver(letter)
            count += 1
        return count

    def stop(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _work(self, letter: Letter) -> None:
        """This one, and then whatever is due."""
        try:
            self._deliver(letter)
            while following := self._claim():
                self._deliver(following)
        except Exception:
            log.exception("hooks_failed")
        finally:
            self._free.release()

    def _is_due(self) -> bool:
        with self._store.reading() as session:
            return store.delivery_is_due(session, self._clock())

    def _claim(self) -> Letter | None:
        now = self._clock()
        with self._lock:
            self._resting = {hook: until for hook, until in self._resting.items() if until > now}
            left_alone = self._busy | set(self._resting)
            with self._store.writing() as session:
                found = store.claim_delivery(session, now, now + LEASE, left_alone)
                hook = store.hook(session, found.hook_id) if found else None
            if found is None or hook is None:
                return None
            self._busy.add(hook.id)
        body = json.dumps(found.payload, ensure_ascii=False, separators=(",", ":")).encode()
        return Letter(found.id, hook.id, found.attempts, found.event, hook.url, hook.secret, body)

    def _deliver(self, letter: Letter) -> None:
        try:
            told = self._send(letter)
            now = self._clock()
            with self._store.writing() as session:
                hooks.settle(session, letter.id, letter.attempt, told, now)
            if not told.is_fine:
                log.warning("hook_not_told", hook=letter.hook_id, status=told.status, error=told.error)
            if told.status is None:
                with self._lock:
                    self._resting[letter.hook_id] = now + REST
        finally:
            with self._lock:
                self._busy.discard(letter.hook_id)

    def _send(self, letter: Letter) -> Told:
        try:
            url = rules.check_url(letter.url, inside=self._inside)
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
            addresses = list(self._look_up(host, port))
        except (Refused, OSError, UnicodeError) as error:
            return Told(None, str(error) if isinstance(error, Refused) else "the name is unknown")
        if not addresses or not all(rules.may_reach(each, inside=self._inside) for each in addresses):
            return Told(
                None, "this address is inside our own network" if addresses else "the name is unknown"
            )
        return _post(letter, addresses[0], port, host, parts.scheme == "https", self._clock())

    def _forget(self) -> None:
        now = self._clock()
        if self._forgot_at is None or now - self._forgot_at >= FORGET_EVERY:
            self._forgot_at = now
            with self._store.writing() as session:
                hooks.forget_old(session, now)


def _post(letter: Letter, address: str, port: int, host: str, is_safe: bool, now: datetime) -> Told:
    parts = urlsplit(letter.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Host": parts.netloc,
        "Content-Type": "application/json",
        "User-Agent": "Ramal",
        "Ramal-Event": letter.event,
        "Ramal-Delivery": str(letter.id),
        "Ramal-Signature": rules.signature(letter.secret, int(now.timestamp()), letter.body),
    }
    timeout = urllib3.Timeout(total=TIMEOUT_S)
    try:
        with _pool(address, port, host, is_safe) as pool:
            reply = pool.urlopen(
                "POST", target, letter.body, headers, retries=False, redirect=False, timeout=timeout,
                preload_content=False, decode_content=False,
            )  # fmt: skip
            try:
                reply.read(MAX_ANSWER)
            finally:
                reply.close()
    except (urllib3.exceptions.HTTPError, OSError) as error:
        return Told(None, type(error).__name__)
    return Told(reply.status, "" if 200 <= reply.status < 300 else f"answered {reply.status}")


def _pool(address: str, port: int, host: str, is_safe: bool) -> urllib3.HTTPConnectionPool:
    """To this very address; the certificate must be of the name."""
    if not is_safe:
        return urllib3.HTTPConnectionPool(address, port)
    return urllib3.HTTPSConnectionPool(
        address, port, server_hostname=host, assert_hostname=host, cert_reqs="CERT_REQUIRED",
        ca_certs=certifi.where(),
    )  # fmt: skip
