"""Server-sent events: which parts of a page to look at again. The news itself is fetched, never sent.

Every stream begins with all of its topics, so whoever connects again misses nothing; a `beat` between
changes proves that the line is alive, and the desk answers it with a sign of life of its own.
Where the server gives sockets away, the stream goes to `live_pages`; elsewhere it holds a thread.
"""

from __future__ import annotations

import errno
import random
from collections.abc import Callable, Generator, Iterable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Response, abort, current_app, request

from console.live_pages import LivePages
from console.parts import Parts, parts
from console.route import Route
from console.session import me
from support.live import TAKE_SOCKET, Subscription
from support.services import agents

TOPICS = frozenset(
    {"queues", "agents", "tickets", "calls", "notices", "flows", "desk", "transcript"}
    | {"callbacks", "floor", "customers", "waiting", "speech", "recordings", "jobs", "alerts", "figures"}
    | {"policies"}
)
OWN = frozenset({"desk", "transcript"})  # an agent hears of their own only
BEAT_S = 10.0
# A stream ends by itself now and then: the browser comes back, and is asked again who it is.
LONGEST = timedelta(minutes=10)
MOST = 5000  # of one process
RETRY_MS = (500, 3000)  # pages that lost their server do not all come back at once
FULL_S = 5
_PAGES = "ramal-live-pages"


class Stream(Response):
    """Leaves the thread that made it once its headers are known, if the server gives its socket away."""

    taken_by: Callable[[Any, bytes], None]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        take = environ.get(TAKE_SOCKET)
        if take is None:
            return super().__call__(environ, start_response)
        self.response.close()  # type: ignore[union-attr]
        self.taken_by(take(), head(self.status, self.get_wsgi_headers(environ)))
        # The servers take this for a browser that has gone: they leave the connection alone.
        raise BrokenPipeError(errno.EPIPE, "the page has a place of its own")


def stream() -> Response:
    wanted = set(request.args.get("topics", "").split(",")) & TOPICS
    if not wanted:
        abort(400)
    pages: LivePages = current_app.extensions[_PAGES]
    if not pages.has_room:
        return Response(status=503, headers={"Retry-After": str(FULL_S)})
    agent_id = _agent_id() if wanted & OWN else 0
    shown = {_own(name, agent_id): name for name in wanted}
    given = parts()
    response = Stream(events(shown, given), mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"  # nginx would hold the events back
    response.taken_by = lambda sock, top: move(pages, sock, top, shown, given)
    return response


def move(pages: LivePages, sock: Any, top: bytes, shown: dict[str, str], given: Parts) -> None:
    """The stream goes on among the live pages."""
    subscription = given.live.subscribe(shown, lambda: pages.news_of(subscription))

    def tell(changed: frozenset[str]) -> bytes:
        return news(changed, shown, given.clock()).encode()

    pages.take(sock, top + beginning(shown, given.clock()).encode(), subscription, tell)


def events(shown: dict[str, str], given: Parts, beat_s: float = BEAT_S) -> Generator[str, None, None]:
    """`shown` maps a topic to the name it has on the page."""
    ends = given.clock() + LONGEST
    subscription: Subscription = given.live.subscribe(shown)
    try:
        yield beginning(shown, given.clock())
        while given.clock() < ends:
            yield news(subscription.wait(beat_s), shown, given.clock())
    finally:
        subscription.close()


def beginning(shown: dict[str, str], now: datetime) -> str:
    return f"retry: {random.randint(*RETRY_MS)}\n" + message("changed", shown.values(), now)


def news(changed: Iterable[str], shown: dict[str, str], now: datetime) -> str:
    names = [shown[topic] for topic in changed if topic in shown]
    return message("changed" if names else "beat", names, now)


def message(kind: str, names: Iterable[str], now: datetime) -> str:
    """One event; its id is the server's time, so that a page knows how far its own clock is off."""
    at = now.isoformat(timespec="milliseconds")
    return f"id: {at}\nevent: {kind}\ndata: {','.join(sorted(names))}\n\n"


def head(status: str, headers: Iterable[tuple[str, str]]) -> bytes:
    """The beginning of an answer that ends with its connection."""
    kept = [(name, value) for name, value in headers if name.lower() not in ("connection", "content-length")]
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in kept), "Connection: close"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def install(app: Flask) -> None:
    app.extensions[_PAGES] = LivePages(MOST, BEAT_S, LONGEST.total_seconds())


def _own(name: str, agent_id: int) -> str:
    """The topic of this person alone, where there is one."""
    if name == "alerts":
        return f"{name}:{me()}"
    return f"{name}:{agent_id}" if name in OWN else name


def _agent_id() -> int:
    with parts().store.reading() as session:
        desk = agents.desk(session, me(), parts().clock())
    return desk.agent_id if desk else 0


ROUTES = (Route("/live", stream, "live"),)
