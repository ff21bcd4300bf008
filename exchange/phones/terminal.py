"""The telephone in a terminal: captions come out, typed digits are keys, typed words are speech.

It is a client of the socket that docs/exchange-phone.md describes; nothing here knows the exchange itself.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from typing import Any, Protocol, TextIO

import simple_websocket  # type: ignore[import-untyped]
from wsproto.utilities import LocalProtocolError

KEYS = re.compile(r"[0-9*#]+")
CALLER = "+5511987654321"
HELP = "digits, * and # are keys; words are spoken; an empty line hangs up"
CAPTIONS = {
    "say": "{text}",
    "play": "(plays {text})",
    "music": "(music)",
    "silence": "(silence)",
    "beep": "(beep)",
    "tone": "(tones {text})",
    "ringback": "(ringing)",
    "recording": "(recording: speak now, any key ends it)",
    "conference": "(connected)",
    "unheard": "(nobody hears typed words here)",
}


class Socket(Protocol):
    """What the terminal needs of a WebSocket."""

    def send(self, data: str) -> None: ...
    def receive(self) -> str | bytes | None: ...
    def close(self) -> None: ...


class TerminalPhone:
    """One call. status: "" until it has ended."""

    def __init__(self, socket: Socket, stdout: TextIO) -> None:
        self._socket = socket
        self._stdout = stdout
        self.status = ""

    def call(self, number: str, to: str, stdin: TextIO) -> str:
        """Register as `number`, dial `to` ("" means the first number there is), talk; how it ended."""
        self._do("register", number=number, tts="captions", audio=False)
        numbers = self._registered()
        target = to or (numbers[0]["number"] if numbers else "")
        if not target:
            self._show("There is no number to call.")
            return "failed"
        name = next((n["name"] for n in numbers if n["number"] == target), target)
        self._show(f"Calling {name} ({target}) from {number}; {HELP}.")
        self._do("dial", to=target)
        threading.Thread(target=self._type, args=(stdin,), name="terminal-keys", daemon=True).start()
        while not self.status:
            self._happened(self._event())
        return self.status

    def _registered(self) -> list[Mapping[str, str]]:
        event = self._event()
        if event.get("event") != "registered":
            raise ConnectionError(str(event.get("message", "the exchange did not register this phone")))
        return list(event["numbers"])

    def _type(self, stdin: TextIO) -> None:
        """Every typed line, until the end of input."""
        try:
            for line in stdin:
                words = line.strip()
                if not words:
                    break
                if KEYS.fullmatch(words):
                    self._do("press", digits=words)
                else:
                    self._do("say", text=words)
            self._do("hang_up")
        except (simple_websocket.ConnectionClosed, LocalProtocolError):
            return  # the second one while the connection is being closed

    def _happened(self, event: Mapping[str, Any]) -> None:
        kind = event.get("event")
        if kind == "heard":
            self._show(caption(event))
        elif kind == "answered":
            self._show("(answered)")
        elif kind == "text":
            self._show(f"SMS from {event['from']}: {event['body']}")
        elif kind == "error":
            self._show(f"! {event['message']}")
        elif kind == "ended":
            self.status = str(event["status"])
            self._show(f"(the call has ended: {self.status})")

    def _event(self) -> Mapping[str, Any]:
        while True:
            message = self._socket.receive()
            if isinstance(message, str):
                event: Mapping[str, Any] = json.loads(message)
                return event

    def _do(self, what: str, **facts: object) -> None:
        self._socket.send(json.dumps({"do": what, **facts}))

    def _show(self, line: str) -> None:
        print(line, file=self._stdout, flush=True)


def caption(event: Mapping[str, Any]) -> str:
    """What was heard, on one line."""
    text = str(event.get("text", ""))
    if event.get("kind") == "say" and event.get("voice") == "person":
        return f"> {text}"
    return CAPTIONS.get(str(event.get("kind")), "({text})").format(text=text)


def run(url: str, stdin: TextIO, stdout: TextIO, number: str = CALLER, to: str = "") -> int:
    """url: ws://HOST:PORT/exchange/phone. The exit code: 0 when the call was completed."""
    try:
        socket = simple_websocket.Client(url)
    except (OSError, simple_websocket.ConnectionError) as error:
        print(f"No exchange answers at {url}: {error}", file=stdout)
        return 1
    try:
        return 0 if TerminalPhone(socket, stdout).call(number, to, stdin) == "completed" else 1
    except simple_websocket.ConnectionClosed:
        print("The exchange has gone away.", file=stdout)
        return 1
    except ConnectionError as refusal:
        print(refusal, file=stdout)
        return 1
    finally:
        _close(socket)


def _close(socket: Socket) -> None:
    try:
        socket.close()
    except simple_websocket.ConnectionClosed:
        return
