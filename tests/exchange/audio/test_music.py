"""Waiting music: the right length, never loud, the same each time, and without a gap in the loop."""

import struct
from itertools import pairwise

import pytest

from exchange.audio import mulaw
from exchange.audio.music import PROGRESSIONS, music


@pytest.mark.parametrize("name", [*PROGRESSIONS, "anything", ""])
def test_music_is_calm_all_along(name: str) -> None:
    sound = music(name)
    assert mulaw.seconds(sound) == 20
    levels = [mulaw.loudness(sound[at : at + 4000]) for at in range(0, len(sound), 4000)]
    assert min(levels) > 400
    assert max(levels) < 8000


def test_names_give_their_own_tune() -> None:
    assert len({music(name) for name in PROGRESSIONS}) == len(PROGRESSIONS)


def test_same_name_same_notes() -> None:
    first = music("calm")
    music.cache_clear()
    assert music("calm") == first


def test_loop_has_no_click() -> None:
    samples = struct.unpack("<160000h", mulaw.decode(music("calm")))
    steps = [abs(b - a) for a, b in pairwise(samples)]
    assert abs(samples[0] - samples[-1]) <= max(steps)
