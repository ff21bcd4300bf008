"""The servers, started from Python: gunicorn for `serve`, Werkzeug's threads for everything in one process.

Both give the connections of live pages away (`TAKE_SOCKET`), so that their threads are for webhooks.
"""

from __future__ import annotations

import resource
import socket
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from functools import partial
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import TConn, ThreadWorker
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from support.live import TAKE_SOCKET
from support.settings import SettingsError

WORKERS = 2
THREADS = 64  # media sockets hold one each
CONNECTIONS = 4000  # that wait for their next request
FILES = 65536
WATCHED = ("/metrics", "/healthz", "/readyz")
Environ = dict[str, Any]


class Worker(ThreadWorker):  # type: ignore[misc]  # the package is untyped
    """gunicorn's threads, with live pages' connections given away."""

    def load_wsgi(self) -> None:
        super().load_wsgi()
        answer: Any = self.wsgi  # type: ignore[has-type]

        def with_sockets(environ: Environ, start_response: Any) -> Iterable[bytes]:
            if environ["wsgi.url_scheme"] == "http" and not self.cfg.is_ssl:
                environ[TAKE_SOCKET] = partial(take, environ["gunicorn.socket"])
            answered: Iterable[bytes] = answer(environ, start_response)
            return answered

        self.wsgi = with_sockets

    def finish_request(self, conn: TConn, fs: Future[Any]) -> None:
        if conn.sock.fileno() < 0:  # given away: there is nothing to close
            self.nr_conns -= 1
        else:
            super().finish_request(conn, fs)


class Server(BaseApplication):  # type: ignore[misc]  # the package is untyped
    """Each worker process makes its own application: nothing is shared but the database."""

    def __init__(self, make_app: Callable[[], Flask], port: int) -> None:
        self._make_app, self._port = make_app, port
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": f"0.0.0.0:{self._port}",
            "workers": WORKERS,
            "threads": THREADS,
            "worker_class": Worker,
            "worker_connections": CONNECTIONS,
            "graceful_timeout": 10,
        }
        for name, value in (settings | self.options_from_environment()).items():
            self.cfg.set(name, value)

    def options_from_environment(self) -> dict[str, Any]:
        """GUNICORN_CMD_ARGS, as gunicorn's own command reads it."""
        arguments = self.cfg.parser().parse_args(self.cfg.get_cmd_args_from_env())
        found = {
            name: value for name, value in vars(arguments).items() if value is not None and name != "args"
        }
        if found.get("worker_class") == "gthread":
            del found["worker_class"]  # ours is that, and more
        return found

    def load(self) -> Flask:
        return self._make_app()


class Handler(WSGIRequestHandler):
    def log_request(self, *_: Any) -> None:
        """Requests carry numbers and digits: they are not logged."""

    def connection_dropped(self, error: BaseException, environ: Environ | None = None) -> None:
        """Or given away: either way there is no next request on it."""
        self.close_connection = True
        super().connection_dropped(error, environ)

    def make_environ(self) -> Environ:
        return {**super().make_environ(), TAKE_SOCKET: partial(take, self.connection)}


def take(sock: socket.socket) -> socket.socket:
    """The connection under another object; the one that the server has is closed by that, and only that."""
    return socket.socket(fileno=sock.detach())


def serve(make_app: Callable[[], Flask], port: int) -> None:
    allow_files(FILES)
    Server(make_app, port).run()


def threaded(host: str, port: int, app: Flask) -> BaseWSGIServer:
    """Not started yet."""
    allow_files(FILES)
    return make_server(host, port, app, threaded=True, request_handler=Handler)


def watched(app: Flask, port: int, *, has_token: bool) -> BaseWSGIServer | None:
    """In a thread: what machines that watch may read of a process that serves nothing else. Port 0: none.

    Without a token it is for this machine.
    """
    if not port:
        return None

    def narrow(environ: Environ, start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] not in WATCHED:
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"Only /metrics, /healthz and /readyz are here.\n"]
        answered: Iterable[bytes] = app(environ, start_response)
        return answered

    host = "0.0.0.0" if has_token else "127.0.0.1"  # noqa: S104
    refuse_taken_port(host, port, "RAMAL_METRICS_PORT")
    server = make_server(host, port, narrow, threaded=True, request_handler=Handler)
    threading.Thread(target=server.serve_forever, name="watched", daemon=True).start()
    return server


def allow_files(most: int) -> None:
    """Every connection is an open file, and systems begin with few: as many as we may have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def refuse_taken_port(host: str, port: int, name: str = "PORT") -> None:
    """Raises SettingsError, with another port to try."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError(
                f"port {port} cannot be used ({error.strerror}); try {name}={port + 1} python app.py"
            ) from None
