"""A mail server of the test's own: takes letters over a socket, or refuses them as it is told."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from typing import Any

from support.settings import MailSettings


class MailServer(socketserver.ThreadingTCPServer):
    """`answers`: what it says to a command (RCPT, DATA, AUTH, MAIL) instead of yes, each time until emptied.

    `hangs_up_on`: the command at which it is gone.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self.letters: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.answers: dict[str, list[str]] = {}
        self.offers: tuple[str, ...] = ()
        self.hangs_up_on = ""
        self.logins: list[str] = []

    def settings(self, **more: Any) -> MailSettings:
        host, port = self.server_address[:2]
        return MailSettings(str(host), int(port), False, "Ramal <ramal@example.com>", **more)


class _Line(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        with suppress(ConnectionError):
            self._talk()

    def _talk(self) -> None:
        self._say("220 test")
        sender, to = "", list[str]()
        while command := self._hear():
            word = command[:4].upper()
            if word == self.server.hangs_up_on:
                return
            if said := self.server.answers.get(word):
                self._say(said.pop(0))
            elif word == "EHLO":
                self._say(*[f"250-{each}" for each in ("test", *self.server.offers)], "250 SIZE 1000000")
            elif word == "DATA":
                self._say("354 go on")
                self.server.envelopes.append((sender, to))
                self._take()
                self._say("250 2.0.0 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                sender = command[11:].partition(">")[0] if word == "MAIL" else sender
                to = [*to, command[9:].partition(">")[0]] if word == "RCPT" else to
                self.server.logins += [command] if word == "AUTH" else []
                self._say("235 welcome" if word == "AUTH" else "250 fine")

    def _hear(self) -> str:
        return self.rfile.readline().decode(errors="replace").rstrip("\r\n")

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def _take(self) -> None:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        letter = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        assert isinstance(letter, EmailMessage)
        self.server.letters.append(letter)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(5)
