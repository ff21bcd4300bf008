"""Files that are far away, and all the ways in which they are out of reach as one. No names, no seals."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Unreachable(OSError):
    """The storage does not answer, or refuses; later it may not."""


class Remote(io.RawIOBase):
    """A file far away, whose failures are Unreachable."""

    def __init__(self, file: Any) -> None:
        super().__init__()
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return int(self._file.tell())

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return int(self._file.seek(offset, whence))

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        with reached():
            found = self._file.read(len(view))
        view[: len(found)] = found
        return len(found)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


@contextmanager
def reached() -> Iterator[None]:
    """S3 clients raise many things, whose texts may hold what they were given: only kinds are passed on."""
    try:
        yield
    except FileNotFoundError:
        raise
    except Exception as error:
        raise Unreachable(f"the storage of sounds fails: {type(error).__name__}") from None
