"""Callers on their lines: what they send is the protocol's, and what counts as answered, lost, or early."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.sync.server import Server, ServerConnection, serve

from bench import callers_live
from bench.callers_audio import Tape
from bench.callers_live import DECIDE, Caller, dial, heard, play

TAPE = Tape(tuple(f"AAA{number % 10}".encode() for number in range(1500)), frozenset({3}), 1.0)


class Listening:
    """Keeps what callers say."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.ended = threading.Event()
        self.server: Server = serve(self.listen, "127.0.0.1", 0)
        self.port: int = self.server.socket.getsockname()[1]

    def listen(self, ws: ServerConnection) -> None:
        for message in ws:
            self.messages.append(json.loads(message))
            if self.messages[-1]["event"] == "stop":
                self.ended.set()
                return


@pytest.fixture
def server() -> Iterator[Listening]:
    made = Listening()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()


@pytest.mark.parametrize("marks", [False, True])
def test_a_tape_plays_as_a_phone_company_would_send_it(server: Listening, marks: bool) -> None:
    (caller,) = dial(server.port, "/twilio/media", {}, ["CA1"], [TAPE], marks)
    caller.tell(event="start", start={"callSid": "CA1"})
    play([caller], 0.5)
    caller.close()
    assert server.ended.wait(10)
    first, *media, last = server.messages
    assert (first["event"], last["event"]) == ("start", "stop")
    assert len(media) == 25
    assert [each["media"]["payload"] for each in media[:11]] == [f"AAA{n % 10}" for n in range(11)]
    assert [each["media"]["timestamp"] for each in media[:3]] == ["0", "20", "40"]
    assert [each["sequenceNumber"] for each in media[:2]] == ["2", "3"]
    marked = [number for number, each in enumerate(media) if DECIDE in each["media"]]
    assert marked == ([3 + 300 // 20] if marks else [])
    assert len(caller.ends) == 1
    assert not caller.broken


def test_callers_begin_at_different_places(server: Listening) -> None:
    callers = dial(server.port, "/", {}, ["CA1", "CA2", "CA3"], [TAPE], marks=False)
    assert [each.at for each in callers] == [0, 500, 1000]
    for each in callers:
        each.close()


def test_who_is_refused_is_told() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        with pytest.raises(ConnectionRefusedError):
            dial(listening.getsockname()[1], "/", {}, ["CA1"], [TAPE], marks=False)


def caller(sid: str, *ends: float) -> Caller:
    return Caller(sid, TAPE, 0, socket.socket(), ends=list(ends))


def test_the_first_update_after_an_answer_decides_it() -> None:
    found = heard([caller("CA1", 10, 24)], {"CA1": [10.35, 24.5]}, since=0, until=30, late_ms=0)
    assert found.delays_ms == pytest.approx((350, 500))
    assert (found.answers, found.lost, found.early) == (2, 0, 0)


def test_an_answer_without_an_update_before_the_next_one_is_lost() -> None:
    found = heard([caller("CA1", 10, 24), caller("CA2", 12)], {"CA1": [24.5]}, 0, 30, 0)
    assert (found.answers, found.lost) == (3, 2)


def test_an_update_while_somebody_still_speaks_is_early_and_decides_nothing() -> None:
    found = heard([caller("CA1", 10)], {"CA1": [9.0]}, 0, 30, 0)
    assert (found.lost, found.early) == (1, 1)


def test_only_answers_of_the_window_count() -> None:
    found = heard([caller("CA1", 1, 10, 29)], {"CA1": [1.3, 10.3, 29.3]}, since=2, until=28, late_ms=0)
    assert (found.answers, len(found.delays_ms), found.early) == (1, 1, 0)


def test_a_line_that_is_hung_up_is_broken(server: Listening) -> None:
    (one,) = dial(server.port, "/", {}, ["CA1"], [TAPE], marks=False)
    one.tell(event="stop")  # the server hangs up
    assert server.ended.wait(10)
    play([one], 2 * callers_live.LOOK_FRAMES * callers_live.FRAME_S)
    assert one.broken
    one.close()
