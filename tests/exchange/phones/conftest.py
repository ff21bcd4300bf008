"""Stand-ins for what surrounds a browser telephone: a line, a switchboard, a browser that reads."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from exchange.account import Account
from exchange.phones.base import Phone
from exchange.phones.outbox import Outbox

ACCOUNT = Account(sid="AC" + "1" * 32, auth_token="token", api_key="SK" + "2" * 32, api_secret="s" * 40)


class FakeLine:
    """Remembers what its phone did."""

    def __init__(self, sid: str = "CA1") -> None:
        self.sid = sid
        self.done: list[object] = []

    def answer(self) -> None:
        self.done.append("answer")

    def decline(self) -> None:
        self.done.append("decline")

    def press(self, digits: str) -> None:
        self.done.append(("press", digits))

    def say(self, text: str, confidence: float = 0.9) -> None:
        self.done.append(("say", text))

    def spoken(self) -> None:
        self.done.append("spoken")

    def audio(self, frame: bytes) -> None:
        self.done.append(frame)

    def hang_up(self) -> None:
        self.done.append("hang_up")


@dataclass
class FakeSwitchboard:
    """Knows who is registered; a dialled call is the next line. refusal: what dial() raises instead."""

    account: Account = ACCOUNT
    registered: list[Phone] = field(default_factory=list)
    dialled: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    texts: list[tuple[str, str, str]] = field(default_factory=list)
    line: FakeLine = field(default_factory=FakeLine)
    refusal: Exception | None = None

    def register(self, phone: Phone) -> None:
        self.registered.append(phone)

    def unregister(self, phone: Phone) -> None:
        self.registered.remove(phone)

    def dial(self, phone: Phone, to: str, parameters: Mapping[str, str], application: str) -> FakeLine:
        if self.refusal:
            raise self.refusal
        self.dialled.append((to, dict(parameters), application))
        return self.line

    def send_text(self, from_: str, to: str, body: str) -> None:
        self.texts.append((from_, to, body))


class Browser:
    """Reads what its outbox holds, without a thread."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []
        self.events: list[dict[str, Any]] = []
        self.outbox = Outbox(self._take)

    def read(self) -> list[dict[str, Any]]:
        """Events since the last reading."""
        self.events = []
        while self.outbox.send_next(wait=False):
            pass
        return self.events

    def _take(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            self.frames.append(message)
        else:
            self.events.append(json.loads(message))


@pytest.fixture
def reader() -> Browser:
    return Browser()


@pytest.fixture
def line() -> FakeLine:
    return FakeLine()


@pytest.fixture
def switchboard() -> FakeSwitchboard:
    return FakeSwitchboard()
