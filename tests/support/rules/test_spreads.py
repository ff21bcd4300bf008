"""Packed spreads say what was put in, and add up."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from support.rules.spreads import added, moved, packed, unpacked

spreads = st.dictionaries(st.integers(0, 1_000_000), st.integers(-50, 2**30).filter(bool), max_size=30)


def test_bytes() -> None:
    assert packed({60: 2, 5: 1, 7: 0}) == bytes([5, 0, 0, 0, 1, 0, 0, 0, 60, 0, 0, 0, 2, 0, 0, 0])
    assert packed({}) == b""
    assert unpacked(b"") == {}
    assert added([]) == {}


@given(spreads)
def test_what_is_packed_comes_out(spread: dict[int, int]) -> None:
    assert unpacked(packed(spread)) == spread


@given(st.lists(st.dictionaries(st.integers(0, 90), st.integers(1, 9)), max_size=9))
def test_added_up(some: list[dict[int, int]]) -> None:
    slow: Counter[int] = Counter()
    for each in some:
        slow.update(each)
    assert added(map(packed, some)) == slow


@given(st.dictionaries(st.integers(0, 90), st.integers(1, 9)))
def test_what_is_taken_off_leaves_nothing(spread: dict[int, int]) -> None:
    less = {bucket: -count for bucket, count in spread.items()}
    assert moved(moved(b"", spread), less) == b""
