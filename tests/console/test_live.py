"""The stream of changes."""

from __future__ import annotations

import socket
from datetime import datetime
from typing import BinaryIO

import pytest
from flask.testing import FlaskClient

from console.live import LONGEST, events, message
from console.live_pages import LivePages
from console.parts import Parts
from support.live import TAKE_SOCKET
from tests.console.centre import START, Centre, post

SHOWN = {"desk:1": "desk", "queues": "queues"}


def parse(text: str) -> tuple[str, str]:
    lines = dict(line.split(":", 1) for line in text.strip().splitlines())
    return lines["event"].strip(), lines["data"].strip()


def parts_of(centre: Centre) -> Parts:
    parts: Parts = centre.app.extensions["ramal-console"]
    return parts


def test_it_begins_with_everything_then_tells_changes_and_beats(centre: Centre) -> None:
    stream = events(SHOWN, parts_of(centre), beat_s=0.01)
    assert parse(next(stream)) == ("changed", "desk,queues")
    assert parse(next(stream))[0] == "beat"
    centre.live.publish({"desk:1", "tickets"})
    assert parse(next(stream)) == ("changed", "desk")
    assert parse(next(stream))[0] == "beat"
    centre.live.publish({"desk:2"})
    assert parse(next(stream))[0] == "beat"
    stream.close()


def test_it_ends_by_itself_and_is_forgotten(centre: Centre) -> None:
    stream = events(SHOWN, parts_of(centre), beat_s=0.01)
    next(stream)
    centre.clock.at += LONGEST
    assert list(stream) == []


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


def test_a_server_that_gives_its_socket_away_gets_its_thread_back(centre: Centre, ana: FlaskClient) -> None:
    """The stream is on the page's own connection, and goes on when the request is over."""
    ours, browser = socket.socketpair()
    with pytest.raises(BrokenPipeError):
        ana.get("/live?topics=desk,queues", environ_overrides={TAKE_SOCKET: lambda: ours})
    with browser, browser.makefile("rb") as page:
        head, begins = _event(page), _event(page)
        assert head[0] == "HTTP/1.1 200 OK"
        assert {"Content-Type: text/event-stream; charset=utf-8", "Connection: close"} <= set(head)
        assert any(line.startswith("Content-Security-Policy: ") for line in head)
        assert begins[-2:] == ["event: changed", "data: desk,queues"]
        post(centre.client("ana"), "/desk/presence", {"presence": "available"})
        assert "event: changed" in _event(page)


def test_a_full_server_says_when_to_come_back(
    centre: Centre, ana: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(centre.app.extensions, "ramal-live-pages", LivePages(0, 1, 1))
    answer = ana.get("/live?topics=desk")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_after_a_gap_everything_is_looked_at_again(centre: Centre) -> None:
    stream = events(SHOWN, parts_of(centre), beat_s=0.01)
    next(stream)
    next(stream)
    centre.live.publish({"*"})
    assert parse(next(stream)) == ("changed", "desk,queues")
    stream.close()


def test_unknown_topics_are_refused(ana: FlaskClient) -> None:
    assert ana.get("/live?topics=everything").status_code == 400


def _event(page: BinaryIO) -> list[str]:
    """Lines until the next empty one."""
    found: list[str] = []
    while line := page.readline().decode().strip():
        found.append(line)
    return found


def _bytes(piece: object) -> bytes:
    return piece if isinstance(piece, bytes) else str(piece).encode()
