"""Frames go out as the faults say, and none stays behind at the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from exchange.clock import ManualClock
from exchange.faults import Faults
from exchange.misdelivery import Misdelivery


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def out() -> list[int]:
    return []


@pytest.fixture
def line(clock: ManualClock, out: list[int]) -> Callable[[Faults], Misdelivery]:
    def note(message: dict[str, Any]) -> None:
        out.append(message["n"])

    return lambda faults: Misdelivery(faults, clock, note)


@pytest.mark.parametrize(
    ("faults", "sent"),
    [
        (Faults(), [1, 2, 3]),
        (Faults(frame_duplicate=1), [1, 1, 2, 2, 3, 3]),
        (Faults(frame_drop=1), []),
        (Faults(frame_reorder=1), [2, 1, 3]),
        (Faults(frame_drop=0.5, chance=iter([0.9, 0.1, 0.9]).__next__), [1, 3]),
    ],
)
def test_misdelivered(
    line: Callable[[Faults], Misdelivery], out: list[int], faults: Faults, sent: list[int]
) -> None:
    post = line(faults)
    for n in (1, 2, 3):
        post.take({"n": n})
    post.empty()
    assert out == sent


def test_late_and_in_order(line: Callable[[Faults], Misdelivery], clock: ManualClock, out: list[int]) -> None:
    faults = Faults(frame_delay_s=2)
    post = line(faults)
    post.take({"n": 1})
    faults.calm()
    post.take({"n": 2})
    assert out == []
    clock.advance(2)
    post.look()
    assert out == [1, 2]
