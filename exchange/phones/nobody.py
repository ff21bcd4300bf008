"""The telephone at an address where there is none: it never rings."""

# ruff: noqa: ARG002 - the names of arguments are the protocol's
from __future__ import annotations

from collections.abc import Mapping

from exchange.phones.base import Heard, Line


class Nobody:
    wants_audio = False
    speaks_itself = False

    def __init__(self, address: str) -> None:
        self.address = address

    def ringing(self, line: Line, caller: str, parameters: Mapping[str, str]) -> None:
        line.decline()

    def answered(self, line: Line) -> None: ...

    def heard(self, line: Line, heard: Heard) -> None: ...

    def hear_audio(self, line: Line, frame: bytes) -> None: ...

    def interrupted(self, line: Line) -> None: ...

    def ended(self, line: Line, status: str) -> None: ...
