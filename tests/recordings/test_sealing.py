"""A sealed sound opens at any place, with its key, under its name, and only as it was sealed."""

from __future__ import annotations

import base64
import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.keys import Keys
from recordings.sealing import CHUNK, TAG, Opened, Unsealable, is_sealed, read_head, seal

NAME = "0" * 32 + ".wav"


def keys(*names: str) -> Keys:
    found = Keys.parse(
        ",".join(f"{name}:{base64.b64encode(name.encode() * 32)[:43].decode()}" for name in names)
    )
    assert found is not None
    return found


def sealed(data: bytes, name: str = NAME, under: Keys | None = None) -> bytes:
    return b"".join(seal([data], under or keys("a"), name))


def opened(data: bytes, name: str = NAME, under: Keys | None = None) -> Opened:
    return Opened(io.BytesIO(data), under or keys("a"), name)


def pattern(size: int) -> bytes:
    return bytes(range(251)) * (size // 251) + bytes(range(size % 251))


LENGTHS = st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7])


@given(LENGTHS, st.lists(st.tuples(st.integers(0, 4 * CHUNK), st.integers(0, 2 * CHUNK)), max_size=6))
def test_any_range_is_what_was_sealed(size: int, ranges: list[tuple[int, int]]) -> None:
    data = pattern(size)
    with io.BufferedReader(opened(sealed(data))) as sound:
        for begins, length in ranges:
            sound.seek(begins)
            assert sound.read(length) == data[begins : begins + length]
        sound.seek(0)
        assert sound.read() == data


@given(st.lists(st.binary(max_size=100), max_size=5), st.integers(1, 3 * CHUNK))
def test_how_it_comes_in_pieces_does_not_matter(small: list[bytes], big: int) -> None:
    pieces = [*small, pattern(big), b"", *small]
    whole = b"".join(pieces)
    assert opened(b"".join(seal(pieces, keys("a"), NAME))).size == len(whole)
    assert opened(b"".join(seal(pieces, keys("a"), NAME))).readall() == whole


@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1, 2 * CHUNK])
@pytest.mark.parametrize("lost", [1, TAG, TAG + 1, CHUNK + TAG])
def test_a_cut_one_does_not_open(size: int, lost: int) -> None:
    whole = sealed(pattern(size))
    with pytest.raises(Unsealable):
        opened(whole[: max(0, len(whole) - lost)])


@pytest.mark.parametrize("more", [b"x", b"x" * TAG, b"x" * (CHUNK + TAG)])
def test_a_lengthened_one_does_not_open(more: bytes) -> None:
    for size in (0, 5, CHUNK):
        with pytest.raises(Unsealable):
            opened(sealed(pattern(size)) + more)


@given(st.data())
def test_a_changed_byte_is_found(data: st.DataObject) -> None:
    whole = bytearray(sealed(pattern(CHUNK + 100)))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unsealable):
        opened(bytes(whole)).readall()


def test_chunks_in_another_order_are_found() -> None:
    whole = sealed(pattern(3 * CHUNK))
    head = read_head(whole).size
    step = CHUNK + TAG
    first, second, last = (
        whole[head : head + step],
        whole[head + step : head + 2 * step],
        whole[head + 2 * step :],
    )
    with pytest.raises(Unsealable):
        opened(whole[:head] + second + first + last).readall()


def test_a_chunk_of_another_sound_is_found() -> None:
    one, other = sealed(pattern(2 * CHUNK)), sealed(pattern(2 * CHUNK))
    head = read_head(one).size
    step = CHUNK + TAG
    with pytest.raises(Unsealable):
        opened(one[:head] + other[head : head + step] + one[head + step :]).readall()


def test_a_sound_under_another_name_does_not_open() -> None:
    with pytest.raises(Unsealable, match="not as it was kept"):
        opened(sealed(b"words"), name="1" * 32 + ".wav")


def test_a_missing_key_is_named() -> None:
    with pytest.raises(Unsealable, match="the key old, which is not in the settings"):
        opened(sealed(b"words", under=keys("old")), under=keys("new"))


def test_another_key_of_the_same_name_does_not_open_it() -> None:
    other = Keys.parse("a:" + base64.b64encode(bytes(32)).decode())
    with pytest.raises(Unsealable, match="its key is another one"):
        opened(sealed(b"words"), under=other)


def test_a_later_way_of_sealing_is_said() -> None:
    whole = bytearray(sealed(b"words"))
    whole[8] = 9
    with pytest.raises(Unsealable, match="version 9"):
        opened(bytes(whole))


def test_the_same_sound_never_looks_the_same() -> None:
    one, other = sealed(b"words" * 100), sealed(b"words" * 100)
    assert one != other
    assert b"wordswords" not in one
    assert is_sealed(one)
    assert not is_sealed(b"RIFF" + one)


class Counted(io.BytesIO):
    """A file that counts what is read of it."""

    fetched = 0

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        self.fetched += len(found)
        return found


def test_a_range_reads_only_its_chunks() -> None:
    file = Counted(sealed(os.urandom(20 * CHUNK)))
    sound = Opened(file, keys("a"), NAME)
    sound.seek(10 * CHUNK)
    sound.read(100)
    assert file.fetched < 3 * CHUNK


def test_before_the_beginning_there_is_nothing() -> None:
    with pytest.raises(ValueError, match="before the beginning"):
        opened(sealed(b"words")).seek(-1)
