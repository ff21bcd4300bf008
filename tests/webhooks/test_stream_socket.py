"""Media streams over real sockets, served by the doors and by the ears alone: both take the same."""

from __future__ import annotations

import base64
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from simple_websocket import ConnectionClosed, ConnectionError  # type: ignore[import-untyped]

from support.store.base import Store
from tests.webhooks.door import SID
from tests.webhooks.listening import (
    SAID,
    SECOND,
    Room,
    connected,
    media,
    started,
    stopped,
    until,
)
from tests.webhooks.sockets import STREAM, Doors, EarsAlone, Served, signature_of

Opened = Callable[..., Served]


@pytest.fixture(params=[Doors, EarsAlone], ids=["doors", "ears"])
def opened(request: pytest.FixtureRequest, store: Store) -> Iterator[Opened]:
    served: list[Served] = []

    def open_server(*texts: str, **more: Any) -> Served:
        served.append(request.param(Room(store, *texts, **more)))
        return served[-1]

    yield open_server
    for each in served:
        each.stop()


@pytest.fixture
def server(opened: Opened) -> Served:
    return opened("billing", "billing")


def refusal(server: Served, path: str = "/twilio/media", **headers: str) -> int:
    """The status of a handshake that is refused; 101 when it is not."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as plain:
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{server.port}", "Upgrade: websocket"]
        lines += ["Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        plain.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        return int(plain.makefile("rb").readline().split()[1])


def ended(ws: Any) -> tuple[int, str]:
    """Why the server closed a socket."""
    try:
        while ws.receive(timeout=10) is not None:
            pass
    except ConnectionClosed as closed:
        return int(closed.reason), str(closed.message or "")
    raise AssertionError("the socket is open still")


def send(ws: Any, *messages: str | bytes) -> None:
    """All of it, or as much as the other side takes."""
    with suppress(ConnectionClosed, OSError):
        for message in messages:
            ws.send(message)


def frames(sound: bytes = SAID) -> list[str]:
    return [media(sound[at : at + 160], at // 8) for at in range(0, len(sound), 160)]


def speak(server: Served, ws: Any, sid: str = SID) -> None:
    """Something is said to an ear that knows what is asked: it comes faster than real sound."""
    until(lambda: server.room.is_led(sid), "the ear to be led")
    send(ws, *frames())


# --- handshakes ----------------------------------------------------------------------------------------


def test_a_signed_handshake_is_let_in(server: Served) -> None:
    assert refusal(server, X_Twilio_Signature=signature_of(STREAM)) == 101
    assert refusal(server, X_Twilio_Signature=signature_of(STREAM + "/")) == 101
    assert refusal(server, "/twilio/media/", X_Twilio_Signature=signature_of(STREAM)) == 101


@pytest.mark.parametrize(
    "signature", ["", "AAAA", "é", signature_of("wss://evil.example.com/twilio/media"), signature_of("")]
)
def test_any_other_is_forbidden(server: Served, signature: str) -> None:
    assert refusal(server, X_Twilio_Signature=signature) == 403
    assert refusal(server) == 403
    assert server.room.ears.live == 0


@pytest.mark.parametrize("path", ["/twilio/mediax", "/twilio/media/more", "/"])
def test_there_is_nothing_at_another_path(server: Served, path: str) -> None:
    assert refusal(server, path, X_Twilio_Signature=signature_of(STREAM)) in (403, 404)


def test_beyond_its_bound_it_says_so_and_goes_on_with_the_others(opened: Opened) -> None:
    server = opened("billing", most=1)
    start = server.room.start()
    first = server.connect()
    until(lambda: server.room.ears.live == 1, "the first to be in")
    with pytest.raises(ConnectionError) as refused:
        server.connect()
    assert refused.value.status_code == 503
    send(first, started(start))
    speak(server, first)
    until(lambda: server.room.queue() == "billing", "the first to be heard")
    first.close()
    until(lambda: server.room.ears.live == 0, "its place to be free")
    server.connect().close()


# --- streams -------------------------------------------------------------------------------------------


def test_a_stream_is_heard_and_ends(server: Served) -> None:
    ws = server.connect()
    send(ws, connected(), started(server.room.start()))
    speak(server, ws)
    until(lambda: server.room.queue() == "billing", "the words to lead on")
    send(ws, stopped())
    assert ended(ws) == (1000, "stop")
    until(lambda: server.room.states() == ["ended"], "it to be written")


@pytest.mark.parametrize("politely", [True, False], ids=["closed", "cut"])
def test_a_stream_that_drops_is_ordered_anew(server: Served, politely: bool) -> None:
    ws = server.connect()
    send(ws, connected(), started(server.room.start()))
    until(lambda: server.room.states() == ["live"], "it to be live")
    if politely:
        ws.close()
    else:
        ws.sock.shutdown(socket.SHUT_RDWR)
    until(lambda: server.room.states() == ["lost", "asked"], "another one to be ordered")
    assert len(server.room.door.orders("start_stream")) == 1
    until(lambda: server.room.ears.live == 0, "its place to be free")


def test_a_call_that_ends_ends_its_socket(server: Served) -> None:
    ws = server.connect()
    send(ws, connected(), started(server.room.start()), media(bytes(160)))
    until(lambda: server.room.states() == ["live"], "it to be live")
    server.room.door.call("status", CallStatus="completed")
    assert ended(ws) == (1000, "call over")
    until(lambda: server.room.states() == ["ended"], "it to be written")


@pytest.mark.parametrize("others_token", [True, False], ids=["another call's", "none"])
def test_a_stream_that_nobody_expects_is_closed(server: Served, others_token: bool) -> None:
    other = server.room.start(SECOND)
    start = server.room.start(token=other.token if others_token else "")
    ws = server.connect()
    send(ws, connected(), started(start), *frames())
    assert ended(ws) == (1000, "not expected")
    assert (server.room.states(), server.room.queue()) == (["asked"], "")


def test_two_sockets_for_one_call(server: Served) -> None:
    """The second has the same secret, so it is not the phone company's."""
    start, first, second = server.room.start(), server.connect(), server.connect()
    send(first, started(start))
    until(lambda: server.room.states() == ["live"], "the first to be live")
    send(second, started(start), *frames())
    assert ended(second) == (1000, "not expected")
    speak(server, first)
    until(lambda: server.room.queue() == "billing", "the first to be heard")


