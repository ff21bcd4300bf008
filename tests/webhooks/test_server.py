"""gunicorn's settings: ours, unless the environment says otherwise. It is tried in test_app."""

from __future__ import annotations

import pytest
from flask import Flask

from webhooks.server import THREADS, WORKERS, Server


def test_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUNICORN_CMD_ARGS", raising=False)
    server = Server(lambda: Flask("served"), 5123)
    assert server.cfg.settings["bind"].get() == ["0.0.0.0:5123"]
    assert (server.cfg.workers, server.cfg.threads) == (WORKERS, THREADS)
    assert server.cfg.worker_class_str == "gthread"


def test_the_environment_counts_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUNICORN_CMD_ARGS", "--workers 1 --threads 4 --bind 127.0.0.1:7000")
    server = Server(lambda: Flask("served"), 5123)
    assert server.cfg.settings["bind"].get() == ["127.0.0.1:7000"]
    assert (server.cfg.workers, server.cfg.threads) == (1, 4)


def test_the_application_is_made_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUNICORN_CMD_ARGS", raising=False)
    made: list[Flask] = []

    def make() -> Flask:
        made.append(Flask("served"))
        return made[0]

    server = Server(make, 5123)
    assert made == []
    assert server.load() is made[0]
