"""gunicorn, started from Python, so that one command serves the doors with threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

WORKERS = 2
THREADS = 64  # live pages and media sockets hold one each


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
            "worker_class": "gthread",
            "graceful_timeout": 10,
        }
        for name, value in (settings | self.options_from_environment()).items():
            self.cfg.set(name, value)

    def options_from_environment(self) -> dict[str, Any]:
        """GUNICORN_CMD_ARGS, as gunicorn's own command reads it."""
        arguments = self.cfg.parser().parse_args(self.cfg.get_cmd_args_from_env())
        return {
            name: value for name, value in vars(arguments).items() if value is not None and name != "args"
        }

    def load(self) -> Flask:
        return self._make_app()


def serve(make_app: Callable[[], Flask], port: int) -> None:
    Server(make_app, port).run()
