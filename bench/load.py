"""A load generator that costs little: requests made ready beforehand, kept connections, times measured.

Each connection answers its own calls in order, as a phone company does; connections run side by side.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

TIMEOUT_S = 10
_HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Request:
    """`raw` goes out as it is; `expected` must be in the answer, or the run is worth nothing."""

    raw: bytes
    expected: bytes


@dataclass(frozen=True)
class Round:
    """Times of one round: `latencies_ms` sorted."""

    seconds: float
    latencies_ms: tuple[float, ...]

    @property
    def per_second(self) -> float:
        return len(self.latencies_ms) / self.seconds

    def percentile(self, share: float) -> float:
        return percentile(self.latencies_ms, share)


def percentile(ordered: Sequence[float], share: float) -> float:
    """Nearest rank: the least value that `share` of all do not exceed. 0 of nothing."""
    return ordered[max(0, -(-len(ordered) * round(share * 1000) // 1000) - 1)] if ordered else 0.0


def signed(token: str, address: str, target: str, fields: Mapping[str, str], expected: str) -> Request:
    """A POST as Twilio signs it. `address`: scheme and host; `target`: path and query."""
    body = urlencode(fields).encode()
    signature = RequestValidator(token).compute_signature(address + target, dict(fields))
    head = (
        f"POST {target} HTTP/1.1\r\nHost: {address.removeprefix('http://')}\r\n"
        f"Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
        f"Content-Length: {len(body)}\r\nX-Twilio-Signature: {signature}\r\n"
        f"User-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n\r\n"
    )
    return Request(head.encode() + body, expected.encode())


def run(port: int, lanes: Iterable[Sequence[Request]], every_s: float = 0) -> Round:
    """One connection a lane, all at once, each request after the answer to the one before.

    `every_s`: and no sooner than so long after the one before was sent.
    """
    found: list[list[float]] = []
    failures: list[Exception] = []

    def drive(requests: Sequence[Request]) -> None:
        try:
            found.append(_drive(port, requests, every_s))
        except (OSError, RuntimeError) as error:
            failures.append(error)

    threads = [threading.Thread(target=drive, args=(lane,)) for lane in lanes]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if failures:
        raise failures[0]
    return Round(seconds, tuple(sorted(each for lane in found for each in lane)))


def _drive(port: int, requests: Sequence[Request], every_s: float) -> list[float]:
    latencies = []
    due = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_S) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in requests:
            time.sleep(max(0.0, due - time.perf_counter()))
            began = time.perf_counter()
            due = began + every_s
            connection.sendall(request.raw)
            answer = _answer(connection)
            latencies.append((time.perf_counter() - began) * 1000)
            if not answer.startswith(b"HTTP/1.1 200") or request.expected not in answer:
                raise RuntimeError(f"not the wanted answer ({request.expected!r}): {answer[:2000]!r}")
    return latencies


def _answer(connection: socket.socket) -> bytes:
    """Head and body of one answer that tells its length, as both servers' do."""
    data = b""
    length = -1
    while length < 0 or len(data) < length:
        piece = connection.recv(65536)
        if not piece:
            raise RuntimeError(f"the server hung up: {data[:200]!r}")
        data += piece
        if length < 0 and _HEAD_END in data:
            length = data.index(_HEAD_END) + len(_HEAD_END) + _body_length(data)
    return data


def _body_length(data: bytes) -> int:
    head = data[: data.index(_HEAD_END)].lower()
    for line in head.split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    raise RuntimeError(f"an answer without length: {head!r}")
