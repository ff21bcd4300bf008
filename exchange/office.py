"""The central office: the parts that every call needs, in one place. Built by Exchange, passed to all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from exchange.account import Account
from exchange.audio.speech import Speech
from exchange.clock import Clock
from exchange.directory import Directory
from exchange.dispatcher import Dispatcher, Notice
from exchange.faults import Faults
from exchange.http import FetchError, HttpClient
from exchange.media import Media
from exchange.records import Alert

if TYPE_CHECKING:
    from exchange.player import Verb

log = structlog.get_logger()


@dataclass
class Office:
    """debugger: errors and warnings so far, oldest first."""

    account: Account
    base_url: str
    folder: Path
    clock: Clock
    speech: Speech
    prompt_speed: float
    faults: Faults
    verbs: Mapping[str, Verb]
    directory: Directory = field(default_factory=Directory)
    debugger: list[Alert] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.http = HttpClient(self.account.auth_token)
        self.dispatcher = Dispatcher(self.http, self.faults, self._notice_failed)
        self.media = Media()
        self._busy = 0
        self._settled = threading.Condition()

    def alert(self, code: int, message: str, call_sid: str = "", url: str = "") -> None:
        """Into the debugger and the log."""
        self.debugger.append(Alert(code, message, call_sid, url))
        log.warning("exchange_alert", code=code, message=message, call=call_sid)

    def rest_url(self, path: str) -> str:
        """path: below the account, without a leading slash."""
        return f"{self.base_url}/2010-04-01/Accounts/{self.account.sid}/{path}"

    def spawn(self, name: str, work: Callable[..., object], *arguments: Any) -> threading.Thread:
        """A thread that `quiet` waits for."""
        with self._settled:
            self._busy += 1

        def run() -> None:
            try:
                work(*arguments)
            except Exception:
                log.exception("exchange_thread_failed", thread=name)
            finally:
                with self._settled:
                    self._busy -= 1
                    self._settled.notify_all()

        thread = threading.Thread(target=run, name=name, daemon=True)
        thread.start()
        return thread

    def quiet(self, timeout_s: float = 0) -> bool:
        """Whether no leg lives and no thread of one runs, waiting at most so long."""
        with self._settled:
            return self._settled.wait_for(lambda: self._busy == 0 and not self.directory.legs, timeout_s)

    def _notice_failed(self, notice: Notice, error: FetchError) -> None:
        self.alert(error.code, f"notification: {error}", notice.fields.get("CallSid", ""), notice.url)


def rfc2822(seconds: float) -> str:
    """Unix seconds as Twilio's webhooks write time."""
    return format_datetime(datetime.fromtimestamp(int(seconds), UTC))
