"""Several telephones at one address (tabs of one agent) ring as one; the first to answer has the call."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

from exchange.phones.base import Heard, Line, Phone


class Extension:
    """The line as one of the telephones has it; the others' words no longer count once one has answered."""

    def __init__(self, fork: Fork, phone: Phone, line: Line) -> None:
        self.sid = line.sid
        self.phone = phone
        self.line = line
        self._fork = fork

    def answer(self) -> None:
        if self._fork.choose(self):
            self.line.answer()

    def decline(self) -> None:
        self._fork.decline(self)

    def press(self, digits: str) -> None:
        if self._has_it():
            self.line.press(digits)

    def say(self, text: str, confidence: float = 0.9) -> None:
        if self._has_it():
            self.line.say(text, confidence)

    def spoken(self) -> None:
        if self._has_it():
            self.line.spoken()

    def audio(self, frame: bytes) -> None:
        if self._has_it():
            self.line.audio(frame)

    def hang_up(self) -> None:
        if self._has_it():
            self.line.hang_up()
        else:
            self.decline()

    def _has_it(self) -> bool:
        return self._fork.chosen is self


class Fork:
    """A Phone for one call."""

    def __init__(self, phones: Sequence[Phone]) -> None:
        self.address = phones[0].address
        self.wants_audio = False
        self.speaks_itself = False
        self.chosen: Extension | None = None
        self._phones = tuple(phones)
        self._ringing: list[Extension] = []
        self._lock = threading.Lock()

    def choose(self, extension: Extension) -> bool:
        """Whether this one was the first; the others stop ringing."""
        with self._lock:
            if self.chosen is not None or extension not in self._ringing:
                return False
            self.chosen = extension
            self._resemble(extension.phone)
            others = [other for other in self._ringing if other is not extension]
            self._ringing = []
        for other in others:
            other.phone.ended(other, "canceled")
        return True

    def decline(self, extension: Extension) -> None:
        """The call is declined when the last one that rings declines."""
        with self._lock:
            if extension not in self._ringing:
                return
            self._ringing.remove(extension)
            last = not self._ringing
        if last:
            extension.line.decline()
        extension.phone.ended(extension, "busy")

    def ringing(self, line: Line, caller: str, parameters: Mapping[str, str]) -> None:
        with self._lock:
            self._ringing = [Extension(self, phone, line) for phone in self._phones]
            extensions = list(self._ringing)
        for extension in extensions:
            extension.phone.ringing(extension, caller, parameters)

    def answered(self, line: Line) -> None:  # noqa: ARG002 - the names are the protocol's
        if self.chosen is not None:
            self.chosen.phone.answered(self.chosen)

    def heard(self, line: Line, heard: Heard) -> None:  # noqa: ARG002
        if self.chosen is not None:
            self.chosen.phone.heard(self.chosen, heard)
            self._resemble(self.chosen.phone)  # a browser may change who speaks during the call

    def hear_audio(self, line: Line, frame: bytes) -> None:  # noqa: ARG002
        if self.chosen is not None:
            self.chosen.phone.hear_audio(self.chosen, frame)

    def interrupted(self, line: Line) -> None:  # noqa: ARG002
        if self.chosen is not None:
            self.chosen.phone.interrupted(self.chosen)

    def ended(self, line: Line, status: str) -> None:  # noqa: ARG002
        with self._lock:
            left = [self.chosen] if self.chosen else self._ringing
            self._ringing = []
        for extension in left:
            extension.phone.ended(extension, status)

    def _resemble(self, phone: Phone) -> None:
        self.wants_audio = phone.wants_audio
        self.speaks_itself = phone.speaks_itself
