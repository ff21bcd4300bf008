"""A sound sealed for where it lies, and opened again at any place of it. Bytes in, bytes out; no folders.

A sealed sound is a head, then chunks of 64 KiB, each with AES-256-GCM. The head has a magic word, a version,
the key's id and a salt; from key, salt and name comes a key for this sound alone (HKDF, RFC 5869). A chunk's
nonce is its number and whether it is the last: the STREAM construction of Hoang, Reyhanitabar, Rogaway and
Vizár (2015). So a sound that was cut, lengthened, put together anew or put under another name does not open.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from recordings.keys import Keys

MAGIC = b"RamalSnd"
VERSION = 1
CHUNK = 64 * 1024
TAG = 16
_SALT = 32
_SEALED_CHUNK = CHUNK + TAG
LONGEST_HEAD = len(MAGIC) + 2 + 32 + _SALT


class Unsealable(OSError):
    """A sound that cannot be opened: its key is missing, or it is not what was kept."""


@dataclass(frozen=True)
class Head:
    """`size`: of the head itself."""

    key_id: str
    salt: bytes

    def pack(self) -> bytes:
        name = self.key_id.encode("ascii")
        return MAGIC + bytes([VERSION, len(name)]) + name + self.salt

    @property
    def size(self) -> int:
        return len(self.pack())


def is_sealed(begins: bytes) -> bool:
    """`begins`: the first bytes of a file. No kind of sound begins like ours."""
    return begins.startswith(MAGIC)


def read_head(begins: bytes) -> Head:
    """`begins`: at least `LONGEST_HEAD` bytes, or the whole file. Raises Unsealable."""
    at = len(MAGIC)
    if len(begins) < at + 2 or not is_sealed(begins):
        raise Unsealable("the sealed sound is cut")
    version, length = begins[at], begins[at + 1]
    if version != VERSION:
        raise Unsealable(f"the sound is sealed in a way (version {version}) that is not known here")
    name, salt = begins[at + 2 : at + 2 + length], begins[at + 2 + length : at + 2 + length + _SALT]
    if len(salt) != _SALT or not name.isascii():
        raise Unsealable("the sealed sound is cut")
    return Head(name.decode("ascii"), salt)


def seal(chunks: Iterable[bytes], keys: Keys, name: str) -> Iterator[bytes]:
    """The sealed sound in pieces, under the newest key. `name`: what it will be kept as."""
    head = Head(keys.newest, secrets.token_bytes(_SALT))
    yield head.pack()
    cipher = _cipher(keys[keys.newest], head, name)
    held = bytearray()
    number = 0
    for chunk in chunks:
        held += chunk
        while len(held) > CHUNK:  # never all of it: the last one is known by its end
            yield _close(cipher, head, number, bytes(held[:CHUNK]), is_last=False)
            del held[:CHUNK]
            number += 1
    yield _close(cipher, head, number, bytes(held), is_last=True)


def clear_size(head: Head, sealed_size: int) -> int:
    """How long the sound is, from how long the sealed one is. Raises Unsealable."""
    body = sealed_size - head.size
    whole, rest = divmod(body, _SEALED_CHUNK)
    if body < TAG or 0 < rest <= TAG < body:  # only an empty sound ends with an empty chunk
        raise Unsealable("the sealed sound is cut")
    return whole * CHUNK + max(0, rest - TAG)


class Opened(io.RawIOBase):
    """The clear sound of a sealed file: it can be sought, and only the chunks that are read are opened.

    Raises Unsealable from the start when the key is missing or the file's end is not its end, and while
    reading when a chunk is not the one that was kept. Closes `sealed` with itself.
    """

    def __init__(self, sealed: BinaryIO, keys: Keys | None, name: str) -> None:
        super().__init__()
        self._sealed = sealed
        sealed_size = sealed.seek(0, io.SEEK_END)
        sealed.seek(0)
        self._head = read_head(sealed.read(LONGEST_HEAD))
        if keys is None or self._head.key_id not in keys:
            raise Unsealable(
                f"the sound is sealed with the key {self._head.key_id}, which is not in the settings"
            )
        self.size = clear_size(self._head, sealed_size)
        self._cipher = _cipher(keys[self._head.key_id], self._head, name)
        self._last = max(0, (self.size - 1) // CHUNK)
        self._at = 0
        self._chunk = (-1, b"")
        self._open(self._last)  # a file that was cut is refused before any of it is used

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise ValueError("a place before the beginning")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if self._at >= self.size or not view:
            return 0
        number, inside = divmod(self._at, CHUNK)
        found = self._open(number)[inside : inside + len(view)]
        view[: len(found)] = found
        self._at += len(found)
        return len(found)

    def close(self) -> None:
        if not self.closed:
            self._sealed.close()
        super().close()

    def _open(self, number: int) -> bytes:
        if self._chunk[0] != number:
            self._sealed.seek(self._head.size + number * _SEALED_CHUNK)
            sealed = _read(self._sealed, _SEALED_CHUNK)
            nonce = _nonce(number, is_last=number == self._last)
            try:
                self._chunk = number, self._cipher.decrypt(nonce, sealed, self._head.pack())
            except InvalidTag:
                raise Unsealable(
                    "the sealed sound is not as it was kept, or its key is another one"
                ) from None
        return self._chunk[1]


def _read(file: BinaryIO, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size and (part := file.read(size - len(parts))):
        parts += part
    return bytes(parts)


def _cipher(key: bytes, head: Head, name: str) -> AESGCM:
    own = HKDF(SHA256(), 32, salt=head.salt, info=MAGIC + name.encode()).derive(key)
    return AESGCM(own)


def _close(cipher: AESGCM, head: Head, number: int, clear: bytes, *, is_last: bool) -> bytes:
    return cipher.encrypt(_nonce(number, is_last=is_last), clear, head.pack())


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
