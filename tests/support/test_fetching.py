"""HTTP for a flow, against a real server on this machine: allowed hosts, in time, in bounds, JSON."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from support.fetching import MAX_BYTES, MAX_VALUE, carry_out, pick
from support.store.orders import Order
from support.worker import Done, GivenUp, Outcome

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Shop:
    """A web service with good and bad manners; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.released = threading.Event()
        self.port = 0

    def serve(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        self.asked.append((request.method, request.path, request.get_json(silent=True)))
        answer: Response = getattr(self, request.path.strip("/") or "fine", self.fine)(request)
        return answer(environ, start_response)

    def fine(self, request: Request) -> Response:
        answer = {"customer": {"tier": "gold", "vip": True}, "orders": [{"status": "sent"}]}
        return Response(json.dumps(answer), mimetype="application/json")

    def created(self, request: Request) -> Response:
        return Response("{}", 201, mimetype="application/json")

    def moved(self, request: Request) -> Response:
        return Response("", 302, headers={"Location": "/fine"})

    def missing(self, request: Request) -> Response:
        return Response("{}", 404)

    def broken(self, request: Request) -> Response:
        return Response("{}", 500)

    def page(self, request: Request) -> Response:
        return Response("<html>hello</html>")

    def nothing(self, request: Request) -> Response:
        return Response("")

    def deep(self, request: Request) -> Response:
        return Response("[" * 100_000)

    def large(self, request: Request) -> Response:
        return Response(json.dumps({"customer": "x" * MAX_BYTES}))

    def bomb(self, request: Request) -> Response:
        packed = gzip.compress(json.dumps({"customer": "x" * 10_000_000}).encode())
        return Response(packed, headers={"Content-Encoding": "gzip"})

    def packed(self, request: Request) -> Response:
        return Response(gzip.compress(b'{"n": 1}'), headers={"Content-Encoding": "gzip"})

    def silent(self, request: Request) -> Response:
        self.released.wait(20)
        return Response("{}")

    def dripping(self, request: Request) -> Response:
        def drops() -> Iterator[bytes]:
            yield b"["
            while not self.released.wait(0.1):
                yield b" "

        return Response(drops())


@pytest.fixture
def shop() -> Iterator[Shop]:
    made = Shop()
    server = make_server("127.0.0.1", 0, made.serve, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]  # of its socketserver part
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    made.port = server.port
    yield made
    made.released.set()
    server.shutdown()
    thread.join(5)


def fetch(shop: Shop, path: str, hosts: tuple[str, ...] = ("127.0.0.1",), **more: Any) -> Outcome:
    url = f"http://127.0.0.1:{shop.port}/{path}"
    wanted = {
        "url": url, "hosts": list(hosts), "method": "GET", "headers": {}, "body": {}, "timeout_s": 2,
        "store": {"tier": "customer.tier"}, **more,
    }  # fmt: skip
    return carry_out(Order(kind="fetch", payload=wanted))


def test_the_wanted_values_are_kept(shop: Shop) -> None:
    store = {"tier": "customer.tier", "vip": "customer.vip", "status": "orders.0.status", "no": "orders.1.x"}
    assert fetch(shop, "fine", store=store) == Done(
        {"ok": True, "values": {"tier": "gold", "vip": "true", "status": "sent"}}
    )


def test_what_is_sent(shop: Shop) -> None:
    fetch(shop, "fine", method="POST", body={"number": "1"})
    fetch(shop, "fine", body={"number": "1"})
    assert shop.asked == [("POST", "/fine", {"number": "1"}), ("GET", "/fine", None)]


@pytest.mark.parametrize("path", ["created", "packed"])
def test_other_good_answers(shop: Shop, path: str) -> None:
    """A service that makes something says 201."""
    assert fetch(shop, path) == Done({"ok": True, "values": {}})


@pytest.mark.parametrize("path", ["moved", "missing", "broken", "page", "nothing", "deep", "large", "bomb"])
def test_bad_answers_are_given_up(shop: Shop, path: str) -> None:
    assert isinstance(fetch(shop, path), GivenUp)
    assert len(shop.asked) == 1, "asked once, and no redirect followed"


@pytest.mark.parametrize("path", ["silent", "dripping"])
def test_a_slow_service_gets_its_time_and_no_more(shop: Shop, path: str) -> None:
    """One byte now and then kept a worker's thread busy for as long as the service liked."""
    began = time.monotonic()
    assert isinstance(fetch(shop, path, timeout_s=1), GivenUp)
    assert time.monotonic() - began < 5


def test_nobody_listens() -> None:
    nowhere = {
        "url": "http://127.0.0.1:9/",
        "hosts": ["127.0.0.1"],
        "method": "GET",
        "headers": {},
        "body": {},
    }
    order = Order(kind="fetch", payload={**nowhere, "timeout_s": 1, "store": {}})
    assert isinstance(carry_out(order), GivenUp)


@pytest.mark.parametrize("hosts", [(), ("example.com",), ("localhost",), ("127.0.0.1.example.com",)])
def test_other_hosts_are_not_asked(shop: Shop, hosts: tuple[str, ...]) -> None:
    assert fetch(shop, "fine", hosts) == GivenUp("host not allowed")
    assert shop.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}\\@allowed.example/",
        "http://127.0.0.1:{port}#@allowed.example/",
        "http://127.0.0.1:{port}?@allowed.example/",
        "http://allowed.example@127.0.0.1:{port}/",
        "http://allowed.example:x@127.0.0.1:{port}/",
        "http://[bad",
        "file:///etc/passwd",
        "nonsense",
        "",
    ],
)
def test_no_address_gets_around_the_allowed_hosts(shop: Shop, url: str) -> None:
    """A backslash before the `@` was read as one host by the check and as another by the client."""
    wanted = url.format(port=shop.port)
    assert isinstance(fetch(shop, "", ("allowed.example",), url=wanted), GivenUp)
    assert shop.asked == []


@pytest.mark.parametrize(
    ("answer", "path", "value"),
    [
        ({"a": {"b": "x"}}, "a.b", "x"),
        ({"a": 1.5}, "a", "1.5"),
        ({"a": 0}, "a", "0"),
        ({"a": False}, "a", "false"),
        ({"a": None}, "a", None),
        ({"a": {}}, "a", None),
        ({"a": [1, 2]}, "a.1", "2"),
        ({"a": [1, 2]}, "a.2", None),
        ({"a": [1, 2]}, "a.-1", None),
        ({"a": [1, 2]}, "a.²", None),
        ([{"b": 1}], "0.b", "1"),
        ("text", "a", None),
        ({"a": "x" * 999}, "a", "x" * MAX_VALUE),
    ],
)
def test_pick(answer: Any, path: str, value: str | None) -> None:
    assert pick(answer, {"it": path}) == ({} if value is None else {"it": value})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(json_values, st.dictionaries(st.text(max_size=3), st.text(max_size=8), max_size=3))
def test_no_answer_breaks_it(answer: Any, store: dict[str, str]) -> None:
    assert all(isinstance(value, str) for value in pick(answer, store).values())
