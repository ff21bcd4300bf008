"""gunicorn's settings: ours, unless the environment says otherwise. It is tried in test_app."""

from __future__ import annotations

import errno
import resource
import socket
import threading
from collections.abc import Iterable
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from flask import Flask

from support.settings import SettingsError
from webhooks.server import (
    THREADS,
    WORKERS,
    Server,
    Worker,
    allow_files,
    refuse_taken_port,
    take,
    threaded,
    watched,
)


def test_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUNICORN_CMD_ARGS", raising=False)
    server = Server(lambda: Flask("served"), 5123)
    assert server.cfg.settings["bind"].get() == ["0.0.0.0:5123"]
    assert (server.cfg.workers, server.cfg.threads) == (WORKERS, THREADS)
    assert server.cfg.worker_class is Worker


def test_the_environment_counts_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "GUNICORN_CMD_ARGS", "--workers 1 --threads 4 --worker-class gthread --bind 127.0.0.1:7000"
    )
    server = Server(lambda: Flask("served"), 5123)
    assert server.cfg.settings["bind"].get() == ["127.0.0.1:7000"]
    assert (server.cfg.workers, server.cfg.threads) == (1, 4)
    assert server.cfg.worker_class is Worker, "gunicorn's threads are ours"


def test_the_application_is_made_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUNICORN_CMD_ARGS", raising=False)
    made: list[Flask] = []

    def make() -> Flask:
        made.append(Flask("served"))
        return made[0]

    server = Server(make, 5123)
    assert made == []
    assert server.load() is made[0]


def test_a_connection_is_given_away_whole() -> None:
    ours, theirs = socket.socketpair()
    with theirs, take(ours) as taken:
        assert ours.fileno() == -1
        ours.close()
        taken.sendall(b"still here")
        assert theirs.recv(20) == b"still here"


def test_the_threaded_server_gives_connections_away(capfd: pytest.CaptureFixture[str]) -> None:
    """What is taken from it stays open when its thread is done."""
    held: list[socket.socket] = []
    app = Flask("served")

    def answer(environ: dict[str, Any], _start: Any) -> Iterable[bytes]:
        held.append(environ["ramal.take_socket"]())
        raise BrokenPipeError(errno.EPIPE, "taken")

    app.wsgi_app = answer  # type: ignore[method-assign, assignment]
    server = threaded("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as browser:
        browser.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        while not held:
            threading.Event().wait(0.01)
        server.shutdown()
        server.server_close()  # waits for its threads
        held[0].sendall(b"news")
        assert browser.recv(20) == b"news"
    held[0].close()
    assert capfd.readouterr().err == "", "nobody asks a connection that is gone for its next request"


class _Gunicorn(Worker):
    """Only the count of connections."""

    def __init__(self) -> None:
        self.nr_conns = 2


def test_a_connection_given_away_is_counted_once() -> None:
    """Counted twice, a stopping server would not wait for the requests that it still answers."""
    ours, theirs = socket.socketpair()
    worker, done = _Gunicorn(), Future[bool]()
    done.set_result(False)
    with theirs, take(ours):
        worker.finish_request(SimpleNamespace(sock=ours), done)
    assert worker.nr_conns == 1


def test_a_taken_port_is_refused_with_another_to_try() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SettingsError, match=f"PORT={port + 1}"):
            refuse_taken_port("127.0.0.1", port)


def test_as_many_files_as_allowed() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(256, hard), hard))
        allow_files(300)
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == min(300, hard)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_process_that_serves_nothing_else_may_be_watched() -> None:
    app = Flask("all")
    for path in ("/metrics", "/desk"):
        app.add_url_rule(path, path, lambda: "seen")
    assert watched(app, 0, has_token=True) is None
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = watched(app, port, has_token=False)
    assert server
    try:
        assert server.host == "127.0.0.1", "without a token, for this machine"
        base = f"http://127.0.0.1:{port}"
        assert requests.get(f"{base}/metrics", timeout=5).text == "seen"
        for path in ("/desk", "/metrics/", "/"):
            assert requests.get(base + path, timeout=5).status_code == 404
        with pytest.raises(SettingsError, match=f"RAMAL_METRICS_PORT={port + 1}"):
            watched(app, port, has_token=False)
    finally:
        server.shutdown()
        server.server_close()