BAD: dict[str, tuple[list[str | bytes], str]] = {
    "a flood": ([media(bytes(160))] * 1500, "flood"),
    "junk": (["junk", "[1]", "[" * 9000, '"start"', "NaN"] * 12, "junk"),
    "binary": ([b"\xff\x00" * 80] * 60, "junk"),
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("admitted", [True, False], ids=["admitted", "before start"])
def test_bad_messages_end_their_socket_and_disturb_no_other(
    server: Served, kind: str, admitted: bool
) -> None:
    room = server.room
    good, bad = server.connect(), server.connect()
    send(good, started(room.start(SECOND)))
    until(lambda: room.states(SECOND) == ["live"], "the good one to be live")
    messages, why = BAD[kind]
    send(bad, *([started(room.start())] if admitted else []), *messages)
    assert ended(bad) == (1000, why)
    speak(server, good, SECOND)
    until(lambda: room.queue(SECOND) == "billing", "the good one to be heard")
    until(lambda: room.ears.live == 1, "the bad one's place to be free")


@pytest.mark.parametrize(
    "raw",
    [
        b"\x81\xff" + b"\x7f" * 8 + b"mask" + b"x" * 100,  # a message of 9 exabytes
        b"\x81\x82mask\x92\x9f",  # text that is no UTF-8
        b"\xff\xff\xff\xff" * 50,  # no frames at all
        b"\x81\x02hi",  # not masked
        b"",
    ],
    ids=["endless", "not UTF-8", "no frames", "not masked", "cut"],
)
def test_what_is_no_websocket_disturbs_nobody(server: Served, raw: bytes) -> None:
    room = server.room
    good, bad = server.connect(), server.connect()
    bad.sock.sendall(raw)
    with suppress(OSError):  # closed already
        bad.sock.shutdown(socket.SHUT_WR)
    send(good, started(room.start()))
    speak(server, good)
    until(lambda: room.queue() == "billing", "the good one to be heard")
    until(lambda: room.ears.live == 1, "the bad one's place to be free")


def test_a_message_that_is_too_big_is_not_kept(server: Served) -> None:
    ws = server.connect()
    send(ws, "x" * 1_000_000)
    assert ended(ws)[0] == 1009
    until(lambda: server.room.ears.live == 0, "its place to be free")


def test_a_socket_that_stays_silent_is_closed(server: Served) -> None:
    never, later = server.connect(), server.connect()
    send(never, connected())
    send(later, started(server.room.start()))
    until(lambda: server.room.states() == ["live"], "the stream to be live")
    server.room.clock.now += 11
    assert ended(never) == (1000, "no start")
    server.room.clock.now += 20
    assert ended(later) == (1000, "silent")
    until(lambda: server.room.states() == ["lost", "asked"], "another one to be ordered")


def test_a_server_that_stops_leaves_its_calls_to_others(opened: Opened) -> None:
    server = opened()
    sids = [f"CA{number:032}" for number in range(6)]
    sockets = [server.connect() for _ in sids]
    for sid, ws in zip(sids, sockets, strict=True):
        send(ws, started(server.room.start(sid)))
    until(lambda: all(server.room.states(sid) == ["live"] for sid in sids), "all to be live")
    server.stop()
    assert [server.room.states(sid) for sid in sids] == [["lost", "asked"]] * len(sids)
    assert [server.room.door.row(sid).ears for sid in sids] == ["lost"] * len(sids)
