"""Server-sent events: which parts of a page to look at again. The news itself is fetched, never sent.

Every stream begins with all of its topics, so whoever connects again misses nothing; a `beat` between
changes proves that the line is alive, and the desk answers it with a sign of life of its own.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from datetime import datetime, timedelta

from flask import Response, abort, request

from console.parts import Parts, parts
from console.route import Route
from console.session import me
from support.live import Subscription
from support.services import agents

TOPICS = frozenset({"queues", "agents", "tickets", "calls", "notices", "flows", "desk", "transcript"})
OWN = frozenset({"desk", "transcript"})  # an agent hears of their own only
BEAT_S = 10.0
# A stream ends by itself now and then: the browser comes back, and is asked again who it is.
LONGEST = timedelta(minutes=10)


def stream() -> Response:
    wanted = set(request.args.get("topics", "").split(",")) & TOPICS
    if not wanted:
        abort(400)
    agent_id = _agent_id() if wanted & OWN else 0
    shown = {f"{name}:{agent_id}" if name in OWN else name: name for name in wanted}
    subscription = parts().live.subscribe(shown)
    response = Response(events(subscription, shown, parts()), mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"  # nginx would hold the events back
    return response


def events(
    subscription: Subscription, shown: dict[str, str], given: Parts, beat_s: float = BEAT_S
) -> Generator[str, None, None]:
    """`shown` maps a topic to the name it has on the page."""
    ends = given.clock() + LONGEST
    try:
        yield "retry: 2000\n" + message("changed", shown.values(), given.clock())
        while given.clock() < ends:
            changed = subscription.wait(beat_s)
            names = [shown[topic] for topic in changed if topic in shown]
            yield message("changed" if names else "beat", names, given.clock())
    finally:
        subscription.close()


def message(kind: str, names: Iterable[str], now: datetime) -> str:
    """One event; its id is the server's time, so that a page knows how far its own clock is off."""
    at = now.isoformat(timespec="milliseconds")
    return f"id: {at}\nevent: {kind}\ndata: {','.join(sorted(names))}\n\n"


def _agent_id() -> int:
    with parts().store.reading() as session:
        desk = agents.desk(session, me(), parts().clock())
    return desk.agent_id if desk else 0


ROUTES = (Route("/live", stream, "live"),)
