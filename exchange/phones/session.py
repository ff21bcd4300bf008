"""One browser's connection from its first word to its last: commands in, each checked, each to its owner.

No web framework here. A wrong command is answered with an error and changes nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from exchange.account import Account
from exchange.phones.base import Line, Phone
from exchange.phones.outbox import Outbox
from exchange.phones.token import Grant, TokenError, read
from exchange.phones.web import VOICES, WebPhone

E164 = re.compile(r"\+[1-9]\d{6,14}")
DIGITS = re.compile(r"[0-9*#A-DwW]{1,64}")
LONGEST_WORDS = 1000
LONGEST_PARAMS = 800  # the advice for everything a browser adds to a call
LONGEST_FRAME = 8000  # a second of sound in one message


class Switchboard(Protocol):
    """What a browser telephone needs of the exchange."""

    account: Account

    def register(self, phone: Phone) -> None: ...
    def unregister(self, phone: Phone) -> None: ...
    def dial(self, phone: Phone, to: str, parameters: Mapping[str, str], application: str) -> Line: ...
    def send_text(self, from_: str, to: str, body: str) -> None: ...


class RefusedError(ValueError):
    """A command that cannot be done; the message is for the person at the browser."""


class Session:
    """receive() every message of the browser, from one thread; close() when the connection is gone."""

    def __init__(
        self,
        exchange: Switchboard,
        outbox: Outbox,
        *,
        numbers: Callable[[], Mapping[str, str]],
        secrets: Callable[[], Mapping[str, str]],
        server_tts: bool,
    ) -> None:
        """numbers: what one can call, with names; secrets: of API keys by SID; server_tts: it can speak."""
        self._exchange = exchange
        self._outbox = outbox
        self._numbers = numbers
        self._secrets = secrets
        self._server_tts = server_tts
        self._phone: WebPhone | None = None
        self._grant: Grant | None = None

    def receive(self, message: str | bytes) -> None:
        """A frame of microphone sound, or a JSON command."""
        if isinstance(message, bytes):
            self._microphone(message)
            return
        try:
            self._obey(_command(message))
        except (RefusedError, TokenError) as refusal:
            self._tell("error", message=str(refusal))

    def close(self) -> None:
        """The browser is gone: its call ends and nobody can reach it any more."""
        phone, self._phone = self._phone, None
        self._outbox.close()
        if phone is None:
            return
        # in this order: nobody can ring it between the two
        self._exchange.unregister(phone)
        line = phone.retire()
        if line is not None:
            line.hang_up()

    def _obey(self, command: Mapping[str, Any]) -> None:
        doing = str(command.get("do"))
        commands: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "register": self._register,
            "dial": self._dial,
            "tts": lambda c: self._registered().speak_with(_voice(c.get("mode"))),
            "answer": lambda _: self._line().answer(),
            "decline": lambda _: self._line().decline(),
            "press": lambda c: self._line().press(_matching(DIGITS, c.get("digits"), "digits")),
            "say": lambda c: self._line().say(_words(c.get("text"))),
            "spoken": lambda _: self._line().spoken(),
            "hang_up": lambda _: self._hang_up(),
            "text": self._text,
        }
        if doing not in commands:
            raise RefusedError(f"do: one of {', '.join(commands)}")
        commands[doing](command)

    def _register(self, command: Mapping[str, Any]) -> None:
        if self._phone is not None:
            raise RefusedError("already registered: open another connection for another telephone")
        tts, audio = _voice(command.get("tts", "captions")), command.get("audio", False) is True
        if "token" in command:
            grant = read(str(command["token"]), self._exchange.account.sid, self._secrets())
            address, application, reachable = grant.address, grant.application_sid, grant.incoming
            self._grant = grant
        else:
            address = _matching(E164, command.get("number"), "number (+ and digits)")
            application, reachable = "", True
            if address in self._numbers():
                raise RefusedError("this number is one of the lines themselves: choose another for yourself")
        phone = WebPhone(address, self._outbox, tts, audio, application)
        if reachable:
            self._exchange.register(phone)
        self._phone = phone
        numbers = [{"number": number, "name": name} for number, name in self._numbers().items()]
        self._tell("registered", address=address, numbers=numbers, tts=self._server_tts, incoming=reachable)

    def _dial(self, command: Mapping[str, Any]) -> None:
        try:
            self._try_dial(command)
        except RefusedError:
            if self._phone is not None and not self._phone.busy:
                self._tell("ended", status="failed")
            raise

    def _try_dial(self, command: Mapping[str, Any]) -> None:
        phone, to = self._registered(), str(command.get("to", ""))
        params = _params(command.get("params", {}))
        if self._grant is None:
            _matching(E164, to, "to (+ and digits)")
        elif not self._grant.application_sid:
            raise RefusedError("this token may not place calls")
        else:
            params |= self._grant.params  # what the server fixed is not the browser's to change
        # taken before dial(), whose call may be answered before it returns
        if not phone.take():
            raise RefusedError("a call is going on already")
        self._place(phone, to, params)

    def _place(self, phone: WebPhone, to: str, params: Mapping[str, str]) -> None:
        try:
            line = self._exchange.dial(phone, to, params, phone.application_sid)
        except (ValueError, LookupError) as failure:
            phone.put_down()
            raise RefusedError(f"cannot call: {failure}") from None
        phone.dialled(line)

    def _text(self, command: Mapping[str, Any]) -> None:
        sender = self._registered().address
        if self._grant is not None:
            raise RefusedError("only a telephone with a number can send texts")
        to = _matching(E164, command.get("to"), "to (+ and digits)")
        self._exchange.send_text(sender, to, _words(command.get("body")))

    def _microphone(self, frame: bytes) -> None:
        line = self._phone and self._phone.line
        if line and len(frame) <= LONGEST_FRAME:
            line.audio(frame)

    def _registered(self) -> WebPhone:
        if self._phone is None:
            raise RefusedError("register first")
        return self._phone

    def _hang_up(self) -> None:
        """The other side may have been quicker: then nothing is left to do, and nothing to complain of."""
        line = self._registered().line
        if line is not None:
            line.hang_up()

    def _line(self) -> Line:
        line = self._registered().line
        if line is None:
            raise RefusedError("there is no call")
        return line

    def _tell(self, event: str, **facts: object) -> None:
        self._outbox.put(json.dumps({"event": event, **facts}, ensure_ascii=False))


def _command(message: str) -> Mapping[str, Any]:
    try:
        command = json.loads(message)
    except (ValueError, RecursionError):
        raise RefusedError("not JSON") from None
    if not isinstance(command, dict):
        raise RefusedError("a command is a JSON object")
    return command


def _matching(pattern: re.Pattern[str], value: object, name: str) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise RefusedError(f"{name}: missing or not well formed")
    return value


def _voice(value: object) -> str:
    if value not in VOICES:
        raise RefusedError(f"tts: one of {', '.join(VOICES)}")
    return str(value)


def _words(value: object) -> str:
    words = " ".join(value.split()) if isinstance(value, str) else ""
    if not 0 < len(words) <= LONGEST_WORDS:
        raise RefusedError(f"words: 1 to {LONGEST_WORDS} characters")
    return words


def _params(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise RefusedError("params: an object of names and values")
    params = {str(name): str(held) for name, held in value.items()}
    if sum(len(name) + len(held) for name, held in params.items()) > LONGEST_PARAMS:
        raise RefusedError(f"params: more than {LONGEST_PARAMS} characters")
    return params
