"""The load generator signs as Twilio does, keeps order, and refuses to count a wrong answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import pytest
from twilio.request_validator import RequestValidator

from bench.load import Request, Round, percentile, run, signed

TOKEN = "12345"


class Server(ThreadingHTTPServer):
    """Answers `got N` to the Nth request of a connection, and keeps what it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.bodies: list[bytes] = []
        self.signatures: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server
    count = 0

    def do_POST(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.signatures.append(self.headers["X-Twilio-Signature"])
        self.count += 1
        body = f"got {self.count}".encode()
        self.send_response(503 if self.path == "/broken" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


def request(server: Server, expected: str, target: str = "/answer?seq=1", **fields: str) -> Request:
    return signed(TOKEN, f"http://127.0.0.1:{server.port}", target, fields, expected)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([], 0.5, 0),
        ([7], 0.99, 7),
        ([1, 2, 3, 4], 0.5, 2),
        ([1, 2, 3, 4], 0.51, 3),
        (list(range(1, 101)), 0.99, 99),
        (list(range(1, 201)), 0.999, 200),
    ],
)
def test_percentiles_by_nearest_rank(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


def test_a_request_is_signed_as_twilio_signs(server: Server) -> None:
    fields = {"CallSid": "CA1", "Digits": "#", "From": "+12025550199", "Name": "São Paulo"}
    run(server.port, [[request(server, "got 1", **fields)]])
    sent = dict(parse_qsl(server.bodies[0].decode()))
    assert sent == fields
    url = f"http://127.0.0.1:{server.port}/answer?seq=1"
    assert RequestValidator(TOKEN).validate(url, sent, server.signatures[0])


def test_each_lane_is_one_connection_in_order(server: Server) -> None:
    lanes = [[request(server, f"got {number}", lane=str(lane)) for number in (1, 2, 3)] for lane in (1, 2)]
    done = run(server.port, lanes)
    assert len(done.latencies_ms) == len(server.bodies) == 6
    assert list(done.latencies_ms) == sorted(done.latencies_ms)
    assert done.per_second == pytest.approx(6 / done.seconds)


def test_another_answer_than_expected_is_an_error(server: Server) -> None:
    with pytest.raises(RuntimeError, match="not the wanted answer"):
        run(server.port, [[request(server, "got 2")]])


def test_a_refusal_is_an_error_whatever_it_says(server: Server) -> None:
    with pytest.raises(RuntimeError, match="503"):
        run(server.port, [[request(server, "got 1", target="/broken")]])


def test_nobody_there_is_an_error(server: Server) -> None:
    lane = [request(server, "got 1")]
    server.shutdown()
    server.server_close()
    with pytest.raises(OSError):
        run(server.port, [lane])


def test_a_round_knows_its_percentiles() -> None:
    done = Round(2.0, (1.0, 2.0, 3.0, 4.0))
    assert done.per_second == 2
    assert done.percentile(0.75) == 3
