"""The program as it is started: settings, one clear line for each mistake, a clean stop, data that stays."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import structlog

import app as ramal
from support.settings import read_settings
from tests.conftest import ROOT

PATIENCE_S = 60
Environ = dict[str, str]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def environ(tmp_path: Path) -> Environ:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "PORT": str(free_port()),
        "RAMAL_DATA": str(tmp_path / "data"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """`main` sets up logging for the process; here it is one test of many."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def run(environ: Environ, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "app.py"), *arguments]
    return subprocess.run(
        command, env=environ, input=given, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )


class Program:
    """`python app.py` as a process of its own."""

    def __init__(self, environ: Environ, *arguments: str) -> None:
        self.base = f"http://127.0.0.1:{environ['PORT']}"
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "app.py"), *arguments],
            env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ready(self, path: str = "/healthz") -> Program:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.process.communicate()
            try:
                if requests.get(self.base + path, timeout=2).status_code == 200:
                    return self
            except (requests.ConnectionError, requests.Timeout):
                time.sleep(0.05)
        raise AssertionError("it does not answer")

    def stop(self, how: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, out, err


@pytest.fixture
def program(environ: Environ) -> Iterator[Program]:
    made = Program(environ)
    yield made
    if made.process.poll() is None:
        made.process.kill()
        made.process.communicate()


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.startswith("ramal: ")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"PORT": "http"}, "PORT is 'http'"),
        ({"PORT": "0"}, "from 1 to 65535"),
        ({"PORT": "65536"}, "from 1 to 65535"),
        ({"PORT": "-1"}, "PORT"),
        ({"PORT": "²"}, "PORT"),
        ({"RAMAL_FLOW": "x"}, "did you mean RAMAL_FLOWS?"),
        ({"TWILIO_TOKEN": "x"}, "unknown setting TWILIO_TOKEN"),
        ({"TWILIO_ACCOUNT_SID": "AC1"}, "TWILIO_AUTH_TOKEN is not"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        ({"REDIS_URL": "http://:secret@host"}, "REDIS_URL must begin with redis://"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:////proc/nowhere/ramal.db"}, "the database cannot be used"),
        ({"DATABASE_URL": "postgresql://nobody:secret@127.0.0.1:1/x"}, "the database cannot be used"),
    ],
)
def test_a_wrong_setting_gets_one_line(
    environ: Environ, capsys: pytest.CaptureFixture[str], wrong: Environ, told: str
) -> None:
    for arguments in ([], ["doctor"], ["worker"]):
        assert ramal.main(arguments, environ | wrong) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("ramal: ")
        assert err.count("\n") == 1, err
        assert told in err
        assert "secret" not in err


def test_a_wrong_setting_from_outside(environ: Environ) -> None:
    assert "RAMAL_FLOWS" in one_line(run(environ | {"RAMAL_FLOW": "x"}))


def test_a_taken_port_gets_one_line_that_names_another(environ: Environ) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(environ["PORT"])))
        taken.listen()
        for arguments in ((), ("serve",), ("exchange",)):
            told = one_line(run(environ, *arguments))
            assert f"port {environ['PORT']} cannot be used" in told
            assert f"PORT={int(environ['PORT']) + 1}" in told


@pytest.mark.parametrize("below", ["", "deeper/still"])
def test_an_unusable_folder_gets_one_line(environ: Environ, tmp_path: Path, below: str) -> None:
    """A file where the folder should be: even root cannot write there."""
    (tmp_path / "file").write_text("here is something else")
    told = one_line(run(environ | {"RAMAL_DATA": str(tmp_path / "file" / below)}))
    assert "cannot keep data in" in told


