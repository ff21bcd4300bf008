"""A recording's sound: from the phone company's host only, with credentials, whole, and within limits."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from support.store.recordings import Recording
from support.worker import Again, Done, GivenUp, Outcome
from tests.webhooks.door import Door
from webhooks.media import allowed_url, fetch_recording

WAV = b"RIFF" + bytes(2000)
EXCHANGE = "http://127.0.0.1:5000"


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
        self.asked: list[tuple[str, str]] = []
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host.asked.append((self.path, self.headers.get("Authorization", "")))
                self.send_response(host.status)
                for name, value in host.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(host.body)))
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
def fetch(door: Door, host: Host, tmp_path: Path) -> Callable[..., Outcome]:
    """Fetch a recording that was announced at the host."""

    def do(url: str = "", limit: int = 5000, api_key: str = "SK1") -> Outcome:
        door.reach("3")
        with door.store.writing() as session:
            recording = Recording(
                call_id=door.row().id, seq=2, created_at=door.now, url=url or host.url + "/RE1"
            )
            session.add(recording)
            session.flush()
            found = recording.id
        parts = replace(door.parts, twilio=replace(door.parts.twilio, api_url=host.url, api_key=api_key))
        return fetch_recording(parts, found, tmp_path, limit)

    return do


def files(folder: Path) -> list[str]:
    return [path.suffix for path in (folder / "recordings").glob("*")]


def test_a_recording_is_kept_whole(fetch: Callable[..., Outcome], host: Host, tmp_path: Path) -> None:
    outcome = fetch()
    assert isinstance(outcome, Done)
    path = tmp_path / str(outcome.result["path"])
    assert path.read_bytes() == WAV
    assert outcome.result["size"] == len(WAV)
    assert outcome.result["sha256"] == hashlib.sha256(WAV).hexdigest()
    assert "RE1" not in path.name, "a name that nobody can guess"
    key = base64.b64encode(b"SK1:" + b"secret" * 6).decode()
    assert host.asked == [("/RE1.wav", "Basic " + key)]


def test_without_a_key_the_account_asks(fetch: Callable[..., Outcome], host: Host) -> None:
    fetch(api_key="")
    assert base64.b64decode(host.asked[0][1].removeprefix("Basic ")).startswith(b"AC000")


def test_another_host_is_never_asked(fetch: Callable[..., Outcome], host: Host) -> None:
    assert fetch("http://127.0.0.1:9/RE1") == GivenUp("not the phone company's host")
    assert host.asked == []


@pytest.mark.parametrize("status", [404, 429, 500, 503])
def test_what_may_come_later_is_asked_for_again(
    fetch: Callable[..., Outcome], host: Host, status: int
) -> None:
    host.status = status
    assert fetch() == Again(f"HTTP {status}")


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 403, 204])
def test_everything_else_is_given_up(fetch: Callable[..., Outcome], host: Host, status: int) -> None:
    """Redirects above all: they could lead the credentials anywhere."""
    host.status, host.headers = status, {"Location": host.url + "/elsewhere"}
    host.body = b"" if status == 204 else WAV
    assert fetch() == GivenUp(f"HTTP {status}")
    assert len(host.asked) == 1


@pytest.mark.parametrize("body", [b"", b"RIF", b"<html>not found</html>", b"ID3" + bytes(100)])
def test_what_is_no_wav_is_not_kept(
    fetch: Callable[..., Outcome], host: Host, tmp_path: Path, body: bytes
) -> None:
    host.body = body
    assert fetch() == GivenUp("not a WAV file")
    assert files(tmp_path) == []


def test_too_large_is_not_kept(fetch: Callable[..., Outcome], host: Host, tmp_path: Path) -> None:
    assert fetch(limit=1000) == GivenUp("too large")
    assert files(tmp_path) == []


def test_a_download_that_breaks_off_leaves_nothing(
    fetch: Callable[..., Outcome], host: Host, tmp_path: Path
) -> None:
    """Half of a file was left beside the others for ever."""
    host.cut = 500
    with pytest.raises(OSError):
        fetch()
    assert files(tmp_path) == []
