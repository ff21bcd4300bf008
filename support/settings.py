"""What the environment may say, and what it means. Read by `app.py` alone, and handed to everybody else.

Secrets of an installation without settings of its own are made once and kept in its data folder.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from flows.nearest import nearest

ROOT = Path(__file__).resolve().parent.parent
KNOWN = (
    "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_URL", "PORT", "RAMAL_FLOWS", "RAMAL_DATA",
    "RAMAL_SPEECH", "RAMAL_STREAMS", "RAMAL_EARS_URL",
    "RAMAL_RECORDINGS", "RAMAL_RECORDING_KEYS", "RAMAL_HOOKS_INSIDE",
    "RAMAL_METRICS_TOKEN", "RAMAL_METRICS_PORT", "RAMAL_LOG", "RAMAL_TRACES", "RAMAL_SMTP", "RAMAL_MAIL_FROM",
    "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_API_URL",
    "TWILIO_APP_SID",
)  # fmt: skip
NAMED = "RAMAL_SECRET_"  # what policies may name: RAMAL_SECRET_CRM is {secret.crm}
OURS = ("RAMAL_", "TWILIO_")
_MAIL_PORTS = {"smtp": 587, "smtps": 465}
_SECRETS = ("secret_key", "account_sid", "auth_token", "api_key", "api_secret")


@dataclass(frozen=True)
class TwilioSettings:
    """`api_url` replaces Twilio's REST host (the exchange); "" is Twilio itself."""

    account_sid: str
    auth_token: str
    api_key: str
    api_secret: str
    public_url: str
    api_url: str = ""
    app_sid: str = ""
    ears_url: str = ""

    @property
    def stream_url(self) -> str:
        """Where the phone company brings callers' sound: our own address, unless the ears have another."""
        return self.ears_url or self.public_url.replace("http", "ws", 1) + "/twilio/media"


@dataclass(frozen=True)
class MailSettings:
    """A mail server. Without TLS from the beginning (smtps) it is asked for before anything is told."""

    host: str
    port: int
    is_tls: bool
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


class SettingsError(Exception):
    """One line for the person who starts the program."""


