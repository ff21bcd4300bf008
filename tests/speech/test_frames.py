"""Frames of one timeline, from streams that are late, doubled, broken, or jump."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.frames import FRAME, SILENT, Frames

A, B, C = (bytes([n]) * FRAME for n in (1, 2, 3))


def cut(*messages: tuple[bytes, int]) -> list[tuple[int, bytes]]:
    frames = Frames()
    return [frame for sound, at in messages for frame in frames.cut(sound, at)]


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        pytest.param([(A, 0), (B, 20)], [(0, A), (20, B)], id="as it should be"),
        pytest.param([(A, 5000), (B, 5020)], [(5000, A), (5020, B)], id="begins late"),
        pytest.param([(A + B + C, 0)], [(0, A), (20, B), (40, C)], id="large"),
        pytest.param([(A[:50], 0), (A[50:], 6)], [(0, A)], id="small and odd"),
        pytest.param([(b"", 0), (A, 0), (b"", 999)], [(0, A)], id="empty"),
        pytest.param([(A, 0), (A, 0), (B, 20)], [(0, A), (20, B)], id="doubled"),
        pytest.param([(A, 0), (B, 25), (C, 39)], [(0, A), (20, B), (40, C)], id="jitter"),
        pytest.param([(A, 0), (C, 40)], [(0, A), (20, SILENT), (40, C)], id="one missing"),
        pytest.param([(A, 0), (C, 40), (B, 20)], [(0, A), (20, SILENT), (40, C)], id="one late"),
        pytest.param([(A, 9000), (B, 20), (C, 40)], [(9000, A), (9020, B), (9040, C)], id="starts again"),
    ],
)
def test_a_stream_becomes_frames(
    messages: list[tuple[bytes, int]], expected: list[tuple[int, bytes]]
) -> None:
    assert cut(*messages) == expected


def test_a_long_gap_passes_without_being_filled() -> None:
    found = cut((A, 0), (B, 6020))
    assert found[0] == (0, A)
    assert found[-1] == (6020, B)
    assert len(found) == 2 + 50


def test_one_wild_timestamp_does_not_silence_the_rest() -> None:
    found = cut((A, 0), (B, 10**12), *((C, 40 + 20 * n) for n in range(10)))
    assert [frame for _, frame in found].count(C) == 10
    assert found[-1][0] < 11_000


def test_a_huge_message_is_cut_off() -> None:
    assert len(cut((A * 100_000, 0))) == 400


@given(st.lists(st.tuples(st.binary(max_size=700), st.integers(-(10**6), 10**7)), max_size=40))
def test_moments_never_go_back_and_frames_are_whole(messages: list[tuple[bytes, int]]) -> None:
    found = cut(*messages)
    moments = [at for at, _ in found]
    assert all(later - earlier >= 20 for earlier, later in pairwise(moments))
    assert all(len(frame) == FRAME for _, frame in found)
    assert len(found) <= 55 * (len(messages) + 1)
