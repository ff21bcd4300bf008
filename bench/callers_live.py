"""Callers of `bench speech` on their lines: WebSockets on which tapes play in real time, and what came of it.

One thread sends every frame at its moment, as cheaply as it can, for it shares a core with the database's
other users. It never waits for a server: one that takes nothing any more is found out by its answers.
"""

from __future__ import annotations

import json
import socket
import time
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.callers_audio import FRAME_MS, Tape

FRAME_S = FRAME_MS / 1000
ROOM = 4 * 1024 * 1024  # for what a server has not taken yet
CONNECT_S = 10
LOOK_FRAMES = 50  # between looks at what the server sends
WARM_S = 3.0
SILENCE_MS = 300  # after which an answer that is whole is over
DECIDE = "decide"  # in the media of a frame that such a silence ends, for who cannot tell
_MARK, _SILENCE = f',"{DECIDE}":true'.encode(), SILENCE_MS // FRAME_MS
_TEXT, _CLOSE, _PING, _PONG = 0x81, 0x88, 0x89, 0x8A
_MASKED = 0x80
_NO_MASK = bytes(4)  # as good as any other for the one who takes it off


@dataclass
class Caller:
    sid: str
    tape: Tape
    at: int  # where on the tape they begin
    ws: socket.socket
    marks: bool = False  # whether frames say that an answer is over
    sent: int = 0
    ends: list[float] = field(default_factory=list)  # moments at which speech ended
    broken: bool = False

    def play(self, now: float) -> None:
        """The next frame."""
        frame = (self.at + self.sent) % len(self.tape.frames)
        self.sent += 1
        self._send(
            b'{"event":"media","sequenceNumber":"%d","media":{"track":"inbound","chunk":"%d","timestamp":"%d",'
            b'"payload":"%b"%b},"streamSid":"%b"}'
            % (
                self.sent + 1,
                self.sent,
                (self.sent - 1) * FRAME_MS,
                self.tape.frames[frame],
                _MARK if self.marks and frame - _SILENCE in self.tape.ends else b"",
                self.sid.encode(),
            )
        )
        if frame in self.tape.ends:
            self.ends.append(now)
        if self.sent % LOOK_FRAMES == 0:
            self._look()

    def tell(self, **parts: object) -> None:
        self._send(json.dumps(parts).encode())

    def close(self) -> None:
        self.ws.setblocking(True)
        self.ws.settimeout(1)
        if not self.broken:
            self.tell(event="stop", streamSid=self.sid)
        self.ws.close()

    def _look(self) -> None:
        try:
            data = self.ws.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        self.broken = self.broken or not data or data[0] == _CLOSE
        if data and data[0] == _PING:
            length = data[1] & 0x7F
            self._write(bytes((_PONG, _MASKED | length)) + _NO_MASK + data[2 : 2 + length])

    def _send(self, message: bytes) -> None:
        length = len(message)
        size = bytes((_MASKED | length,)) if length < 126 else bytes((0xFE,)) + length.to_bytes(2, "big")
        self._write(bytes((_TEXT,)) + size + _NO_MASK + message)

    def _write(self, data: bytes) -> None:
        if self.broken:
            return
        try:
            self.broken = self.ws.send(data) < len(data)
        except OSError:
            self.broken = True


@dataclass(frozen=True)
class Heard:
    """What came of the answers that counted. Delays: ms from the end of speech to the decision, sorted."""

    answers: int
    delays_ms: tuple[float, ...]
    early: int  # decided before the caller had finished
    broken: int  # callers whose line broke
    late_ms: float  # by how much the sender missed a frame's moment, at worst of 99 in 100

    @property
    def lost(self) -> int:
        return self.answers - len(self.delays_ms)


def dial(
    port: int, path: str, headers: Mapping[str, str], sids: Sequence[str], tapes: Sequence[Tape], marks: bool
) -> list[Caller]:
    """Callers with their tapes, evenly spread over them; no `start` was told yet. Raises OSError."""
    length = len(tapes[0].frames)
    return [
        Caller(
            sid,
            tapes[number % len(tapes)],
            number * length // len(sids),
            _connect(port, path, headers),
            marks,
        )
        for number, sid in enumerate(sids)
    ]


def play(callers: Sequence[Caller], seconds: float) -> tuple[float, float]:
    """Everybody's tape in real time; the moment it began, and by how much (ms) frames were late, at p99."""
    began = time.monotonic() + 0.1
    late = []
    moments = [began + FRAME_S * number / len(callers) for number in range(len(callers))]
    for tick in range(int(seconds / FRAME_S)):
        for caller, moment in zip(callers, moments, strict=True):
            due = moment + tick * FRAME_S
            now = time.monotonic()
            if due - now > 0.0005:
                time.sleep(due - now)
                now = time.monotonic()
            caller.play(now)
        late.append(now - due)
    return began, sorted(late)[int(len(late) * 0.99)] * 1000


def heard(
    callers: Sequence[Caller],
    updates: Mapping[str, Sequence[float]],
    since: float,
    until: float,
    late_ms: float,
) -> Heard:
    """Match each end of speech in the window with the first update that follows it before the next one."""
    delays, early, answers = [], 0, 0
    for caller in callers:
        moments = list(updates.get(caller.sid, ()))
        answered = 0
        for number, end in enumerate(caller.ends):
            after = caller.ends[number + 1] if number + 1 < len(caller.ends) else float("inf")
            first = bisect_left(moments, end)
            found = moments[first] if first < len(moments) and moments[first] < after else None
            if since <= end < until:
                answers += 1
                delays += [(found - end) * 1000] if found is not None else []
            answered += found is not None
        early += max(0, len(moments) - answered)
    return Heard(answers, tuple(sorted(delays)), early, sum(each.broken for each in callers), late_ms)


def _connect(port: int, path: str, headers: Mapping[str, str]) -> socket.socket:
    ws = socket.create_connection(("127.0.0.1", port), timeout=CONNECT_S)
    ws.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    ws.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ROOM)
    fields = {
        "Host": f"127.0.0.1:{port}",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Version": "13",
        **headers,
    }
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    ws.sendall("\r\n".join(lines).encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        piece = ws.recv(4096)
        if not piece:
            break
        answer += piece
    if not answer.startswith(b"HTTP/1.1 101"):
        raise ConnectionRefusedError(answer[:200].decode("latin-1"))
    ws.setblocking(False)
    return ws