def test_broken_secrets_get_one_line(environ: Environ, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secrets.json").write_text("{")
    assert "cannot keep data in" in one_line(run(environ))


def test_it_starts_says_where_to_go_and_stops(program: Program) -> None:
    program.ready()
    for path in ("/", "/phone", "/desk", "/tickets", "/readyz", "/music/calm-10.wav"):
        assert requests.get(program.base + path, timeout=5).status_code == 200, path
    code, out, err = program.stop()
    assert (code, err) == (0, "")
    for words in ("/phone", "/desk", "ramal-demo", "+551140028922", "Ctrl-C"):
        assert words in out
    assert "Stopping." in out


def test_a_service_managers_stop_is_clean_too(program: Program) -> None:
    code, _, err = program.ready().stop(signal.SIGTERM)
    assert (code, err) == (0, "")


def test_it_stops_with_somebody_on_a_live_page(program: Program) -> None:
    program.ready()
    with requests.Session() as browser:
        page = browser.get(program.base + "/sign-in", timeout=5).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token
        form = {"csrf_token": token[1], "login": "ana", "password": "ramal-demo"}
        assert browser.post(program.base + "/sign-in", data=form, timeout=5).status_code == 200
        with browser.get(program.base + "/live", stream=True, timeout=5):
            code, _, err = program.stop()
    assert (code, err) == (0, "")


def test_a_second_start_keeps_the_data(environ: Environ, program: Program) -> None:
    program.ready().stop()
    added = run(environ, "users", "add", "carla", "--role", "agent", given="a long password\n")
    assert added.returncode == 0, added.stderr
    secrets = (Path(environ["RAMAL_DATA"]) / "secrets.json").read_text()
    again = Program(environ).ready()
    code, _, err = again.stop()
    assert (code, err) == (0, "")
    assert (Path(environ["RAMAL_DATA"]) / "secrets.json").read_text() == secrets
    taken = run(environ, "users", "add", "carla", given="a long password\n")
    assert "carla" in one_line(taken)


def test_serve_makes_the_database_ready_before_its_processes_start(environ: Environ) -> None:
    """Two of them would create the same tables at the same moment."""
    served = Program(environ | {"GUNICORN_CMD_ARGS": "--workers 4 --log-level error"}, "serve")
    try:
        served.ready()
        assert requests.post(served.base + "/twilio/voice", timeout=5).status_code == 403
    finally:
        code, _, err = served.stop(signal.SIGTERM)
    assert code == 0
    assert "Traceback" not in err


def test_a_worker_stops_when_a_service_manager_says_so(environ: Environ) -> None:
    working = Program(environ, "worker")
    assert working.process.stdout
    assert "worker is running" in working.process.stdout.readline()
    code, _, err = working.stop(signal.SIGTERM)
    assert (code, err) == (0, "")


def test_the_exchange_alone_on_an_empty_database(environ: Environ) -> None:
    alone = Program(environ, "exchange")
    try:
        alone.ready("/phone")
    finally:
        code, out, err = alone.stop()
    assert (code, err) == (0, "")
    assert "exchange is running" in out


def test_a_command_that_there_is_not(environ: Environ) -> None:
    done = run(environ, "nonsense")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    for command in ("flows", "users", "doctor", "serve", "worker", "call", "twilio"):
        assert command in done.stderr


def test_help_names_every_command(environ: Environ, capsys: pytest.CaptureFixture[str]) -> None:
    assert ramal.main(["--help"], environ) == 0
    out, _ = capsys.readouterr()
    for command in ("flows", "users", "doctor", "serve", "worker", "call", "twilio"):
        assert command in out


def test_every_command_explains_itself(environ: Environ, capsys: pytest.CaptureFixture[str]) -> None:
    """`call --help` called a number of that name."""
    for command in ramal.PROCESSES:
        assert ramal.main([command, "--help"], environ) == 0
        assert f"usage: python app.py {command}" in capsys.readouterr().out


def test_settings_of_a_real_account(environ: Environ) -> None:
    given = {
        "TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t", "PUBLIC_URL": "https://x.example/",
        "DATABASE_URL": "postgres://u@h/d",
    }  # fmt: skip
    settings = read_settings(environ | given)
    assert (settings.has_exchange, settings.is_demo) == (False, False)
    assert settings.twilio.public_url == "https://x.example"
    assert settings.twilio.api_url == ""
    assert settings.database_url == "postgresql+psycopg://u@h/d"


def test_without_an_account_the_exchange_stands_in(environ: Environ) -> None:
    settings = read_settings(environ)
    assert (settings.has_exchange, settings.is_demo) == (True, True)
    assert settings.twilio.api_url == settings.twilio.public_url == f"http://127.0.0.1:{environ['PORT']}"
    assert read_settings(environ) == settings, "secrets are made once"


class _Report(ramal.Centre):
    """A centre of which only what hears each language is known."""

    def __init__(self, *engines: str) -> None:
        self._engines = engines
        self.hearing = self  # type: ignore[assignment]
        self.loaded: list[str] = []

    def hearing_report(self) -> list[tuple[str, str, str]]:
        return [(f"l{number}", engine, "") for number, engine in enumerate(self._engines)]

    def load(self, languages: list[str]) -> None:
        self.loaded += languages


@pytest.mark.parametrize(
    ("engines", "loaded", "warm"), [((), [], 0), (("twilio", "off"), [], 0), (("off", "vosk"), ["l1"], 1)]
)
def test_only_who_hears_loads_models(
    engines: tuple[str, ...], loaded: list[str], warm: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A web process that hears nobody stays small."""
    warmed: list[int] = []
    monkeypatch.setattr("support.services.intents.warm_up", lambda: warmed.append(1))
    centre = _Report(*engines)
    centre.hear()
    assert (centre.loaded, len(warmed)) == (loaded, warm)
