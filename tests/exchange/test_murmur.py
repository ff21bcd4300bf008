"""The hum that stands for words: as long as asked for, audible, the same each time."""

from __future__ import annotations

from exchange.audio import mulaw
from exchange.murmur import murmur
from exchange.recorder import QUIET


def test_length_and_loudness() -> None:
    hum = murmur(1.5)
    assert len(hum) == 12_000
    assert mulaw.loudness(hum) > 3 * QUIET
    assert hum == murmur(1.5)
    assert murmur(0) == b""
