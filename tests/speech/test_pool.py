"""A bounded pool: order within a lane, turns between lanes, menus first, one that hangs takes one thread."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from threading import Event, Lock

import pytest

from speech.pool import Lane, Pool

PATIENCE = 10


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(2)
    yield made
    made.stop(1)


def held(lane: Lane, urgent: bool = True) -> tuple[Event, Event]:
    """A work that begins, and ends when told."""
    began, go = Event(), Event()

    def work() -> None:
        began.set()
        go.wait(PATIENCE)

    lane.put(work, urgent)
    return began, go


def test_a_lane_keeps_its_order_and_never_works_twice_at_once(pool: Pool) -> None:
    lanes = [pool.lane() for _ in range(5)]
    seen: list[list[int]] = [[] for _ in lanes]
    inside = [Lock() for _ in lanes]
    ended = [Event() for _ in lanes]

    def work(which: int, number: int) -> None:
        assert inside[which].acquire(blocking=False)
        seen[which].append(number)
        inside[which].release()
        if number == 199:
            ended[which].set()

    for number in range(200):
        for which, lane in enumerate(lanes):
            lane.put(lambda which=which, number=number: work(which, number), number % 2 == 0)  # type: ignore[misc]
    assert all(event.wait(PATIENCE) for event in ended)
    assert seen == [list(range(200))] * 5


def test_menus_go_before_transcripts() -> None:
    pool, order, done = Pool(1), list[str](), Event()
    began, go = held(pool.lane())
    assert began.wait(PATIENCE)
    transcript, menu = pool.lane(), pool.lane()
    transcript.put(lambda: order.append("transcript"), urgent=False)
    transcript.put(done.set, urgent=False)
    menu.put(lambda: order.append("menu"))
    go.set()
    assert done.wait(PATIENCE)
    assert order == ["menu", "transcript"]
    pool.stop()


def test_an_urgent_work_pulls_its_lane_forward() -> None:
    pool, order, done = Pool(1), list[str](), Event()
    began, go = held(pool.lane())
    assert began.wait(PATIENCE)
    other, lane = pool.lane(), pool.lane()
    other.put(lambda: order.append("other"), urgent=False)
    other.put(done.set, urgent=False)
    lane.put(lambda: order.append("before"), urgent=False)
    lane.put(lambda: order.append("urgent"), urgent=True)
    go.set()
    assert done.wait(PATIENCE)
    assert order == ["before", "urgent", "other"]
    pool.stop()


def test_lanes_take_turns() -> None:
    pool, order, done = Pool(1), list[str](), Event()
    began, go = held(pool.lane())
    assert began.wait(PATIENCE)
    talker, other = pool.lane(), pool.lane()
    for _ in range(3):
        talker.put(lambda: order.append("talker"))
    other.put(lambda: order.append("other"))
    talker.put(done.set)
    go.set()
    assert done.wait(PATIENCE)
    assert order == ["talker", "other", "talker", "talker"]
    pool.stop()


def test_one_that_hangs_takes_one_thread(pool: Pool) -> None:
    lane = pool.lane()
    began, go = held(lane)
    assert began.wait(PATIENCE)
    never, done = Event(), Event()
    lane.put(never.set)
    pool.lane().put(done.set)
    assert done.wait(PATIENCE)
    assert not never.is_set()
    go.set()
    assert never.wait(PATIENCE)


def test_a_work_that_raises_ends_nothing(pool: Pool) -> None:
    lane, done = pool.lane(), Event()
    for _ in range(5):
        lane.put(lambda: 1 // 0)  # type: ignore[arg-type]
    lane.put(done.set)
    assert done.wait(PATIENCE)


def test_load_and_crowds_are_counted() -> None:
    pool = Pool(1, most_waiting=4)
    assert pool.load == 0
    lane = pool.lane()
    began, go = held(lane)
    assert began.wait(PATIENCE)
    for _ in range(2):
        lane.put(lambda: None)
    assert pool.load == 3
    assert pool.crowded(urgent=False)
    assert not pool.crowded(urgent=True)
    go.set()
    done = Event()
    lane.put(done.set)
    assert done.wait(PATIENCE)
    pool.stop()


def test_a_stopped_pool_takes_nothing() -> None:
    pool = Pool(1)
    began, go = held(pool.lane())
    assert began.wait(PATIENCE)
    never = Event()
    pool.lane().put(never.set)
    go.set()
    pool.stop()
    assert not pool.lane().put(never.set)
    assert not never.is_set()


def test_a_pool_needs_a_thread() -> None:
    with pytest.raises(ValueError, match="thread"):
        Pool(0)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread has no niceness of its own")
def test_a_nice_pool_s_threads_let_others_go_first() -> None:
    """Decoding kept the thread that held the database's lock from going on."""
    before = os.getpriority(os.PRIO_PROCESS, 0)
    pool, found, done = Pool(1, niceness=3), [], Event()

    def look() -> None:
        found.append(os.getpriority(os.PRIO_PROCESS, 0))
        done.set()

    pool.lane().put(look)
    assert done.wait(PATIENCE)
    pool.stop()
    assert found == [min(19, before + 3)]
    assert os.getpriority(os.PRIO_PROCESS, 0) == before
