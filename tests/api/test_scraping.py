"""/metrics is open to this machine or to a token, and to nobody else."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from api import scraping

HOME, WORLD = "http://127.0.0.1:5000", "https://phone.example.com"
TOKEN = "a-token-that-nobody-guesses"


def ask(
    token: str = "", url: str = HOME, address: str = "127.0.0.1", host: str = "127.0.0.1:5000", **headers: str
) -> TestResponse:
    app = Flask("metrics")
    app.register_blueprint(scraping.blueprint(lambda: b"ramal_waiting 1.0\n", token, url))
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().get(
        "/metrics", headers={"Host": host, **sent}, environ_base={"REMOTE_ADDR": address}
    )


@pytest.mark.parametrize(("address", "host"), [
    ("127.0.0.1", "127.0.0.1:5000"), ("::1", "[::1]:5000"), ("127.0.0.1", "localhost:5000"),
])  # fmt: skip
def test_this_machine_may_read(address: str, host: str) -> None:
    answer = ask(address=address, host=host)
    assert (answer.status_code, answer.data) == (200, b"ramal_waiting 1.0\n")
    assert answer.content_type == scraping.CONTENT_TYPE
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("asked", [
    {"address": "192.168.1.7"}, {"address": "2001:db8::7"}, {"address": ""},
    {"X_Forwarded_For": "203.0.113.7"}, {"Forwarded": "for=203.0.113.7"}, {"X_Real_IP": "203.0.113.7"},
    {"Via": "1.1 proxy"}, {"host": "phone.example.com"}, {"host": "127.0.0.1.example.com"},
    {"url": WORLD}, {"url": "https://127.0.0.1.nip.example"},
])  # fmt: skip
def test_others_may_not(asked: dict[str, str]) -> None:
    answer = ask(**asked)
    assert answer.status_code == 403
    assert b"RAMAL_METRICS_TOKEN" in answer.data
    assert b"waiting" not in answer.data


@pytest.mark.parametrize("url", [HOME, WORLD])
def test_with_a_token_it_is_shown_from_everywhere(url: str) -> None:
    for address in ("127.0.0.1", "203.0.113.7"):
        assert ask(TOKEN, url, address, Authorization=f"Bearer {TOKEN}").status_code == 200
        for wrong in ("", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer é"):
            answer = ask(TOKEN, url, address, Authorization=wrong)
            assert answer.status_code == 401, wrong
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            assert b"waiting" not in answer.data
