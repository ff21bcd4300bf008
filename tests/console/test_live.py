"""The stream of changes."""

from __future__ import annotations

from datetime import datetime

from flask.testing import FlaskClient

from console.live import LONGEST, events, message
from console.parts import Parts
from tests.console.centre import START, Centre, post

SHOWN = {"desk:1": "desk", "queues": "queues"}


def parse(text: str) -> tuple[str, str]:
    lines = dict(line.split(":", 1) for line in text.strip().splitlines())
    return lines["event"].strip(), lines["data"].strip()


def parts_of(centre: Centre) -> Parts:
    parts: Parts = centre.app.extensions["ramal-console"]
    return parts


def test_it_begins_with_everything_then_tells_changes_and_beats(centre: Centre) -> None:
    subscription = centre.live.subscribe(SHOWN)
    stream = events(subscription, SHOWN, parts_of(centre), beat_s=0.01)
    assert parse(next(stream)) == ("changed", "desk,queues")
    centre.live.publish({"desk:1", "tickets"})
    assert parse(next(stream)) == ("changed", "desk")
    assert parse(next(stream))[0] == "beat"
    centre.live.publish({"desk:2"})
    assert parse(next(stream))[0] == "beat"
    stream.close()


def test_it_ends_by_itself_and_is_forgotten(centre: Centre) -> None:
    subscription = centre.live.subscribe(SHOWN)
    stream = events(subscription, SHOWN, parts_of(centre), beat_s=0.01)
    next(stream)
    centre.clock.at += LONGEST
    assert list(stream) == []
    centre.live.publish({"queues"})
    assert subscription.wait(0) == frozenset()


def test_an_event_carries_the_servers_time() -> None:
    text = message("beat", [], START)
    at = next(line[4:] for line in text.splitlines() if line.startswith("id: "))
    assert datetime.fromisoformat(at) == START
    assert text.endswith("\n\n")


def test_a_desk_hears_of_its_own_agent(centre: Centre, ana: FlaskClient) -> None:
    answer = ana.get("/live?topics=desk,queues", buffered=False)
    assert answer.mimetype == "text/event-stream"
    stream = iter(answer.response)
    assert b"data: desk,queues" in _bytes(next(stream))
    post(centre.client("ana"), "/desk/presence", {"presence": "available"})
    assert b"event: changed" in _bytes(next(stream))
    answer.close()


def test_a_desk_hears_what_is_said_on_its_own_call(centre: Centre, ana: FlaskClient) -> None:
    call_id = centre.call()
    centre.offer(call_id)
    answer = ana.get("/live?topics=transcript", buffered=False)
    stream = iter(answer.response)
    assert b"data: transcript\n" in _bytes(next(stream))
    centre.say(call_id, "my bill is wrong")
    assert b"data: transcript\n" in _bytes(next(stream))
    answer.close()


def test_unknown_topics_are_refused(ana: FlaskClient) -> None:
    assert ana.get("/live?topics=everything").status_code == 400


def _bytes(piece: object) -> bytes:
    return piece if isinstance(piece, bytes) else str(piece).encode()
