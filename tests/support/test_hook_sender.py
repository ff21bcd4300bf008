"""Hooks are told over real sockets: signed, to the address that was checked, again until it works."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from support import hook_sender
from support.hook_sender import HookSender
from support.services import hooks
from support.store import api as api_store
from support.store.api import HookDelivery
from tests.support.centre import Centre


class Office(ThreadingHTTPServer):
    """The company's own server: remembers what it was told and answers as it is told to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Desk)
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.status, self.location, self.body = 200, "", b"ok"
        self.at_once = self.most_at_once = 0
        self.gate = threading.Event()
        self.gate.set()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_: Any) -> None:
        """Who is told breaks off when they have read enough."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/ramal?a=b"


class _Desk(BaseHTTPRequestHandler):
    server: Office

    def do_POST(self) -> None:
        office = self.server
        office.at_once += 1
        office.most_at_once = max(office.most_at_once, office.at_once)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        office.heard.append(({**self.headers, "path": self.path}, body))
        office.gate.wait(5)
        office.at_once -= 1
        self.send_response(office.status)
        if office.location:
            self.send_header("Location", office.location)
        self.send_header("Content-Length", str(len(office.body)))
        self.end_headers()
        self.wfile.write(office.body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def office() -> Iterator[Office]:
    opened = Office()
    yield opened
    opened.gate.set()
    opened.shutdown()
    opened.server_close()


def sender(centre: Centre, **more: Any) -> HookSender:
    return HookSender(centre.store, lambda: centre.now, **{"inside": True, **more})


def hook(centre: Centre, url: str) -> tuple[int, str]:
    made, secret = centre.do(hooks.add, url, ["*"], None, centre.now, inside=True)
    return made.id, secret


def emit(centre: Centre, **data: Any) -> None:
    centre.do(hooks.emit, "ticket.opened", data, centre.now)


def told(centre: Centre, hook_id: int) -> list[HookDelivery]:
    return list(reversed(centre.do(hooks.deliveries, hook_id)))


def test_an_event_arrives_signed(centre: Centre, office: Office) -> None:
    hook_id, secret = hook(centre, office.url)
    emit(centre, subject="<b>João</b>")
    assert sender(centre).send_all() == 1
    [(headers, body)] = office.heard
    said = json.loads(body)
    assert said["event"] == headers["Ramal-Event"] == "ticket.opened"
    assert said["data"] == {"subject": "<b>João</b>"}
    assert headers["path"] == "/ramal?a=b"
    at, signature = (part.partition("=")[2] for part in headers["Ramal-Signature"].split(","))
    assert int(at) == int(centre.now.timestamp())
    expected = hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(signature, expected)
    [one] = told(centre, hook_id)
    assert (one.state, one.status, one.attempts) == ("done", 200, 1)
    assert headers["Ramal-Delivery"] == str(one.id)


def test_a_refusal_is_tried_again_later(centre: Centre, office: Office) -> None:
    hook_id, _ = hook(centre, office.url)
    emit(centre)
    office.status = 500
    sender(centre).send_all()
    [one] = told(centre, hook_id)
    assert (one.state, one.status, one.error) == ("due", 500, "answered 500")
    assert sender(centre).send_all() == 0, "not before its time"
    centre.now, office.status = one.due_at, 204
    sender(centre).send_all()
    assert told(centre, hook_id)[0].state == "done"
    assert office.heard[0][1] == office.heard[1][1], "the same words, so that twice is known as twice"


def test_a_redirect_is_not_followed(centre: Centre, office: Office) -> None:
    hook_id, _ = hook(centre, office.url)
    office.status, office.location = 302, "/elsewhere"
    emit(centre)
    sender(centre).send_all()
    assert len(office.heard) == 1
    assert told(centre, hook_id)[0].error == "answered 302"


def test_nobody_there(centre: Centre, office: Office) -> None:
    hook_id, _ = hook(centre, office.url)
    office.shutdown()
    office.server_close()
    for _ in range(2):
        emit(centre)
    assert sender(centre).send_all() == 1, "the other one waits: who is away is not asked twice at once"
    [first, second] = told(centre, hook_id)
    assert first.status is None
    assert first.error
    assert (second.state, second.attempts) == ("due", 0)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "0.0.0.0"]
)
def test_a_name_that_leads_inside_is_not_told(centre: Centre, office: Office, address: str) -> None:
    made, _ = centre.do(hooks.add, "https://rebound.example.com/", ["*"], None, centre.now, inside=False)
    emit(centre)
    for addresses in ([address], ["93.184.216.34", address]):
        sender(centre, inside=False, look_up=lambda *_, found=addresses: found).send_all()
        [one] = told(centre, made.id)
        assert one.error == "this address is inside our own network"
        centre.now = one.due_at
    assert office.heard == []


def test_the_connection_goes_to_the_address_that_was_checked(centre: Centre, office: Office) -> None:
    """A name that leads elsewhere the second time is not asked a second time."""
    port = office.server_address[1]
    hook(centre, f"http://moving.example.com:{port}/x")
    asked: list[str] = []

    def look_up(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    emit(centre)
    sender(centre, look_up=look_up).send_all()
    assert asked == ["moving.example.com"]
    assert office.heard[0][0]["Host"] == f"moving.example.com:{port}"


@pytest.mark.parametrize("trouble", [OSError("no such name"), UnicodeError("label too long")])
def test_a_name_that_there_is_not(centre: Centre, trouble: Exception) -> None:
    hook_id, _ = hook(centre, "https://nowhere.example.com/")

    def look_up(_host: str, _port: int) -> list[str]:
        raise trouble

    emit(centre)
    sender(centre, look_up=look_up).send_all()
    assert told(centre, hook_id)[0].error == "the name is unknown"


def test_a_long_answer_is_not_read_to_its_end(centre: Centre, office: Office) -> None:
    hook_id, _ = hook(centre, office.url)
    office.body = b"x" * 5_000_000
    emit(centre)
    sender(centre).send_all()
    assert told(centre, hook_id)[0].state == "done"


def test_who_dies_over_it_leaves_it_due(centre: Centre, office: Office) -> None:
    hook_id, _ = hook(centre, office.url)
    emit(centre)
    with centre.store.writing() as session:
        assert api_store.claim_delivery(session, centre.now, centre.now + hook_sender.LEASE)
    assert sender(centre).send_all() == 0, "somebody has it"
    centre.now += hook_sender.LEASE + timedelta(seconds=1)
    assert sender(centre).send_all() == 1
    assert [(each.state, each.attempts) for each in told(centre, hook_id)] == [("done", 2)]


def test_a_slow_hook_keeps_nobody_else_waiting(centre: Centre, office: Office) -> None:
    quick = Office()
    try:
        hook(centre, office.url)
        quick_id, _ = hook(centre, quick.url)
        office.gate.clear()
        for _ in range(5):
            emit(centre)
        at_work = sender(centre)
        at_work.sweep()
        until(lambda: all(each.state == "done" for each in told(centre, quick_id)))
        assert office.most_at_once == 1, "one thing at a time for each"
        office.gate.set()
        until(lambda: len(office.heard) == 5)
        at_work.stop()
    finally:
        quick.shutdown()
        quick.server_close()


def until(there: Any) -> None:
    """Wait for other threads, as long as it may take on a busy machine."""
    for _ in range(2000):
        if there():
            return
        time.sleep(0.01)
    pytest.fail("it never came")
