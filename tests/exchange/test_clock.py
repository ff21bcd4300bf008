"""Clocks: the one moved by hand wakes its waiters and refuses to go back."""

from __future__ import annotations

import threading

import pytest

from exchange.clock import ManualClock, SystemClock


def test_a_manual_wait_ends_when_the_time_comes() -> None:
    clock, condition, done = ManualClock(1000.0), threading.Condition(), threading.Event()

    def wait() -> None:
        with condition:
            assert clock.wait(condition, lambda: False, 10) is False
        done.set()

    thread = threading.Thread(target=wait)
    thread.start()
    clock.advance(9)
    assert not done.wait(0.05)
    # The wait may have begun after the first step: then it ends later, but it ends.
    for _ in range(100):
        clock.advance(1)
        if done.wait(0.01):
            break
    thread.join(5)
    assert done.is_set()


def test_a_manual_wait_ends_with_its_predicate() -> None:
    clock, condition = ManualClock(), threading.Condition()
    box: list[int] = []
    result: list[bool] = []

    def wait() -> None:
        with condition:
            result.append(clock.wait(condition, lambda: bool(box), None))

    thread = threading.Thread(target=wait)
    thread.start()
    with condition:
        box.append(1)
        condition.notify_all()
    thread.join(5)
    assert result == [True]


def test_no_way_back() -> None:
    with pytest.raises(ValueError, match="back"):
        ManualClock().advance(-1)


def test_the_system_clock_waits_in_real_time() -> None:
    clock, condition = SystemClock(), threading.Condition()
    begun = clock.now()
    with condition:
        assert clock.wait(condition, lambda: False, 0.05) is False
    assert clock.now() - begun >= 0.04
