"""A recording's sound: from the phone company's host only, with credentials, and within limits."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from recordings.storage import Storage
from support.worker import Again, Done, GivenUp, Outcome
from tests.webhooks.door import Door
from webhooks import media
from webhooks.media import allowed_url

WAV = b"RIFF" + bytes(2000)
EXCHANGE = "http://127.0.0.1:5000"
NAME = "ab" * 16 + ".wav"


@pytest.mark.parametrize(
    ("url", "api_url", "allowed"),
    [
        ("https://api.twilio.com/2010-04-01/A/Recordings/RE1", "", True),
        ("http://api.twilio.com/2010-04-01/A/Recordings/RE1", "", False),
        ("https://api.twilio.com.evil.example/RE1", "", False),
        ("https://evil.example/api.twilio.com/RE1", "", False),
        ("https://user@api.twilio.com/RE1", "", False),
        ("https://api.twilio.com@evil.example/RE1", "", False),
        ("https://api.twilio.com:8443/RE1", "", False),
        ("https://API.twilio.com\\@evil.example/RE1", "", False),
        ("https://api.twilio.com", "", False),
        ("//api.twilio.com/RE1", "", False),
        ("file:///etc/passwd", "", False),
        ("/etc/passwd", "", False),
        ("", "", False),
        ("https://[/RE1", "", False),
        ("http://localhost/RE1", "", False),
        ("http://127.0.0.1/RE1", "", False),
        ("http://169.254.169.254/latest/meta-data", "", False),
        ("http://127.0.0.1:5000/Recordings/RE1", EXCHANGE, True),
        ("http://127.0.0.1:5001/Recordings/RE1", EXCHANGE, False),
        ("https://127.0.0.1:5000/Recordings/RE1", EXCHANGE, False),
        ("https://api.twilio.com/Recordings/RE1", EXCHANGE, False),
        ("http://127.0.0.1:5000", EXCHANGE, False),
    ],
)
def test_where_sound_may_come_from(url: str, api_url: str, allowed: bool) -> None:
    found = allowed_url(url, api_url)
    assert (found is not None) == allowed
    if found:
        assert found == url + ".wav"


def test_a_query_is_not_passed_on() -> None:
    assert allowed_url(f"{EXCHANGE}/RE1?to=evil", EXCHANGE) == f"{EXCHANGE}/RE1.wav"


class Host:
    """A phone company that answers as it is told, and remembers who asked."""

    def __init__(self) -> None:
        self.status, self.headers, self.body, self.cut = 200, {}, WAV, 0  # type: ignore[var-annotated]
        self.promised: int | None = None
        self.asked: list[tuple[str, str]] = []
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host.asked.append((self.path, self.headers.get("Authorization", "")))
                self.send_response(host.status)
                for name, value in host.headers.items():
                    self.send_header(name, value)
                promised = len(host.body) if host.promised is None else host.promised
                self.send_header("Content-Length", str(promised))
                self.end_headers()
                self.wfile.write(host.body[: len(host.body) - host.cut])

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        serve = self.server.serve_forever
        threading.Thread(target=serve, kwargs={"poll_interval": 0.01}, daemon=True).start()


@pytest.fixture
def host() -> Iterator[Host]:
    made = Host()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def sounds(tmp_path: Path) -> Storage:
    return Storage(str(tmp_path / "sounds"))


@pytest.fixture
def fetch(door: Door, host: Host, sounds: Storage) -> Callable[..., Outcome]:
    """Fetch what was announced at the host."""

    def do(url: str = "", limit: int = 5000, api_key: str = "SK1") -> Outcome:
        twilio = replace(door.parts.twilio, api_url=host.url, api_key=api_key)
        parts = replace(door.parts, twilio=twilio, sounds=sounds)
        return media.fetch(parts, url or host.url + "/RE1", NAME, limit)

    return do


def read(sounds: Storage) -> bytes:
    with sounds.open(NAME) as file:
        return file.read()


def test_a_recording_is_kept_whole(fetch: Callable[..., Outcome], host: Host, sounds: Storage) -> None:
    digest = hashlib.sha256(WAV).hexdigest()
    assert fetch() == Done({"name": NAME, "size": len(WAV), "sha256": digest})
    assert read(sounds) == WAV
    key = base64.b64encode(b"SK1:" + b"secret" * 6).decode()
    assert host.asked == [("/RE1.wav", "Basic " + key)]


def test_fetched_again_it_is_still_one(fetch: Callable[..., Outcome], sounds: Storage) -> None:
    """A worker died after it had written, and another one began anew."""
    fetch()
    fetch()
    assert list(sounds.names()) == [NAME]


def test_without_a_key_the_account_asks(fetch: Callable[..., Outcome], host: Host) -> None:
    fetch(api_key="")
    assert base64.b64decode(host.asked[0][1].removeprefix("Basic ")).startswith(b"AC000")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/RE1", "http://localhost/RE1", "file:///etc/passwd"])
def test_another_host_is_never_asked(fetch: Callable[..., Outcome], host: Host, url: str) -> None:
    outcome = fetch(url)
    assert isinstance(outcome, GivenUp)
    assert "address that is not its own" in outcome.error
    assert host.asked == []


@pytest.mark.parametrize("status", [404, 408, 429, 500, 503])
def test_what_may_come_later_is_asked_for_for_hours(
    fetch: Callable[..., Outcome], host: Host, sounds: Storage, status: int
) -> None:
    host.status = status
    outcome = fetch()
    assert isinstance(outcome, Again)
    assert str(status) in outcome.error
    assert outcome.tries == 20
    host.status = 200
    assert isinstance(fetch(), Done)
    assert read(sounds) == WAV


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (301, "never followed"),
        (302, "never followed"),
        (307, "never followed"),
        (401, "refuses our credentials (401)"),
        (403, "refuses our credentials (403)"),
        (400, "refuses (400)"),
        (204, "refuses (204)"),
    ],
)
def test_everything_else_is_given_up(
    fetch: Callable[..., Outcome], host: Host, sounds: Storage, status: int, said: str
) -> None:
    """Redirects above all: they could lead the credentials anywhere."""
    host.status, host.headers = status, {"Location": host.url + "/elsewhere"}
    host.body = b"" if status == 204 else WAV
    outcome = fetch()
    assert isinstance(outcome, GivenUp)
    assert said in outcome.error
    assert len(host.asked) == 1
    assert list(sounds.names()) == []


@pytest.mark.parametrize("body", [b"", b"RIF", b"<html>not found</html>", b"ID3" + bytes(100)])
def test_what_is_no_sound_is_kept_for_somebody_to_look_at(
    fetch: Callable[..., Outcome], host: Host, sounds: Storage, body: bytes
) -> None:
    host.body = body
    assert isinstance(fetch(), Done)
    assert read(sounds) == body


def test_too_large_is_refused_before_it_is_read(
    fetch: Callable[..., Outcome], host: Host, sounds: Storage
) -> None:
    host.promised = 3_000_000_000
    outcome = fetch(limit=media.MAX_BYTES)
    assert isinstance(outcome, GivenUp)
    assert "3000.0 MB" in outcome.error
    assert list(sounds.names()) == []


def test_more_than_was_promised_is_not_kept(
    fetch: Callable[..., Outcome], host: Host, sounds: Storage, tmp_path: Path
) -> None:
    host.headers, host.promised = {"Transfer-Encoding": "identity"}, None
    outcome = fetch(limit=1000)
    assert isinstance(outcome, GivenUp)
    assert "too large" in outcome.error
    assert [path for path in (tmp_path / "sounds").rglob("*") if path.is_file()] == []


def test_a_download_that_breaks_off_leaves_nothing_and_is_tried_again(
    fetch: Callable[..., Outcome], host: Host, sounds: Storage, tmp_path: Path
) -> None:
    """Half of a file was left beside the others for ever."""
    host.cut = 500
    assert isinstance(fetch(), Again)
    assert [path for path in (tmp_path / "sounds").rglob("*") if path.is_file()] == []
    host.cut = 0
    assert isinstance(fetch(), Done)
    assert read(sounds) == WAV


def test_a_sound_that_drips_is_given_up(
    door: Door, fetch: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "LONGEST", timedelta(seconds=-1))
    outcome = fetch()
    assert outcome == GivenUp("the sound came too slowly")


def test_nobody_answers(fetch: Callable[..., Outcome], host: Host) -> None:
    host.server.shutdown()
    host.server.server_close()
    outcome = fetch()
    assert isinstance(outcome, Again)
    assert "ConnectionError" in outcome.error
