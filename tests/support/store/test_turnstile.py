"""One at a time, in the order of arrival, and nobody waits longer than their patience."""

from __future__ import annotations

import threading
import time

from support.store.turnstile import Turnstile


def until_waiting(turnstile: Turnstile, count: int) -> None:
    deadline = time.monotonic() + 5
    while len(turnstile._waiting) < count:
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_turns_come_in_the_order_of_arrival() -> None:
    turnstile, order = Turnstile(), []

    def pass_through(number: int) -> None:
        assert turnstile.enter(5)
        order.append(number)
        turnstile.leave()

    assert turnstile.enter(5)
    threads = [threading.Thread(target=pass_through, args=(number,)) for number in range(20)]
    for count, thread in enumerate(threads, 1):
        thread.start()
        until_waiting(turnstile, count)
    turnstile.leave()
    for thread in threads:
        thread.join(5)
    assert order == list(range(20))


def test_never_two_at_once() -> None:
    turnstile, inside, most = Turnstile(), [0], [0]

    def pass_often() -> None:
        for _ in range(200):
            assert turnstile.enter(10)
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            inside[0] -= 1
            turnstile.leave()

    threads = [threading.Thread(target=pass_often) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert most[0] == 1
    assert turnstile.enter(0.01), "free again at the end"


def test_who_gives_up_leaves_the_line_to_the_others() -> None:
    turnstile = Turnstile()
    assert turnstile.enter(1)
    assert not turnstile.enter(0.01)
    turnstile.leave()
    assert turnstile.enter(0.01)
    assert not turnstile.enter(0.01)
