"""What is far away is read like a file; whatever goes wrong there has one name and tells no secret."""

from __future__ import annotations

import io

import pytest

from recordings.reaching import Remote, Unreachable, reached


def test_it_reads_like_a_file() -> None:
    with io.BufferedReader(Remote(io.BytesIO(b"one two three"))) as file:
        assert file.seek(-5, io.SEEK_END) == 8
        assert file.read() == b"three"
        assert file.seek(4) == file.tell() == 4
        assert file.read(3) == b"two"


class Broken(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        raise ConnectionResetError("while asking for https://key:secret@host/")


def test_a_line_that_breaks_is_said_without_what_was_asked() -> None:
    with pytest.raises(Unreachable, match=r"fails: ConnectionResetError$"):
        Remote(Broken()).readinto(bytearray(4))


def test_what_is_not_there_stays_so() -> None:
    with pytest.raises(FileNotFoundError), reached():
        raise FileNotFoundError("x")


def test_a_client_that_does_not_like_its_address_is_out_of_reach_too() -> None:
    with pytest.raises(Unreachable, match=r"ValueError$"), reached():
        raise ValueError("Invalid endpoint")


def test_it_is_closed_with_what_it_reads() -> None:
    inside = io.BytesIO(b"x")
    Remote(inside).close()
    assert inside.closed
