"""The keys that sounds are sealed with, as they stand in the settings. No file is touched here."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field

KEY_BYTES = 32
_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


class BadKeys(ValueError):
    """A sentence that names the key by its id, and never shows it."""


@dataclass(frozen=True)
class Keys:
    """`newest` seals; all of them open. Their bytes are in no text made of this."""

    newest: str
    _by_id: dict[str, bytes] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Keys | None:
        """`id:base64,id2:base64`, the one that seals first; None for an empty text. Raises BadKeys.

        A key is 32 random bytes, as `openssl rand -base64 32` prints them.
        """
        found: dict[str, bytes] = {}
        for part in filter(None, (part.strip() for part in text.split(","))):
            name, _, secret = part.partition(":")
            if not _ID.fullmatch(name) or not secret:
                raise BadKeys("a recording key is written as id:base64; ids are letters, digits, - and _")
            if name in found:
                raise BadKeys(f"the recording key {name} is there twice")
            found[name] = _bytes_of(name, secret)
        return cls(next(iter(found)), found) if found else None

    def __contains__(self, name: str) -> bool:
        return name in self._by_id

    def __getitem__(self, name: str) -> bytes:
        return self._by_id[name]


def _bytes_of(name: str, secret: str) -> bytes:
    plain = secret.strip().translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        key = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except binascii.Error:
        raise BadKeys(f"the recording key {name} is not base64") from None
    if len(key) != KEY_BYTES:
        raise BadKeys(f"the recording key {name} has {len(key)} bytes; it must have {KEY_BYTES}")
    return key
