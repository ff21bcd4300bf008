"""Settings: what is right is understood, what is wrong gets one clear line."""

from __future__ import annotations

import json
import stat
import threading
from pathlib import Path

import pytest

from support.settings import KNOWN, ROOT, MailSettings, Settings, SettingsError, read_settings

ACCOUNT = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "token"}


def read(folder: Path, **environ: str) -> Settings:
    return read_settings({"RAMAL_DATA": str(folder / "data"), "HOME": "/root", **environ})


def test_without_any_setting_the_exchange_stands_in(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert found.has_exchange
    assert found.is_demo
    assert found.port == 5000
    assert found.database_url == f"sqlite:///{tmp_path / 'data' / 'ramal.db'}"
    assert found.flows == ROOT / "flows" / "library"
    assert found.twilio.public_url == found.twilio.api_url == "http://127.0.0.1:5000"
    assert found.twilio.account_sid.startswith("AC")
    assert found.twilio.api_key.startswith("SK")


def test_with_an_account_the_exchange_stays_off(tmp_path: Path) -> None:
    found = read(tmp_path, **ACCOUNT, PUBLIC_URL="https://phone.example.com/", TWILIO_API_KEY="SK1")
    assert not found.has_exchange
    assert not found.is_demo
    twilio = found.twilio
    assert (twilio.account_sid, twilio.auth_token, twilio.api_key) == ("AC1", "token", "SK1")
    assert (twilio.public_url, twilio.api_url) == ("https://phone.example.com", "")


def test_secrets_are_made_once_and_for_us_alone(tmp_path: Path) -> None:
    assert read(tmp_path) == read(tmp_path)
    path = tmp_path / "data" / "secrets.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read(tmp_path, SECRET_KEY="mine").secret_key == "mine"
    assert [each.name for each in path.parent.iterdir()] == ["secrets.json"]


def test_processes_that_start_together_agree_on_their_secrets(tmp_path: Path) -> None:
    """The slower one stopped with an error, or read half a file."""
    found: list[Settings] = []
    start = threading.Barrier(4)

    def begin() -> None:
        start.wait(10)
        found.append(read(tmp_path))

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(found) == 4
    assert all(each == found[0] for each in found)


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("postgres://u:p@db/ramal", "postgresql+psycopg://u:p@db/ramal"),
        ("postgresql://u:p@db/ramal", "postgresql+psycopg://u:p@db/ramal"),
        ("postgresql+psycopg://db/ramal", "postgresql+psycopg://db/ramal"),
        ("sqlite:////tmp/x.db", "sqlite:////tmp/x.db"),
    ],
)
def test_databases(tmp_path: Path, url: str, driver: str) -> None:
    assert read(tmp_path, DATABASE_URL=url).database_url == driver


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"RAMAL_FLOW": "x"}, "did you mean RAMAL_FLOWS"),
        ({"TWILIO_ACCOUNT": "AC1"}, "did you mean TWILIO_ACCOUNT_SID"),
        ({"RAMAL_QQQQQQQQQQQQ": "1"}, "unknown setting RAMAL_QQQQQQQQQQQQ"),
        ({"PORT": "eighty"}, "PORT is 'eighty'"),
        ({"PORT": ""}, "PORT is ''"),
        ({"PORT": "0"}, "PORT"),
        ({"PORT": "65536"}, "PORT"),
        ({"PORT": "-1"}, "PORT"),
        ({"PORT": "²"}, "PORT"),
        ({"TWILIO_ACCOUNT_SID": "AC1"}, "TWILIO_AUTH_TOKEN is not"),
        ({"TWILIO_AUTH_TOKEN": "secret"}, "TWILIO_ACCOUNT_SID is not"),
        ({"PUBLIC_URL": "phone.example.com"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "ftp://phone.example.com"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://[::1"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://example.com:http"}, "PUBLIC_URL"),
        ({"DATABASE_URL": "mysql://u:secret@db/x"}, "DATABASE_URL"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        ({"RAMAL_FLOWS": "/no/such/folder"}, "/no/such/folder"),
        ({"RAMAL_DATA": "/dev/null/data"}, "cannot keep data in /dev/null/data"),
    ],
)
def test_a_bad_setting_gets_one_clear_line(tmp_path: Path, environ: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read(tmp_path, **environ)
    text = str(refused.value)
    assert says in text
    assert "\n" not in text
    assert "secret" not in text.replace("secrets.json", "")


@pytest.mark.parametrize("kept", ["", "{", "[]", "[1]", "{}", '{"secret_key": "x"}', "null", "\udcff"])
def test_broken_secrets_get_one_clear_line(tmp_path: Path, kept: str) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "secrets.json").write_bytes(kept.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError, match="cannot keep data in") as refused:
        read(tmp_path)
    assert "\n" not in str(refused.value)


def test_secrets_of_an_older_program_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    kept = {name: name for name in ("secret_key", "account_sid", "auth_token", "api_key", "api_secret")}
    (folder / "secrets.json").write_text(json.dumps(kept))
    assert read(tmp_path).twilio.auth_token == "auth_token"


@pytest.mark.parametrize("name", KNOWN)
def test_every_known_name_may_be_set(tmp_path: Path, name: str) -> None:
    values = {"PORT": "5001", "PUBLIC_URL": "https://example.com", "DATABASE_URL": "sqlite:////tmp/x.db"}
    values |= {"REDIS_URL": "redis://:word@redis.example.com:6379/1"}
    values |= {"RAMAL_HOOKS_INSIDE": "no"}
    values |= {"RAMAL_STREAMS": "8", "RAMAL_EARS_URL": "wss://ears.example.com/twilio/media"}
    values |= {"RAMAL_METRICS_TOKEN": "x" * 16, "RAMAL_LOG": "text", "RAMAL_TRACES": "http://127.0.0.1:4318"}
    values |= {"RAMAL_METRICS_PORT": "9400"}
    values |= {"RAMAL_SMTP": "smtps://ana%40example.com:word@mail.example.com"}
    folders = {"RAMAL_FLOWS": str(tmp_path), "RAMAL_DATA": str(tmp_path)}
    environ = {**ACCOUNT, name: {**values, **folders}.get(name, "x")}
    assert isinstance(read(tmp_path, **environ), Settings)


def test_where_sounds_are_kept(tmp_path: Path) -> None:
    values = {"RAMAL_DATA": str(tmp_path)}
    assert read_settings(values).sounds_url == str(tmp_path / "recordings")
    for url in ("/srv/sounds", "s3://bucket/prefix"):
        assert read_settings(values | {"RAMAL_RECORDINGS": url}).sounds_url == url
    assert read_settings(values | {"RAMAL_RECORDING_KEYS": "a:AAAA"}).recording_keys == "a:AAAA"
    with pytest.raises(SettingsError, match="RAMAL_RECORDINGS must be a folder"):
        read_settings(values | {"RAMAL_RECORDINGS": "ftp://somewhere"})


def test_whether_hooks_may_stay_inside(tmp_path: Path) -> None:
    values = {"RAMAL_DATA": str(tmp_path)}
    assert read_settings(values).hooks_inside  # a demonstration is alone on its machine
    assert not read(tmp_path, **ACCOUNT).hooks_inside
    assert read(tmp_path, **ACCOUNT, RAMAL_HOOKS_INSIDE="yes").hooks_inside
    with pytest.raises(SettingsError, match="RAMAL_HOOKS_INSIDE is 'maybe'"):
        read_settings(values | {"RAMAL_HOOKS_INSIDE": "maybe"})


def test_secrets_that_policies_may_name(tmp_path: Path) -> None:
    found = read_settings({"RAMAL_DATA": str(tmp_path), "RAMAL_SECRET_CRM": "hush"})
    assert found.secrets == {"crm": "hush"}
    assert "hush" not in repr(found)


def test_what_machines_may_see(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert (found.metrics_token, found.log, found.traces, found.mail) == ("", "json", "", None)
    empty = ("RAMAL_LOG", "RAMAL_TRACES", "RAMAL_SMTP", "RAMAL_METRICS_PORT", "RAMAL_METRICS_TOKEN")
    assert read(tmp_path, **dict.fromkeys(empty, "")) == found, "as files of the environment leave them"
    assert (found.metrics_port, read(tmp_path, RAMAL_METRICS_PORT="9400").metrics_port) == (0, 9400)
    token = "only-prometheus-knows"
    found = read(tmp_path, RAMAL_METRICS_TOKEN=token, RAMAL_LOG="text", RAMAL_TRACES="http://tempo:4318")
    assert (found.metrics_token, found.log, found.traces) == (token, "text", "http://tempo:4318")
    assert token not in repr(found)
    assert read(tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT="http://otel:4318").traces == "http://otel:4318"


@pytest.mark.parametrize(("name", "value"), [
    ("RAMAL_METRICS_TOKEN", "short"), ("RAMAL_METRICS_TOKEN", "with spaces in between it"),
    ("RAMAL_METRICS_PORT", "65536"), ("RAMAL_METRICS_PORT", "-1"), ("RAMAL_LOG", "xml"),
    ("RAMAL_TRACES", "127.0.0.1:4318"),
])  # fmt: skip
def test_what_machines_cannot_use_is_told(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read(tmp_path, **{name: value})


def test_a_mail_server(tmp_path: Path) -> None:
    mail = read(tmp_path, RAMAL_SMTP="smtps://ana%40example.com:a%2Fword@mail.example.com").mail
    assert mail == MailSettings("mail.example.com", 465, True, "ana@example.com", "ana@example.com", "a/word")
    assert "a/word" not in repr(mail)
    mail = read(tmp_path, RAMAL_SMTP="smtp://127.0.0.1:2525", RAMAL_MAIL_FROM="Ramal <r@example.com>").mail
    assert mail == MailSettings("127.0.0.1", 2525, False, "Ramal <r@example.com>")


@pytest.mark.parametrize(("url", "sender", "told"), [
    ("mail.example.com", "r@example.com", "RAMAL_SMTP"), ("http://word@mail", "r@example.com", "RAMAL_SMTP"),
    ("smtps://a:word@mail:port", "r@example.com", "RAMAL_SMTP"), ("smtps://", "r@example.com", "RAMAL_SMTP"),
    ("smtps://ana:word@mail", "", "RAMAL_MAIL_FROM"), ("smtps://ana:word@mail", "a\n@b", "RAMAL_MAIL_FROM"),
])  # fmt: skip
def test_a_mail_server_that_cannot_be_used_is_told_without_its_password(
    tmp_path: Path, url: str, sender: str, told: str
) -> None:
    with pytest.raises(SettingsError, match=told) as refused:
        read(tmp_path, RAMAL_SMTP=url, RAMAL_MAIL_FROM=sender)
    assert ":word@" not in str(refused.value)
