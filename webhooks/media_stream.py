"""One media stream as its messages tell it: read, checked, and handed on as sound. No socket, no database.

Nothing in a message can make this raise. What is no message of the protocol is left out; what no phone
company does (no `start`, a flood, sound that we cannot read) ends the stream: the call goes on by keypad.
"""

from __future__ import annotations

import binascii
import json
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

START_WITHIN_S = 10.0
IDLE_S = 30.0
MOST_A_SECOND = 250  # messages, over FLOOD_S: five times as many as a phone company sends
FLOOD_S = 4.0
MOST_JUNK = 50
MAX_MESSAGE = 64 * 1024
ENCODINGS = ("audio/x-mulaw",)
RATE, CHANNELS = 8000, 1


class Sound(Protocol):
    """Where the sound goes once the stream is admitted. `call_over`: nobody wants it any more."""

    call_over: bool

    def frame(self, sound: bytes, at_ms: int) -> None: ...

    def gone(self, why: str, *, stopped: bool) -> None:
        """The stream is over; `stopped` when the phone company said so."""


@dataclass(frozen=True)
class Start:
    """What the phone company says about a stream. `token` is the secret that our TwiML gave it."""

    call_sid: str
    stream_sid: str
    account_sid: str
    token: str


class Conversation:
    """`admit` decides about a `start`: where its sound goes, or None. `over`: why to close, "" until then."""

    def __init__(self, admit: Callable[[Start], Sound | None], clock: Callable[[], float]) -> None:
        self._admit, self._clock = admit, clock
        self._sound: Sound | None = None
        self._began = self._heard = clock()
        self._counted, self._count_since, self._junk = 0, self._began, 0
        self._at_ms = 0
        self.over = ""
        self.stopped = False  # the phone company ended it: no accident

    def take(self, message: str | bytes | None) -> None:
        """One message as it came."""
        self._heard = self._clock()
        self._count()
        self.look()  # who never stops sending leaves no pause in which to look
        if self.over:
            return
        parts = _parsed(message)
        event = parts.get("event")
        if event == "media" and self._sound:
            self._media(self._sound, parts.get("media"))
        elif event == "start":
            self._start(parts)
        elif event == "stop" and self._sound:
            self.over, self.stopped = "stop", True
        elif event not in ("connected", "media", "stop", "dtmf", "mark"):
            self._odd()

    def look(self) -> None:
        """Time passes: `over` when nothing comes any more."""
        now = self._clock()
        if self._sound and self._sound.call_over:
            self._end("call over")
        elif not self._sound and now - self._began > START_WITHIN_S:
            self._end("no start")
        elif now - self._heard > IDLE_S:
            self._end("silent")

    @property
    def admitted(self) -> bool:
        return self._sound is not None

    def closed(self) -> None:
        """The socket is gone, whoever closed it."""
        if self._sound:
            self._sound.gone(self.over or "dropped", stopped=self.stopped)

    def _start(self, parts: Mapping[str, Any]) -> None:
        if self._sound:
            self._odd()
            return
        start = _started(parts)
        if start is None:
            self._end("encoding")
            return
        self._sound = self._admit(start)
        if self._sound is None:
            self._end("not expected")

    def _media(self, sound: Sound, media: Any) -> None:
        if not isinstance(media, Mapping) or media.get("track", "inbound") != "inbound":
            return
        try:
            payload = b64decode(media.get("payload") or "", validate=True)
        except (binascii.Error, ValueError, TypeError):
            self._odd()
            return
        # Some senders leave the time out: then the sound says how much of it has passed.
        self._at_ms = _milliseconds(media.get("timestamp"), self._at_ms)
        sound.frame(payload, self._at_ms)
        self._at_ms += len(payload) // (RATE // 1000)

    def _count(self) -> None:
        self._counted += 1
        if self._counted < MOST_A_SECOND * FLOOD_S:
            return
        if self._heard - self._count_since < FLOOD_S:
            self._end("flood")
        self._counted, self._count_since = 0, self._heard

    def _odd(self) -> None:
        self._junk += 1
        if self._junk > MOST_JUNK:
            self._end("junk")

    def _end(self, why: str) -> None:
        self.over = self.over or why


def _parsed(message: str | bytes | None) -> Mapping[str, Any]:
    if not message or len(message) > MAX_MESSAGE:
        return {}
    try:
        found = json.loads(message)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _started(parts: Mapping[str, Any]) -> Start | None:
    """None for sound that we cannot read."""
    start = parts.get("start")
    if not isinstance(start, Mapping) or not _readable(start.get("mediaFormat")):
        return None
    given = start.get("customParameters")
    token = given.get("token") if isinstance(given, Mapping) else ""
    names = (
        start.get("callSid"),
        parts.get("streamSid") or start.get("streamSid"),
        start.get("accountSid"),
        token,
    )
    return Start(*map(_plain, names))


def _plain(name: Any) -> str:
    """Without what no name of the phone company's has, and what no database or hash takes."""
    return "".join(char for char in str(name or "")[:200] if char.isascii() and char.isprintable())


def _readable(form: Any) -> bool:
    if not isinstance(form, Mapping):
        return False
    wanted = (form.get("encoding"), str(form.get("sampleRate")), str(form.get("channels", CHANNELS)))
    return wanted[0] in ENCODINGS and wanted[1:] == (str(RATE), str(CHANNELS))


def _milliseconds(value: Any, missing: int) -> int:
    try:
        found = int(value)
    except (TypeError, ValueError, OverflowError):
        return missing
    return found if 0 <= found < 2**31 else missing