@dataclass(frozen=True)
class Settings:
    """What the environment says. Without Twilio's credentials the exchange stands in."""

    database_url: str
    secret_key: str
    port: int
    flows: Path
    data: Path
    twilio: TwilioSettings
    has_exchange: bool
    is_demo: bool
    redis_url: str = ""
    speech: str = ""
    streams: int = 40
    recordings: str = ""
    recording_keys: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    hooks_inside: bool = False  # events may be told to addresses of the own network, and without TLS
    metrics_token: str = field(default="", repr=False)  # whoever shows it may read /metrics
    metrics_port: int = 0  # where the worker and the ears show theirs; 0: nowhere
    log: str = "json"
    traces: str = ""  # address of an OpenTelemetry collector
    mail: MailSettings | None = None

    @property
    def sounds_url(self) -> str:
        """Where sounds are kept: a folder, or s3://bucket/prefix."""
        return self.recordings or str(self.data / "recordings")


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Raises SettingsError for anything unknown or unusable."""
    _refuse_unknown(environ)
    port = _port(environ.get("PORT", "5000"))
    data = Path(environ.get("RAMAL_DATA") or ROOT / "instance")
    kept = _kept_secrets(data)
    public_url = _public_url(environ.get("PUBLIC_URL") or f"http://127.0.0.1:{port}")
    given = environ.get("TWILIO_ACCOUNT_SID", "")
    _refuse_half_an_account(environ)
    twilio = TwilioSettings(
        account_sid=given or kept["account_sid"],
        auth_token=environ.get("TWILIO_AUTH_TOKEN", "") if given else kept["auth_token"],
        api_key=environ.get("TWILIO_API_KEY", "") if given else kept["api_key"],
        api_secret=environ.get("TWILIO_API_SECRET", "") if given else kept["api_secret"],
        public_url=public_url,
        api_url=environ.get("TWILIO_API_URL", "") if given else f"http://127.0.0.1:{port}",
        app_sid=environ.get("TWILIO_APP_SID", "") if given else "",
        ears_url=_ears_url(environ.get("RAMAL_EARS_URL", "")),
    )
    return Settings(
        database_url=_driver(environ.get("DATABASE_URL") or f"sqlite:///{data / 'ramal.db'}"),
        secret_key=environ.get("SECRET_KEY") or kept["secret_key"],
        port=port,
        flows=_folder(Path(environ.get("RAMAL_FLOWS") or ROOT / "flows" / "library")),
        data=data,
        twilio=twilio,
        has_exchange=not given,
        is_demo=not given,
        redis_url=_redis_url(environ.get("REDIS_URL", "")),
        speech=environ.get("RAMAL_SPEECH", ""),
        recordings=_recordings(environ.get("RAMAL_RECORDINGS", "")),
        secrets={
            name.removeprefix(NAMED).lower(): value
            for name, value in environ.items()
            if name.startswith(NAMED)
        },
        hooks_inside=_yes(environ.get("RAMAL_HOOKS_INSIDE") or ("no" if given else "yes")),
        recording_keys=environ.get("RAMAL_RECORDING_KEYS", ""),
        metrics_token=_token(environ.get("RAMAL_METRICS_TOKEN", "")),
        metrics_port=_watched_port(environ.get("RAMAL_METRICS_PORT", "")),
        log=_log(environ.get("RAMAL_LOG", "")),
        traces=_collector(environ),
        mail=_mail(environ.get("RAMAL_SMTP", ""), environ.get("RAMAL_MAIL_FROM", "")),
        streams=_streams(environ.get("RAMAL_STREAMS") or "40"),
    )


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    for name in environ:
        if name.startswith(OURS) and name not in KNOWN and not name.startswith(NAMED):
            guess = nearest(name, set(KNOWN))
            meant = f"; did you mean {guess}?" if guess else f"; known are {', '.join(KNOWN)}"
            raise SettingsError(f"unknown setting {name}{meant}")


def _port(text: str, name: str = "PORT", least: int = 1) -> int:
    if text.isascii() and text.isdecimal() and least <= int(text) < 65536:
        return int(text)
    raise SettingsError(f"{name} is {text!r}; it must be a number from {least} to 65535")


def _ears_url(text: str) -> str:
    if not text or text.startswith(("ws://", "wss://")):
        return text.rstrip("/")
    raise SettingsError(f"RAMAL_EARS_URL is {text!r}; it must be like wss://ears.example.com/twilio/media")


def _redis_url(text: str) -> str:
    """What is wrong with it is said without it: it may hold a password."""
    if not text or text.startswith(("redis://", "rediss://", "unix://")):
        return text
    raise SettingsError("REDIS_URL must begin with redis:// or rediss://")


def _streams(text: str) -> int:
    if text.isdecimal() and len(text) < 6:
        return int(text)
    raise SettingsError(f"RAMAL_STREAMS is {text!r}; it must be how many calls are heard at once, like 40")


def _yes(text: str) -> bool:
    if text in ("yes", "no"):
        return text == "yes"
    raise SettingsError(f"RAMAL_HOOKS_INSIDE is {text!r}; it must be yes or no")


def _token(text: str) -> str:
    if not text or (len(text) >= 16 and text.isascii() and text.isprintable() and " " not in text):
        return text
    raise SettingsError("RAMAL_METRICS_TOKEN must be at least 16 letters and digits that nobody guesses")


def _watched_port(text: str) -> int:
    return _port(text, "RAMAL_METRICS_PORT", least=0) if text else 0


def _log(text: str) -> str:
    text = text or "json"
    if text in ("json", "text"):
        return text
    raise SettingsError(f"RAMAL_LOG is {text!r}; it must be json or text")


def _collector(environ: Mapping[str, str]) -> str:
    text = environ.get("RAMAL_TRACES") or environ.get("OTEL_EXPORTER_OTLP_ENDPOINT", "")
    if not text or text.startswith(("http://", "https://")):
        return text
    raise SettingsError(
        "RAMAL_TRACES must be like http://127.0.0.1:4318, where a collector takes OTLP by HTTP"
    )


def _mail(url: str, sender: str) -> MailSettings | None:
    """What is wrong with it is said without it: it holds a password."""
    if not url:
        return None
    parts = _mail_server(url)
    user, word = (unquote(each or "") for each in (parts.username, parts.password))
    sender = sender or user
    if "@" not in sender or not sender.isprintable():
        raise SettingsError("RAMAL_MAIL_FROM must say whose mail it is, like reports@example.com")
    port = parts.port or _MAIL_PORTS[parts.scheme]
    return MailSettings(str(parts.hostname), port, parts.scheme == "smtps", sender, user, word)


def _mail_server(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        if parts.hostname and parts.scheme in _MAIL_PORTS and parts.port != 0:
            return parts
    except ValueError:
        pass
    raise SettingsError("RAMAL_SMTP must be like smtps://user:password@mail.example.com:465")


def _recordings(text: str) -> str:
    if text.startswith("s3://") or "://" not in text:
        return text
    raise SettingsError("RAMAL_RECORDINGS must be a folder, or like s3://bucket/prefix")


def _refuse_half_an_account(environ: Mapping[str, str]) -> None:
    has_sid, has_token = (bool(environ.get(name)) for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"))
    if has_sid and not has_token:
        raise SettingsError(
            "TWILIO_ACCOUNT_SID is set but TWILIO_AUTH_TOKEN is not: webhooks could not be trusted"
        )
    if has_token and not has_sid:
        raise SettingsError("TWILIO_AUTH_TOKEN is set but TWILIO_ACCOUNT_SID is not: whose token is it?")


def _public_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(f"PUBLIC_URL is {text!r}; it must be like https://phone.example.com")
    return text.rstrip("/")


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise SettingsError(f"RAMAL_FLOWS is {str(path)!r}, which is no folder")
    return path


def _driver(url: str) -> str:
    """The URL with our driver named. What is wrong with it is said without it: it may hold a password."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    if url.startswith(("sqlite:///", "postgresql+psycopg://")):
        return url
    raise SettingsError("DATABASE_URL must begin with sqlite:/// or postgresql://")


def _kept_secrets(data: Path) -> dict[str, str]:
    """Secrets of this installation, made once: sessions and the exchange's account survive a restart."""
    path = data / "secrets.json"
    try:
        data.mkdir(parents=True, exist_ok=True)
        if path.exists():
            return _read_secrets(path)
        made = {
            "secret_key": secrets.token_hex(32),
            "account_sid": "AC" + secrets.token_hex(16),
            "auth_token": secrets.token_hex(16),
            "api_key": "SK" + secrets.token_hex(16),
            "api_secret": secrets.token_hex(16),
        }
        # Complete before it has its name: another process may start at the same moment and read it.
        draft = data / f"secrets.{os.getpid()}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(made, file)
        try:
            os.link(draft, path)
        except FileExistsError:
            return _read_secrets(path)
        finally:
            draft.unlink()
    except (OSError, ValueError) as error:
        raise SettingsError(f"cannot keep data in {data}: {error}") from None
    return made


def _read_secrets(path: Path) -> dict[str, str]:
    kept = json.loads(path.read_text())
    missing = [name for name in _SECRETS if not isinstance(kept, dict) or not kept.get(name)]
    if missing:
        raise ValueError(f"{path.name} has no {missing[0]}; delete the file to have new ones made")
    return dict(kept)
